import Testing

@testable import HTML

/// The tree builder on small pages of our own, so that it is covered without the public suites.
struct TreeBuilderTests {
    private static func body(_ html: String) throws -> String {
        let document = HTMLParser.parse(utf8: Array("<!DOCTYPE html><body>\(html)".utf8))
        return compact(document, try #require(document.body))
    }

    /// The tree below a node as nested parentheses.
    private static func compact(_ document: Document, _ root: NodeID) -> String {
        document.children(of: root).map { node in
            switch document.kind(of: node) {
            case .text: return document.text(of: node)
            case .comment: return "!" + document.text(of: node)
            case .fragment: return "content(\(compact(document, node)))"
            default:
                let inner = compact(document, node)
                let name = document.string(of: document.name(of: node))
                return inner.isEmpty ? name : "\(name)(\(inner))"
            }
        }
        .joined(separator: " ")
    }

    @Test(arguments: [
        ("<p>a<p>b<div>c</p>d", "p(a) p(b) div(c p d)"), ("<ul><li>a<li>b</ul>", "ul(li(a) li(b))"),
        ("<dl><dt>a<dd>b<dt>c", "dl(dt(a) dd(b) dt(c))"), ("<h1>a<h2>b", "h1(a) h2(b)"),
        ("<b>a<p>b</b>c", "b(a) p(b(b) c)"), ("<b><i>a</b>b</i>", "b(i(a)) i(b)"),
        ("<a>1<a>2", "a(1) a(2)"), ("<a><div>1<a>2", "a div(a(1) a(2))"),
        ("<p><b>x<p>y", "p(b(x)) p(b(y))"), ("<table>x<tr><td>y", "x table(tbody(tr(td(y))))"),
        ("<table><caption>c<tr><th>a<td>b</table>d", "table(caption(c) tbody(tr(th(a) td(b)))) d"),
        ("<table><col><tr>", "table(colgroup(col) tbody(tr))"), ("<table><div>x</table>", "div(x) table"),
        ("<select><option>a<option>b<p>c</select>", "select(option(a) option(b p(c)))"),
        ("<button>a<button>b", "button(a) button(b)"), ("<form>a<form>b</form>c", "form(ab) c"),
        ("<pre>\n\na</pre>", "pre(\na)"), ("<textarea>\n<b>x</textarea>y", "textarea(<b>x) y"),
        ("<script>a<b>'</scr'</script>c", "script(a<b>'</scr') c"),
        ("<script><!--<script></script>--></script>x", "script(<!--<script></script>-->) x"),
        ("<style>a>b{}</style>", "style(a>b{})"), ("<plaintext>a</plaintext>", "plaintext(a</plaintext>)"),
        ("<template><tr><td>x</template>y", "template(content(tr(td(x)))) y"),
        ("<svg><foreignobject><p>x</svg>y", "svg(foreignObject(p(xy)))"), ("<svg><g><p>x", "svg(g) p(x)"),
        ("<math><mi><b>x</b><mglyph/></math>", "math(mi(b(x) mglyph))"),
        ("<svg><![CDATA[a<b]]></svg>", "svg(a<b)"), ("<![CDATA[a]]>", "![CDATA[a]]"),
        ("<ruby>a<rp>(<rt>b<rp>)</ruby>", "ruby(a rp(() rt(b) rp()))"), ("<image>", "img"), ("</br>", "br"),
        ("</p>", "p"), ("<!--a--!>b<!-->c<!--->", "!a b ! c !"), ("<?php x?>", "!?php x?"), ("</ x>", "! x"),
        ("a<b", "a"), ("a< b &amp; &ampx &#x41;&#65 &copy= &no; &", "a< b & &x AA ©= &no; &"),
        ("&notit; &notin; &#0; &#x80; &#xD800; &#x110000;", "¬it; ∉ \u{FFFD} € \u{FFFD} \u{FFFD}"),
        ("a\0b", "ab"), ("<frameset>", ""), ("x</body>y</html>z", "xyz"),
        ("<noscript><p>x</noscript>", "noscript(p(x))"), ("<nobr>a<nobr>b", "nobr(a) nobr(b)"),
        ("<object><b>a</object>b", "object(b(a)) b"), ("<xmp><b></xmp>", "xmp(<b>)"),
    ])
    func treeIsThatOfTheStandard(_ html: String, _ expected: String) throws {
        #expect(try Self.body(html) == expected)
    }

    @Test
    func attributesAreDecodedAndFirstOnesWin() throws {
        let document = HTMLParser.parse(
            utf8: Array("<A HREF='?a=1&amp;b=2&copy=3' b=\"&lt;\" c=&gt;x d e= f href=no ='g'>".utf8))
        let link = try #require(document.nodes.first { document.isElement($0, .a) })
        let pairs = document.attributes(of: link).map { "\(document.string(of: $0.name))=\($0.value)" }
        #expect(pairs == ["href=?a=1&b=2&copy=3", "b=<", "c=>x", "d=", "e=f", "='g'="])
        #expect(document.attribute(.href, of: link) == "?a=1&b=2&copy=3")
        #expect(document.hasAttribute(.d, of: link))
        #expect(document.attribute(.title, of: link) == nil)
    }

    @Test
    func laterHTMLAndBodyTagsAddAttributes() throws {
        let document = HTMLParser.parse(utf8: Array("<html a=1><body b=1><html a=2 c=2><body b=2 d=2>".utf8))
        let root = try #require(document.root)
        let body = try #require(document.body)
        #expect(document.attributes(of: root).map(\.value) == ["1", "2"])
        #expect(document.attributes(of: body).map(\.value) == ["1", "2"])
    }

    @Test(arguments: [
        ("<!DOCTYPE html>", QuirksMode.none), ("", .quirks), ("<!DOCTYPE x>", .quirks),
        ("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"x\">", .limited),
        ("<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">", .quirks),
        ("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 3.2 Final//EN'>", .quirks),
        ("<!DOCTYPE html SYSTEM 'about:legacy-compat'>", .none),
    ])
    func doctypeDecidesQuirks(_ html: String, _ mode: QuirksMode) {
        #expect(HTMLParser.parse(utf8: Array(html.utf8)).quirksMode == mode)
    }

    @Test
    func everyPageHasHeadAndBody() {
        let document = HTMLParser.parse(utf8: [])
        #expect(document.head != nil)
        #expect(document.body != nil)
        #expect(document.count == 4)
    }

    @Test(arguments: [
        ("td", "<td>a</td>b", "ab"), ("tr", "<td>a<td>b", "td(a) td(b)"), ("title", "<b>x", "<b>x"),
        ("svg path", "<g>x", "g(x)"), ("select", "<option>a<input>", "option(a)"),
        ("template", "<td>a", "td(a)"), ("math mi", "<p>a", "p(a)"),
    ])
    func fragmentsAreParsedInTheirContext(_ context: String, _ html: String, _ expected: String) throws {
        let document = try HTMLParser.parseFragment(utf8: Array(html.utf8), context: context)
        #expect(Self.compact(document, try #require(document.root)) == expected)
    }

    @Test(arguments: ["", " ", "svg a b", "a b"])
    func badContextIsRefused(_ context: String) {
        #expect(throws: HTMLError.badContext(context)) {
            try HTMLParser.parseFragment(utf8: [], context: context)
        }
    }

    @Test(arguments: ["a\r\nb\rc\n\rd", "a\nb\nc\n\nd"])
    func lineEndsAreNormalised(_ text: String) {
        #expect(HTMLParser.parse(utf8: Array(text.utf8)).textContent(of: .document) == "a\nb\nc\n\nd")
    }
}
