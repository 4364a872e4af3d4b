import HTML
import Testing

@testable import Extraction

/// Pages of which much more would be made than they are: what comes of them is counted.
struct HostilePageTests {
    struct Page: CustomTestStringConvertible {
        let testDescription: String
        let html: [UInt8]

        init(_ name: String, _ parts: (text: String, count: Int)...) {
            testDescription = name
            html = parts.flatMap { part in
                [UInt8](repeatElement(Array(part.text.utf8), count: part.count).joined())
            }
        }
    }

    private static let start = "<title>t</title><p>hello</p>"

    /// Containers around many lines, tables of many columns, and marks that are longer than what they mark.
    static let repetitive = [
        Page(
            "quotes around a code block", (start, 1), ("<blockquote>", 500), ("<pre>", 1), ("\n", 100_000),
            ("x", 1)),
        Page("quotes", (start, 1), ("<blockquote>a", 40_000)),
        Page("lists", (start, 1), ("<ul><li>a", 60_000)),
        Page("lists around a code block", (start, 1), ("<ul><li>", 250), ("<pre>", 1), ("x\n", 50_000)),
        Page(
            "numbered lists around breaks", (start, 1), ("<ol start=999999999><li>", 250), ("a<br>", 20_000)),
        Page(
            "lists around a formula", ("<ul><li>", 250), ("<math display=block alttext='", 1),
            ("x\n", 50_000), ("'>", 1)),
        Page("definitions", (start, 1), ("<dl><dt>a<dd>b", 20_000)),
        Page("rows of a wide table", ("<table><tr>", 1), ("<td>a", 64), ("<tr><td>b", 50_000)),
        Page("columns", ("<table><tr><td>a<td>b", 1), ("<tr><td colspan=1000 rowspan=9>c", 20_000)),
        Page("tables of their own", ("<table><tr><td colspan=64>a<td>b<tr><td>c</table>", 10_000)),
    ]

    @Test(arguments: repetitive, [Reader.Mode.full, .article])
    func neverBecomesLongerThanTheLimit(_ page: Page, _ mode: Reader.Mode) {
        let limit = MarkdownOptions.lengthLimit(ofPage: page.html.count)
        let reading = Reader().read(HTMLParser.parse(page.html), url: "https://h.example/", mode: mode)
        #expect(reading.markdown.count <= limit)
        #expect(reading.exceededLimit.map { $0 == limit } ?? true)
        #expect(reading.exceededLimit == nil || reading.markdown.isEmpty)
    }

    @Test func whatWouldBeTooLongIsToldAsSuch() {
        let page = Page("", ("<blockquote>", 500), ("<pre>x", 1), ("\nx", 100_000), ("</pre>", 1))
        let reading = Reader().read(HTMLParser.parse(page.html), url: nil, mode: .full)
        #expect(reading.exceededLimit == 4 << 20)
        #expect(reading.markdown.isEmpty)
    }

    @Test func theWriterStopsSoonAfterTheLimit() {
        var writer = MarkdownWriter(reserving: 0, limit: 100)
        #expect(!writer.isFull)
        writer.startLine(.paragraph)
        for _ in 0..<101 { writer.literal("a") }
        #expect(writer.isFull)
    }

    @Test func manyPagesMayBeSoLong() {
        #expect(MarkdownOptions.lengthLimit(ofPage: 100) == 4 << 20)
        #expect(MarkdownOptions.lengthLimit(ofPage: 2 << 20) == 8 << 20)
        #expect(MarkdownOptions.lengthLimit(ofPage: .max / 8) == 64 << 20)
    }

    @Test func deepContainersAreMarkedToADepth() throws {
        let html = String(repeating: "<blockquote>", count: 40) + "deep"
        #expect(markdown(html) == String(repeating: "> ", count: 32) + "deep")
        let items = (1...40).map { "<ul><li>\($0)" }.joined()
        let lines = markdown(items).split(separator: "\n")
        #expect(lines[31] == String(repeating: "  ", count: 31) + "- 32")
        let last = try #require(lines.last)
        #expect(last.hasSuffix("  40") && last.utf8.count == 32 * 2 + 2)
    }

    // MARK: Links

    @Test func aBaseLongerThanAURLIsIgnored() {
        let base = "http://x/" + String(repeating: "a/../", count: 100_000)
        let html = "<head><base href='\(base)'></head><a href=b>l</a>"
        #expect(markdown(html, url: "https://h.example/p/") == "[l](https://h.example/p/b)")
    }

    @Test func aLongBaseIsAddedToSoManyLinksOnly() {
        let base = "http://x/" + String(repeating: "a", count: 7_900) + "/"
        let links = 20_000
        let html = String(repeating: "<a href=b>l</a> ", count: links)
        let page = markdown(html, url: base)
        let resolved = page.split(separator: " ").count { $0.hasPrefix("[l](http") }
        #expect(resolved == (2 << 20) / base.utf8.count + 1)
        #expect(page.hasSuffix(" [l](b)"))
        #expect(page.utf8.count < (2 << 20) + links * 8 + 10_000)
    }

    // MARK: Main content

    @Test(arguments: ["<p>a", "<li>x", "<td>a", "<div>a<i>b</i></div>"])
    func aPageOfVeryManyBlocksIsAllContent(_ piece: String) {
        let html = Array(String(repeating: piece, count: BlockCount.limit + 1).utf8)
        let content = MainContent(of: HTMLParser.parse(Array("<table><tr>".utf8) + html), url: nil)
        #expect(content.step == .wholePage)
        #expect(content.roots.count == 1)
    }

    @Test func aPageOfMuchInlineMarkupIsJudged() {
        let html = String(repeating: "<i>word</i> and <b>more</b> of it. ", count: BlockCount.limit)
        let document = HTMLParser.parse(Array("<p>\(html)".utf8))
        #expect(document.count > BlockCount.limit * 2)
        #expect(!BlockCount.isExceeded(by: document))
    }
}
