import Batches
import Extraction
import HTML
import JSON
import Structuring
import Workers

extension FuzzTarget {
    private static let address = "https://example.org/a/b?c"

    /// Verdict, Markdown, main content and metadata: valid text, and the same when read again.
    static let reading = FuzzTarget(
        name: "reading", maxLength: 16 << 10, stretchLength: 32 << 10, nanosecondsPerByte: 20_000
    ) { input, random in
        let document = HTMLParser.parse(
            input, transportEncoding: random.below(4) == 0 ? random.pick(encodings) : nil,
            limits: limits(&random))
        require(PageVerdict(of: document) == PageVerdict(of: document), "two verdicts")
        let mode: Reader.Mode = random.below(2) == 0 ? .full : .article
        let url = random.pick([address, nil, "not a url", "http://[::1]:1/?#"])
        let markdown = Reader().read(document, url: url, mode: mode).markdown
        require(String(validating: markdown, as: UTF8.self) != nil, "Markdown that is not UTF-8")
        require(Reader().read(document, url: url, mode: mode).markdown == markdown, "two readings")
    }

    /// A page and a schema or prompt: the page's own data in its shape.
    static let structuring = FuzzTarget(
        name: "structuring", maxLength: 16 << 10, stretchLength: 32 << 10, nanosecondsPerByte: 40_000
    ) { input, random in
        let parts = parts(input, 2)
        let document = HTMLParser.parse(parts[0])
        let markdown = Reader().read(document, url: address, mode: .article).markdown
        let schema = LenientJSON.parse(parts[1]).flatMap { Schema.check($0).schema }
        let prompt = parts[1].isEmpty ? nil : text(parts[1])
        let result = Structurer().fill(
            schema: schema, prompt: prompt, document: document, url: address, markdown: markdown)
        if let schema {
            require(
                schema.accepts(result.value) || result.value == SchemaFitter(schema: schema).fit(.null),
                "a result that does not fit its schema")
        }
        checkRoundTrip(result.value)
        checkRoundTrip(result.provenance)
        _ = MarkdownGrid.table(of: result.value)
    }

    /// An answer of a site on its way to a result, as the workers read it: a Content-Type, options and a body.
    static let page = FuzzTarget(
        name: "page", maxLength: 16 << 10, stretchLength: 32 << 10, nanosecondsPerByte: 40_000
    ) { input, random in
        let parts = parts(input, 3)
        var options = BatchOptions()
        options.output = random.pick([nil, .json, .markdown, .table, .text])
        options.extractContentOnly = random.below(2) == 0
        if let schema = LenientJSON.parse(parts[1]), Schema.check(schema).schema != nil {
            options.schema = schema
        }
        if random.below(3) == 0 { options.prompt = text(parts[1]) }
        let fetched = FetchedPage(
            body: parts[2], statusCode: 200, finalURL: address, contentType: text(parts[0]))
        let reading = HTMLPageReader().read(fetched, for: item(options))
        switch reading.ending {
        case .result(let json):
            require((try? JSONParser.parse(json, depthLimit: 80)) != nil, "a result that is not JSON")
        case .refused(_, let message): require(!message.isEmpty, "a refusal without a reason")
        }
        if let extra = reading.extra {
            require((try? JSONParser.parse(extra, depthLimit: 80)) != nil, "facts that are not JSON")
        }
    }

    private static func item(_ options: BatchOptions) -> ClaimedItem {
        ClaimedItem(
            lease: Lease(item: ItemID("1"), token: 1), batch: BatchID("1"), owner: KeyID(1), url: address,
            host: "example.org", options: options, attempt: 1, dueAt: Timestamp(milliseconds: 0),
            startedAt: Timestamp(milliseconds: 0), creditsReserved: 0)
    }
}
