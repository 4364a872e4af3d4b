import Testing

@testable import HTML

struct SelectorTests {
    private static let page = HTMLParser.parse(
        utf8: Array(
            """
            <!doctype html><html lang=en><body id=body>
            <div id=a class="box Big" data-x="one two" title="Hello World"><p id=p1>1<p id=p2 class=x>2
            <span id=s1></span></div>
            <div id=b class="box" lang="en-GB"><p id=p3 class="x y"> </p><h2 id=h>h</h2><p id=p4>4</p><!-- c -->
            <a id=l1 href="http://example.org/a.PDF" REL=NoFollow>l</a><a id=l2 href="/b.png">m</a></div>
            <ul id=u><li id=i1>1<li id=i2 class=on>2<li id=i3>3<li id=i4 class=on>4<li id=i5>5</ul>
            <svg id=v viewBox="0 0 1 1"><linearGradient id=g /></svg>
            <template id=t><p id=inside class=x></p></template>
            <section id=é.1><br id=br></section></body></html>
            """.utf8))

    private static func ids(_ selector: String, within id: String? = nil) throws -> String {
        let root = try id.map { try #require(page.element(withID: $0)) } ?? .document
        let found = page.select(try Selector.parse(selector), within: root)
        return found.map { page.attribute(.id, of: $0) ?? page.string(of: page.name(of: $0)) }
            .joined(separator: " ")
    }

    @Test(arguments: [
        ("p", "p1 p2 p3 p4"), ("P", "p1 p2 p3 p4"), ("*|p", "p1 p2 p3 p4"), ("#p3", "p3"), (".x", "p2 p3"),
        ("p.x.y", "p3"), (".big", ""), (".Big", "a"), ("li:not(.on)", "i1 i3 i5"), ("h2, #br", "h br"),
        ("lineargradient", ""), ("linearGradient", "g"), ("[viewBox]", "v"),
        ("div *", "p1 p2 s1 p3 h p4 l1 l2"),
        ("div > span", ""), ("div > p > span", "s1"), ("h2 + p", "p4"), ("h2 ~ *", "p4 l1 l2"),
        ("p~p", "p2 p4"),
        ("p + a", "l1"), ("body div p.x span", "s1"), ("#\\e9 \\.1", "é.1"), ("#é\\.1 > br", "br"),
        ("[data-x~=two]", "a"), ("[data-x~='one two']", ""), ("[lang|=en]", "html b"),
        ("[href^='http']", "l1"),
        ("[href$='.pdf']", ""), ("[href$='.pdf' i]", "l1"), ("[href*=b]", "l2"), ("[rel=nofollow]", "l1"),
        ("[rel=nofollow s]", ""), ("[title='hello world']", ""), ("[title=\"hello world\"i]", "a"),
        ("[class^='']", ""), ("li:nth-child(odd)", "i1 i3 i5"), ("li:nth-child(2n)", "i2 i4"),
        ("li:nth-child(-n+2)", "i1 i2"), ("li:nth-child(3n - 1)", "i2 i5"), ("li:nth-last-child(2)", "i4"),
        ("li:nth-child(2 of .on)", "i4"), ("li:nth-last-child(1 of .on)", "i4"),
        ("p:nth-of-type(2)", "p2 p4"),
        ("a:first-of-type", "l1"), ("p:last-of-type", "p2 p4"), ("h2:only-of-type", "h"),
        ("br:only-child", "br"),
        ("li:first-child", "i1"), ("li:last-child", "i5"), ("span:empty", "s1"), ("p:empty", ""),
        (":root", "html"), (":root > body > ul", "u"), ("div:has(h2)", "b"), ("div:has(> span)", ""),
        ("div:has(span)", "a"), ("p:has(+ h2)", "p3"), ("p:has(~ a)", "p3 p4"), ("div:has(p.x span)", "a"),
        (":is(h2, .on)", "h i2 i4"), (":where(h2)", "h"), ("p:not(.x, #p1)", "p4"),
        ("div:not(:has(a)) > p", "p1 p2"),
        (":is(div:not(.Big), ul) > :is(a, li.on)", "l1 l2 i2 i4"), ("template p", ""), ("template", "t"),
    ])
    func selectsInDocumentOrder(_ selector: String, _ expected: String) throws {
        #expect(try Self.ids(selector) == expected)
    }

    @Test
    func ancestorsOutsideOfTheRootCount() throws {
        #expect(try Self.ids("body p", within: "b") == "p3 p4")
        #expect(try Self.ids(":scope > p", within: "b") == "p3 p4")
    }

    @Test
    func templateContentsMatchFromWithin() throws {
        let template = try #require(Self.page.element(withID: "t"))
        let content = try #require(Self.page.firstChild(of: template))
        let selector = try Selector.parse("p.x")
        #expect(Self.page.select(selector, within: content).count == 1)
        #expect(Self.page.select(selector, within: template).isEmpty)
    }

    @Test
    func matchesOneNode() throws {
        let node = try #require(Self.page.element(withID: "p3"))
        #expect(Self.page.matches(node, try Selector.parse("div > .y")))
        #expect(!Self.page.matches(node, try Selector.parse("ul > .y")))
        #expect(Self.page.matches(try Selector.parse("p")).contains(node))
    }

    @Test
    func quirksModeIgnoresCaseOfClassesAndIDs() throws {
        let document = HTMLParser.parse(utf8: Array("<p class=Foo id=Bar>".utf8))
        #expect(document.select(try Selector.parse(".foo#bar")).count == 1)
    }

    @Test(arguments: [
        "", " ", ",", "p,", "p >", "> p", "p > > a", "..a", "#", "[", "[a", "[a=", "[a=b", "[a='b]",
        "[a=b x]", "p)",
        ":not", ":not(", ":not()", ":nth-child()", ":nth-child(n", ":nth-child(+ 2)", "a::before", ":hover",
        "a{",
        ":has(:has(a))", "svg|a", "\\",
    ])
    func badSelectorsAreRefused(_ text: String) {
        #expect(throws: SelectorError.self) { try Selector.parse(text) }
    }

    @Test
    func limitsHold() {
        let deep =
            String(repeating: ":not(", count: 100_000 / 10) + "a" + String(repeating: ")", count: 10_000)
        #expect(throws: SelectorError.tooComplex) { try Selector.parse(deep) }
        let wide = String(repeating: ".a", count: 2000)
        #expect(throws: SelectorError.tooComplex) { try Selector.parse(wide) }
        let long = String(repeating: "a", count: 70_000)
        #expect(throws: SelectorError.tooComplex) { try Selector.parse(long) }
    }
}
