import HTML
import Testing

@testable import Extraction

struct ReaderTests {
    private func read(_ html: String, _ mode: Reader.Mode) -> String {
        let reading = Reader().read(
            HTMLParser.parse(Array(html.utf8)), url: "https://h.example/a/b", mode: mode)
        return String(decoding: reading.markdown, as: UTF8.self)
    }

    @Test(arguments: [Reader.Mode.full, .article])
    func framesGiveWayToTheTextForBrowsersWithoutThem(_ mode: Reader.Mode) {
        let page = """
            <title>T</title><frameset cols="1,2"><frame src=f.html><noframes><body bgcolor=white>
            <h1>Old mill</h1><p>The mill at the river has been <a href=c>closed</a> since spring, says its owner.</p>
            </body></noframes></frameset>
            """
        let markdown = read(page, mode)
        #expect(markdown.contains("been [closed](https://h.example/a/c) since"))
        #expect(!markdown.contains("<"))
    }

    @Test func framesWithoutAnAlternativeShowNothing() {
        #expect(read("<frameset><frame src=a><noframes></noframes></frameset>", .full).isEmpty)
        #expect(read("<frameset><frame src=a></frameset>", .full).isEmpty)
        let inner = "<frameset><noframes><frameset><frame></frameset>"
        #expect(read(inner, .full).isEmpty)
    }

    @Test(arguments: [Reader.Mode.full, .article])
    func declaredShadowTreesAreRead(_ mode: Reader.Mode) {
        let page = """
            <x-page><template shadowrootmode=open><style>p { color: red }</style><main><h1>The old mill</h1>
            <p>The mill at the river has been closed since spring, says its owner, who wants to sell it.</p>
            <slot></slot></main></template><p>Nobody has made an offer yet, though many have come to look.</p></x-page>
            """
        let markdown = read(page, mode)
        #expect(markdown.contains("closed since spring"))
        #expect(markdown.contains("made an offer"))
        #expect(!markdown.contains("color"))
    }
}
