import Batches
import Fetch
import HTML
import Testing

@testable import Workers

struct HTMLPageReaderTests {
    private func ending(
        _ body: [UInt8], type: String?, options: BatchOptions = BatchOptions(),
        limits: ParseLimits = ParseLimits()
    ) -> PageReading.Ending {
        let page = FetchedPage(
            body: body, statusCode: 200, finalURL: "http://e.com/", contentType: type)
        let item = ClaimedItem(
            lease: Lease(item: ItemID("i"), token: 1), batch: BatchID("b"), owner: KeyID(1),
            url: page.finalURL,
            host: "e.com", options: options, attempt: 1, dueAt: Timestamp(milliseconds: 0),
            startedAt: Timestamp(milliseconds: 0), creditsReserved: 2)
        return HTMLPageReader(limits: limits).read(page, for: item).ending
    }

    private func result(_ body: [UInt8], type: String?, options: BatchOptions = BatchOptions()) -> String? {
        guard case .result(let result) = ending(body, type: type, options: options) else { return nil }
        return String(decoding: result, as: UTF8.self)
    }

    @Test func halfAPageIsNoResult() {
        let page = Array(String(repeating: "<div><p>words of a page", count: 100).utf8)
        func reason(_ change: (inout ParseLimits) -> Void) -> FailureReason? {
            var limits = ParseLimits()
            change(&limits)
            guard case .refused(let reason, _) = ending(page, type: "text/html", limits: limits) else {
                return nil
            }
            return reason
        }
        #expect(reason { $0.nodes = 50 } == .pageTooComplex)
        #expect(reason { $0.inputBytes = 500 } == .pageTooComplex)
        // Nothing is lost here.
        #expect(reason { $0.depth = 20 } == nil)
    }

    @Test(arguments: [BatchOptions.Output.markdown, .text, .json, .table])
    func aPageThatBecomesTooLongIsRefused(_ output: BatchOptions.Output) {
        let page =
            "<title>t</title><p>hello</p>" + String(repeating: "<blockquote>", count: 500) + "<pre>"
            + String(repeating: "\nx", count: 100_000)
        var options = BatchOptions()
        options.output = output
        options.prompt = "The title"
        guard
            case .refused(let reason, let message) = ending(
                Array(page.utf8), type: "text/html", options: options)
        else {
            Issue.record("a result for \(output)")
            return
        }
        #expect(reason == .pageTooComplex && !reason.isTransient)
        #expect(message.contains("4194304 bytes"))
    }

    /// "Grün" with one byte a character.
    private let latin: [UInt8] = [0x47, 0x72, 0xFC, 0x6E]

    @Test(arguments: [
        "text/plain; charset=ISO-8859-1", "text/csv; charset=\"windows-1252\"",
        "text/html; charset=iso-8859-1",
    ])
    func textIsDecodedByItsCharset(type: String) {
        #expect(result(latin, type: type)?.hasPrefix("\"Grün") == true)
    }

    @Test func jsonIsDecodedByItsCharsetAndFitsASchema() {
        let body = Array(#"{"color":""#.utf8) + latin + Array(#""}"#.utf8)
        let type = "application/json; charset=iso-8859-1"
        #expect(result(body, type: type) == #""```json\n{\"color\":\"Grün\"}\n```""#)
        var options = BatchOptions()
        options.schema = ["type": "object", "properties": ["color": ["type": "string"]]]
        #expect(result(body, type: type, options: options) == #"{"color":"Grün"}"#)
    }

    @Test(arguments: [
        "<title>App</title><script src=/main.js></script>", "<script>location.href = '/new'</script>",
        "<div class=page><div class=spinner></div></div><script src=/main.js></script>",
        "<noscript><iframe src=/tag></iframe></noscript><script>tag()</script>",
    ])
    func aPageThatOnlyScriptsWouldDrawIsNoResult(_ html: String) {
        var options = BatchOptions()
        for output in [BatchOptions.Output.markdown, .text, .json] {
            options.output = output
            options.prompt = output == .json ? "the price" : nil
            guard case .refused(let reason, _) = ending(Array(html.utf8), type: "text/html", options: options)
            else {
                Issue.record("\(output) is a result")
                continue
            }
            #expect(reason == .needsBrowser)
        }
    }

    @Test(arguments: [
        "<iframe src=/real></iframe>", "<embed src=x.pdf>", "<div hidden>words</div>", "&nbsp;",
    ])
    func aPageWithoutAnythingToReadIsEmpty(_ html: String) {
        guard case .refused(let reason, _) = ending(Array(html.utf8), type: nil) else {
            Issue.record("it is a result")
            return
        }
        #expect(reason == .emptyPage)
    }

    /// The data of a page that scripts draw may be in it all the same.
    @Test func dataOfABlankPageIsAResult() {
        var options = BatchOptions()
        options.schema = ["type": "object", "properties": ["price": ["type": "number"]]]
        let html = """
            <script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", "name": "Lamp",
            "offers": {"@type": "Offer", "price": 49.9, "priceCurrency": "EUR"}}</script><script src=/main.js></script>
            """
        #expect(result(Array(html.utf8), type: "text/html", options: options) == #"{"price":49.9}"#)
    }

    @Test(arguments: ["application/rss+xml", "text/xml; charset=utf-8", "application/xml"])
    func xmlIsShownAsItIs(_ type: String) {
        let feed = "<rss><item><title>A ```` b</title></item></rss>"
        #expect(result(Array(feed.utf8), type: type) == "\"`````xml\\n\(feed)\\n`````\"")
        #expect(result(Array("<?xml version='1.0'?><HTML><p>words".utf8), type: type) == "\"words\\n\"")
    }

    @Test func aByteOrderMarkIsNoPartOfText() {
        #expect(result([0xEF, 0xBB, 0xBF, 0x61], type: "text/plain") == "\"a\"")
    }
}
