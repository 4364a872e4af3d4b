/// What the fuzzer starts from.
enum FuzzCorpus {
    static let pages = [
        "<!doctype html><html><head><title>a &amp; b</title></head><body><p class=x>c<b>d</p>e</b></body></html>",
        "<table><caption>a<tr><td>b<th>c<table>d<tr>e</table>f<col><tbody><form><input type=hidden>",
        "<svg viewBox='0 0 1 1'><foreignObject><p><math><mi><b>x</b><annotation-xml encoding=text/html><p>",
        "<template><td><template>x</template><tr></template><select><option><optgroup><hr><selectedcontent>",
        "<script><!-- <script> </script> --> </script><style>a</style><textarea>\n&lt;</textarea><xmp>",
        "<a><b><i><p><a><div></b></i><nobr><nobr><font color=red><font color=red><font color=red><font>",
        "<frameset><frame><noframes>x</noframes></frameset></html><!-- x --><noframes>",
        "<ul><li>a<ul><li>b</ul><li><dl><dt><dd><h1><h2></h1><button><button><ruby><rb><rt><rp><rtc>",
        "<meta charset=shift_jis>\u{82}\u{A0}<p lang=ja>&#x3042;&#12354;&eacute;&notin;&nGt;&bogus;&#xD800;",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN' \"x\"><!--a--!><!-><?x?></ y><![CDATA[z]]>",
        "<body onload=x><html lang=en><body class=y></body> <!--c--></html> <p>late<plaintext></p>",
        "<applet><object><marquee></object></applet><form><div></form><image><keygen><listing>\n",
    ]

    static let tokens = [
        "<", ">", "</", "/>", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "&", "&#", "&#x", ";", "\"", "'",
        "=", "\0",
        "\r", "\n", "\u{FEFF}", "<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<div>", "</div>",
        "<table>",
        "</table>", "<tr>", "<td>", "</td>", "<tbody>", "<caption>", "<col>", "<colgroup>", "</colgroup>",
        "<svg>",
        "</svg>", "<math>", "<mi>", "<desc>", "<title>", "</title>", "<foreignObject>", "<annotation-xml>",
        "<template>", "</template>", "<select>", "</select>", "<option>", "<optgroup>", "<selectedcontent>",
        "<script>",
        "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<plaintext>", "<frameset>",
        "</frameset>",
        "<frame>", "<noframes>", "<html x=1>", "<body y=1>", "</body>", "</html>", "<head>", "</head>",
        "<li>", "<dd>",
        "<h1>", "</h1>", "<form>", "</form>", "<input>", "<button>", "<nobr>", "<i>", "</i>", "<font size=1>",
        "<object>",
        "</object>", "<ruby>", "<rt>", "<hr>", "<br>", "</br>", "<image>", "<noscript>", "</noscript>",
        "<link>",
        "<meta charset=utf-16>", "<iframe>", "</iframe>", "<span id=a class='b c'>",
        "<x-y data-some-longer-name=z>",
        "&amp;", "&copy", "&nGt;", "&#128;", "&#x1F600;",
    ]

    static let encodings: [String?] = [
        nil, nil, "utf-8", "windows-1252", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "big5", "euc-kr",
        "utf-16le",
        "utf-16be", "x-user-defined", "replacement", "koi8-u",
    ]

    static let contexts = [
        "body", "div", "td", "tr", "table", "select", "template", "title", "script", "frameset", "html",
        "form",
        "svg svg", "svg desc", "math mi", "math annotation-xml", "colgroup", "caption", "unknown-element",
    ]

    static let selectors = [
        "p", "*", "div > p + b ~ i", ":is(a, b):not(.x)", "p:nth-child(2n+1 of .b)", ":has(> b)", "[id=a]",
        "[class~=c i]",
        "li:nth-last-of-type(-n+3)", ":root :empty", "td:only-child", "#a .b", ":not(:has(p, :empty)) *",
        "svg|a", "\\31 a",
    ]

    static let prompts = [
        nil, "Extract the product name, price and availability", "the top 10 post titles and their scores",
        "author and date",
    ]
}
