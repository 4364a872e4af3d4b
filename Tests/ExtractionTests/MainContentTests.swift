import HTML
import Testing

@testable import Extraction

/// Whole pages written for these tests, in the shapes that sites have.
struct MainContentTests {
    private func markdown(_ html: String, url: String? = "https://example.org/2024/05/a-long-title-of-words")
        -> String
    {
        let document = HTMLParser.parse(Array(html.utf8))
        return String(decoding: Reader().read(document, url: url, mode: .article).markdown, as: UTF8.self)
    }

    private static let paragraphs = """
        <p>The river had been rising since Monday, and by the time the council met, the lower meadows stood
        under water. Nobody in the room wanted to be the first to speak about the dam.</p>
        <p>“We have known for years,” said the engineer who inspects it, “that the spillway is too narrow.” She
        put three drawings on the table, and a list of what it would cost, year by year, to wait.</p>
        <p>The vote came shortly before midnight. Work begins in spring, if the ground allows it, and should
        take two summers; until then the gates stay open and the mill stands still.</p>
        """

    private static let frame = """
        <header class="site-header"><a href="/">The Valley Post</a>
        <nav class="main-menu"><ul><li><a href="/n">News</a></li><li><a href="/s">Sports</a></li>
        <li><a href="/w">Weather</a></li><li><a href="/o">Opinion</a></li></ul></nav></header>
        """

    private static let footer = """
        <footer class="site-footer"><p>© 2024 The Valley Post. All rights reserved.</p>
        <ul><li><a href="/imprint">Imprint</a></li><li><a href="/privacy">Privacy policy</a></li></ul></footer>
        """

    @Test func articleIsKeptAndItsFrameIsNot() {
        let page = markdown(
            """
            <html><head><title>Council votes for a new dam</title></head><body>\(Self.frame)
            <main><article class="post"><h1>Council votes for a new dam</h1>
            <div class="entry-content">\(Self.paragraphs)</div></article></main>
            <aside class="sidebar"><h3>Most read</h3><ul><li><a href="/1">Cat found after five years</a></li>
            <li><a href="/2">Mill to close in autumn</a></li></ul></aside>
            <div class="newsletter"><p>Sign up for our newsletter.</p></div>\(Self.footer)</body></html>
            """)
        #expect(page.contains("The river had been rising"))
        #expect(page.contains("the mill stands still."))
        for frame in ["Weather", "Most read", "Cat found", "newsletter", "All rights reserved", "Imprint"] {
            #expect(!page.contains(frame), "\(frame)")
        }
    }

    @Test func termsStayWithTheirDefinitions() {
        let entries = ["Builder", "Handle", "Runtime", "Semaphore", "Barrier", "JoinSet"].map { name in
            """
            <dt><a class="struct" href="struct.\(name).html" title="struct pool::\(name)">\(name)</a></dt>
            <dd>What keeps a \(name) alive while tasks are waiting, and what ends when the last one is done.</dd>
            """
        }
        let page = markdown(
            """
            <html><head><title>pool::runtime - API documentation</title></head><body class="rustdoc mod">
            <nav class="sidebar"><ul><li><a href="#structs">Structs</a></li><li><a href="#enums">Enums</a></li></ul></nav>
            <main><section id="main-content" class="content"><h1>Module runtime</h1>
            <div class="docblock"><p>A pool needs support at run time: a driver for I/O events, a timer, and
            threads that run what is ready. This module bundles them, so that they start and stop together.</p></div>
            <h2 id="structs">Structs</h2><dl class="item-table">\(entries.joined())</dl></section></main></body></html>
            """, url: "https://docs.example.org/pool/runtime/index.html")
        for name in ["[Builder]", "[Semaphore]", "[JoinSet]"] { #expect(page.contains(name), "\(name)") }
        #expect(!page.contains("Enums"))
    }

    @Test func pageWithoutAnyNamesIsReadByItsText() {
        let page = markdown(
            """
            <table><tr><td><a href=/>Home</a> | <a href=/a>About</a> | <a href=/l>Links</a></td></tr>
            <tr><td>\(Self.paragraphs)</td></tr></table>
            """)
        #expect(page.contains("The river had been rising"))
        #expect(!page.contains("About"))
    }

    @Test(arguments: ["<p>Test</p>", "plain text", "<div><span>One line.</span></div>"])
    func textIsNeverAnsweredWithNothing(_ html: String) {
        #expect(!markdown(html, url: nil).isEmpty)
    }

    @Test(arguments: ["", "<html></html>", "<body><script>var a = 1</script></body>"])
    func nothingStaysNothing(_ html: String) {
        let document = HTMLParser.parse(Array(html.utf8))
        let content = MainContent(of: document, url: nil)
        #expect(content.step == .nothing)
        #expect(markdown(html, url: nil).isEmpty)
    }

    @Test func articleOnlyInLinkedDataIsReadFromThere() {
        let text = String(repeating: "The gates stay open until spring & the mill stands still. ", count: 8)
        let html = """
            <title>Dam</title><script type="application/ld+json">{"@type": "NewsArticle", "articleBody":
            "\(text)\\nA second paragraph with a < sign."}</script><div id=app></div>
            """
        let content = MainContent(of: HTMLParser.parse(Array(html.utf8)), url: nil)
        #expect(content.step == .structuredData)
        #expect(markdown(html).contains("until spring & the mill"))
        #expect(markdown(html).contains("\n\nA second paragraph"))
    }

    @Test func articleOnlyInScriptStateIsRead() {
        let text = String(
            repeating: "The gates stay open until spring \\u0026 the mill stands still. ", count: 4)
        let teaser = #"{"summary": "Another story that is only hinted at here. It has its own page."}"#
        let html = """
            <title>Dam</title><div id=app></div><script>window.__STATE__ = {"item": {"title": "Dam", "contentHtml":
            "\\u003cp\\u003e\(text)\\u003c/p\\u003e", "parts": [{"contentHtml":
            "<p>\(text) <a href=\\"/mill\\">The mill</a>.</p>"}], "more": [\(teaser)]}, "pad": \(Array(1...200))};</script>
            """
        let content = MainContent(of: HTMLParser.parse(Array(html.utf8)), url: nil)
        #expect(content.step == .pageState)
        let read = markdown(html, url: "https://dam.example/")
        #expect(read.contains("until spring & the mill"))
        #expect(read.contains("[The mill](https://dam.example/mill)"))
        #expect(!read.contains("Another story"))
    }

    @Test func settingsOfAScriptAreNoContent() {
        let messages = (1...40).map {
            #""message\#($0)": "Please fill in field number \#($0) before you go on with it.""#
        }
        let html =
            "<title>App</title><div id=app></div><script>var m = {\(messages.joined(separator: ","))}</script>"
        #expect(MainContent(of: HTMLParser.parse(Array(html.utf8)), url: nil).step == .nothing)
    }

    @Test func threadInNoscriptIsRead() {
        let html = """
            <title>Thread</title><body><div id="app"></div><noscript><div class="post"><p>First</p>
            \(Self.paragraphs)</div></noscript></body>
            """
        #expect(markdown(html).contains("The river had been rising"))
    }

    @Test func hiddenArticleOfAHiddenPageIsRead() {
        let page = markdown(
            """
            <title>Dam</title><body style="display:none"><article><h1>Dam</h1>\(Self.paragraphs)</article></body>
            """)
        #expect(page.contains("The river had been rising"))
    }

    @Test func deepNestingAndManyBlocksTakeLinearWork() {
        let deep = String(repeating: "<div>", count: 20_000) + "text in the deep"
        #expect(!markdown(deep).isEmpty)
        let wide = String(repeating: "<p>some words here</p>", count: 20_000)
        #expect(!markdown(wide).isEmpty)
    }
}
