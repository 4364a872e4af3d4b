import HTML
import Testing

@testable import Extraction

/// The Markdown of a piece of HTML, without the line feed at its end.
func markdown(_ html: String, url: String? = nil) -> String {
    let document = HTMLParser.parse(utf8: Array(html.utf8))
    let renderer = MarkdownRenderer(document: document, baseURL: url)
    let bytes = renderer.markdown(
        of: [document.body ?? .document], excluding: NodeSet(count: document.count))
    guard let bytes else { return "(too long)" }
    return String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
}

struct MarkdownTests {
    @Test(arguments: [
        ("<h1>One</h1><p>Text</p>", "# One\n\nText"),
        ("<h3>A <em>b</em></h3>", "### A *b*"),
        ("<h2></h2><p>x</p>", "x"),
        ("<h2>C #</h2>", "## C \\#"),
        ("<h2>a<br>b</h2>", "## a b"),
        ("<h2><div>a</div><div>b</div></h2>", "## a b"),
        ("<h2>Title <a href='#t'>#</a></h2>", "## Title"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("a<div>b</div>c", "a\n\nb\n\nc"),
        ("<p>one<br>two</p>", "one  \ntwo"),
        ("<p>one<br><br>two</p>", "one\n\ntwo"),
        ("<p>one<br></p><p><br>two</p>", "one\n\ntwo"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
        ("<blockquote><blockquote>a</blockquote>b</blockquote>", "> > a\n>\n> b"),
        ("<details><summary>More</summary><p>text</p></details>", "**More**\n\ntext"),
        ("<figure><img src=a.png alt=A><figcaption>Cap</figcaption></figure>", "![A](a.png)\n\nCap"),
    ])
    func blocks(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
        ("<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
        ("<ol><li>a</li><li value=7>b</li><li>c</li></ol>", "1. a\n7. b\n8. c"),
        ("<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>", "- a\n  - b\n    1. c"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n   - b"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("<ul><li>a<blockquote><p>b</p></blockquote></li></ul>", "- a\n  > b"),
        ("<ul><li>a<pre>b</pre></li><li>c</li></ul>", "- a\n  ```\n  b\n  ```\n- c"),
        ("<ul><li></li></ul><p>x</p>", "-\n\nx"),
        ("<ul><li><span></span></li><li>b</li></ul>", "- b"),
        ("<p>a</p><ul><li>b</li></ul><p>c</p>", "a\n\n- b\n\nc"),
        (
            "<ul><li><input type=checkbox checked> a</li><li><input type=checkbox> b</li></ul>",
            "- [x] a\n- [ ] b"
        ),
        ("<ul><li><h3>T</h3><p>x</p></li></ul>", "- ### T\n\n  x"),
        ("<li>a</li>", "- a"),
        ("<dl><dt>T</dt><dd>d</dd><dd>e</dd><dt>U</dt><dd>f</dd></dl>", "T\n: d\n: e\n\nU\n: f"),
        ("<dl><dd>only</dd></dl>", "only"),
    ])
    func lists(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("<b>a</b> <i>b</i> <s>c</s>", "**a** *b* ~~c~~"),
        ("x<b> a </b>y", "x **a** y"),
        ("<b>a</b>b", "**a**b"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("<b>Note:</b>text", "<strong>Note:</strong>text"),
        ("<b>Note:</b> text", "**Note:** text"),
        ("a<b>(b)</b>c", "a<strong>(b)</strong>c"),
        ("<em>a</em><strong>b</strong>", "*a*__b__"),
        ("<em><strong>a</strong></em>", "***a***"),
        ("<strong><em>a</em></strong>", "**_a_**"),
        ("<em>a<strong>b</strong></em>", "*a**b***"),
        ("<em>a <em>b</em></em>", "*a _b_*"),
        ("<b><strong>a</strong></b>", "**a**"),
        ("<b></b>a<i> </i>b", "a b"),
        ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"),
        ("<i>a&nbsp;</i>b", "*a*\u{A0}b"),
        ("H<sub>2</sub>O<sup>3</sup> <kbd>Ctrl</kbd>", "H<sub>2</sub>O<sup>3</sup> <kbd>Ctrl</kbd>"),
        ("<q>a</q>", "\"a\""),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "漢(かん)"),
        ("<p>a  \n\t b</p>", "a b"),
        ("<p>a<span> </span>b</p>", "a b"),
        ("<p>a <span> b</span></p>", "a b"),
    ])
    func inlines(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("1. a", "1\\. a"), ("1.5 a", "1.5 a"), ("1986) b", "1986\\) b"), ("- a", "\\- a"), ("-a", "-a"),
        ("+ a", "\\+ a"), ("# a", "\\# a"), ("#a", "#a"), ("&gt; a", "\\> a"), ("a &gt; b", "a > b"),
        ("2 * 3", "2 * 3"), ("*a*", "\\*a\\*"), ("snake_case_name", "snake_case_name"), ("_a_", "\\_a\\_"),
        ("`a`", "\\`a\\`"), ("[a]", "[a]"), ("[a](b)", "[a]\\(b)"), ("[a]: b", "[a]\\: b"),
        ("&lt;b>", "\\<b>"),
        ("a &lt; b", "a < b"), ("&amp;copy;", "\\&copy;"), ("A&amp;B", "A&B"), ("C:\\dir", "C:\\dir"),
        ("a\\*", "a\\\\\\*"), ("~5", "~5"), ("~~a~~", "~~a\\~\\~"), ("a | b", "a | b"), ("---", "\\---"),
        ("<span>1</span>. a", "1\\. a"), ("[a]<span>(b)</span>", "[a]\\(b)"), ("=", "="), ("[^1]", "\\[^1]"),
    ])
    func escapesOnlyWhatWouldBeRead(_ html: String, _ expected: String) {
        #expect(markdown("<p>\(html)</p>") == expected)
    }

    @Test(arguments: [
        ("<a href=b>x</a>", "[x](https://h.example/a/b)"),
        ("<a href='/b' title='T'>x</a>", "[x](https://h.example/b \"T\")"),
        ("<a href='/b' title='x'>x</a>", "[x](https://h.example/b)"),
        ("<a href='javascript:go()'>x</a>", "x"),
        ("<a href='java&#10;script:go()'>x</a> <a href='javascript&Tab;:go()'>y</a>", "x y"),
        ("<a href='vb&#13;script:go()'>x</a> <a href='&#1;da\nta:text/html,z'>y</a>", "x y"),
        ("<p>x<a href='java&Tab;script:go()'></a></p>", "x"),
        ("<a href='http:javascript:go()'>x</a>", "[x](http:javascript:go())"),
        ("<img src='java&#10;script:go()' alt=x>y", "y"),
        ("<img srcset='JavaScript:a.png 2x, s.png 1x'>", "![](https://h.example/a/s.png)"),
        (
            "<img src='java&#10;script:i' data-src='vb&#9;script:/i.png' data-a='java&#10;script:/i.png'>y",
            "y"
        ),
        ("<iframe src='java&#10;script:x//player.vimeo.com/video/1'></iframe>y", "y"),
        ("<a>x</a>", "x"),
        ("<a href=b class=c></a>y", "y"),
        ("<a href='/a b'>x</a>", "[x](https://h.example/a%20b)"),
        ("<a href='/a(b'>x</a>", "[x](https://h.example/a\\(b)"),
        ("<a href='/a(b)'>x</a>", "[x](https://h.example/a(b))"),
        ("<a href=b>a]b</a>", "[a\\]b](https://h.example/a/b)"),
        ("<a href=b> x </a>y", "[x](https://h.example/a/b) y"),
        ("!<a href=b>x</a>", "\\![x](https://h.example/a/b)"),
        ("<a href=b><h2>T</h2><p>text</p></a>", "## [T](https://h.example/a/b)\n\ntext"),
        ("<a href=b><b>x</b></a>", "[**x**](https://h.example/a/b)"),
        ("<a href=b><img src=i.png alt=I></a>", "[![I](https://h.example/a/i.png)](https://h.example/a/b)"),
        ("<img src=i.png alt='a [b]'>", "![a \\[b\\]](https://h.example/a/i.png)"),
        ("<img src='data:image/gif;base64,x' data-src=i.png>", "![](https://h.example/a/i.png)"),
        ("<img srcset='s.png 1x, l.png 2x'>", "![](https://h.example/a/l.png)"),
        ("<img srcset='s.png 320w,l.png 640w' src='data:,'>", "![](https://h.example/a/l.png)"),
        ("<img src='data:,'><noscript><img src=n.png></noscript>", "![](https://h.example/a/n.png)"),
        ("<img src=i.png><noscript><img src=i.png></noscript>", "![](https://h.example/a/i.png)"),
        ("<img src=p.gif width=1 height=1>x", "x"),
        ("<picture><source srcset='w.webp 1x'><img></picture>", "![](https://h.example/a/w.webp)"),
        ("<img>", ""),
    ])
    func linksAndImages(_ html: String, _ expected: String) {
        #expect(markdown(html, url: "https://h.example/a/page") == expected)
    }

    @Test func baseElementLeadsRelativeLinks() {
        let html = "<head><base href='/x/'></head><a href=y>z</a>"
        #expect(markdown(html, url: "https://h.example/a/") == "[z](https://h.example/x/y)")
        #expect(markdown("<a href=y>z</a>") == "[z](y)")
    }

    @Test(arguments: [
        ("<code>a</code>", "`a`"), ("<code>a`b</code>", "``a`b``"), ("<code>`a</code>", "`` `a ``"),
        ("<code>a\n  b</code>", "`a b`"), ("x<code> a </code>y", "x `a` y"), ("<code></code>x", "x"),
        ("<pre>a\n\n  b\n</pre>", "```\na\n\n  b\n```"),
        ("<pre><code class='language-swift'>let a</code></pre>", "```swift\nlet a\n```"),
        ("<div class='highlight-source-js'><pre>a</pre></div>", "```js\na\n```"),
        ("<pre class='brush: css; gutter: false'>a</pre>", "```css\na\n```"),
        ("<pre data-lang=Go>a</pre>", "```go\na\n```"),
        ("<pre class='sourceCode python'>a</pre>", "```python\na\n```"),
        ("<pre>```\na</pre>", "````\n```\na\n````"),
        ("<pre><div>a</div><div>b</div></pre>", "```\na\nb\n```"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        ("<pre><span class=lineno>1</span>a<button>Copy</button></pre>", "```\na\n```"),
        ("<pre><span class=line>a</span><span class=line>b</span></pre>", "```\na\nb\n```"),
        ("<pre><span class=line>a</span>\n<span class=line>b</span></pre>", "```\na\nb\n```"),
        (
            "<table><tr><td class=gutter><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>",
            "```\na\nb\n```"
        ),
        ("<pre></pre>x", "x"),
    ])
    func code(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("<math><mi>x</mi><annotation encoding='application/x-tex'>a_1*b</annotation></math>", "$a_1*b$"),
        (
            "<math display=block><semantics><mi>x</mi><annotation encoding='application/x-tex'>y</annotation></semantics></math>",
            "$$\ny\n$$"
        ),
        ("a <script type='math/tex'>x_1</script> b", "a $x_1$ b"),
        ("<p></p><script type='math/tex; mode=display'>x</script>", "$$\nx\n$$"),
        (
            "<math><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>≤</mo><msup><mi>π</mi><mn>2</mn></msup></math>",
            "$\\frac{a}{2} \\leq \\pi^{2}$"
        ),
        (
            "<span class=katex><span class=katex-mathml><math><annotation encoding='application/x-tex'>k</annotation></math></span><span class=katex-html aria-hidden=true>K</span></span>",
            "$k$"
        ),
        ("<img class=latex alt='x^2' src=a.png>", "$x^2$"),
        ("<script src=mathjax.js></script><p>a \\(b_1*c\\) d_</p>", "a $b_1*c$ d\\_"),
    ])
    func math(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("<script>a</script><style>b</style><template>c</template>d", "d"),
        ("<p></p><noscript>Please turn on scripts</noscript>d", "d"),
        ("<noframes><p>a</p></noframes>d", "d"),
        ("<svg><title>a</title><text>b</text></svg>d", "d"),
        ("<iframe src=x>fallback</iframe><canvas>c</canvas>d", "d"),
        ("<p hidden>a</p><p style='color:red; display : none'>b</p><span aria-hidden=true>c</span>d", "d"),
        ("<p style='display:inline'>a</p>", "a"),
        ("<div role=tabpanel hidden><p>folded</p></div>", "folded"),
        ("<textarea>a</textarea><select><option>b</select><input value=c>d", "d"),
        ("<!-- a -->d", "d"),
    ])
    func whatIsNotShownStaysOut(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test func footnotesBecomeReferencesAndNotes() {
        let html = """
            <p>a<sup><a href="#n1">1</a></sup> b<sup><a href="#n2">[2]</a></sup></p>
            <ol class=footnotes><li id=n1>One <a href="#r1">↩</a></li><li id=n2><p>Two</p></li></ol>
            """
        #expect(markdown(html) == "a[^1] b[^2]\n\n[^1]: One\n\n[^2]: Two")
    }

    @Test func excludedSubtreesAreLeftOut() throws {
        let document = HTMLParser.parse(utf8: Array("<p>a</p><p id=x>b</p><p>c</p>".utf8))
        var excluded = NodeSet(count: document.count)
        excluded.insert(try #require(document.element(withID: "x")))
        let body = try #require(document.body)
        let bytes = MarkdownRenderer(document: document, baseURL: nil).markdown(
            of: [body], excluding: excluded)
        #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == "a\n\nc\n")
    }
}
