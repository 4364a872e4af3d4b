import HTML
import Testing

@testable import Extraction

/// Pages made to hurt: the time for each stays near that of plain text of the same size.
struct MarkdownLimitTests {
    private static let size = 50_000

    private static func repeated(_ text: String) -> String {
        String(repeating: text, count: size / text.utf8.count)
    }

    private static func time(_ html: String) -> Duration {
        let document = HTMLParser.parse(utf8: Array(html.utf8))
        let renderer = MarkdownRenderer(document: document, baseURL: "https://h.example/")
        let clock = ContinuousClock()
        return (0..<3).map { _ in
            clock.measure {
                _ = renderer.markdown(
                    of: [document.body ?? .document], excluding: NodeSet(count: document.count))
            }
        }.min() ?? .zero
    }

    @Test(arguments: [
        "<b>x.</b>y ", "<b><i>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<table><tr><td>a<td>b<tr>",
        "<td colspan=1000 rowspan=1000>x", "<a href=x>y</a>", "<code>`</code>", "<pre>`", "*_`[", "&lt;",
        "<br>",
        "<h1>", "<h2>#</h2>", "<dl><dt>a<dd>b", "<sup><a href=#x>1</a></sup>", "<math><msup>", "<div hidden>",
        "<p style='display:none'>", "<li>", "<ruby>a<rt>b", "\u{A0}", "<img src=x alt='[[[['>",
    ])
    func hostileMarkupIsLinear(_ piece: String) {
        let plain = Self.time(Self.repeated("plain words of text <p>"))
        let hostile = Self.time(Self.repeated(piece))
        #expect(hostile < plain * 40 + .milliseconds(50), "\(hostile) against \(plain)")
    }

    @Test func outputIsTheSameEveryTime() {
        let html = Self.repeated("<p>a <b>b</b> <a href=c>d</a><ul><li>e</ul>")
        #expect(markdown(html) == markdown(html))
    }
}
