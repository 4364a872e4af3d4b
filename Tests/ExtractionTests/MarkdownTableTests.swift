import Testing

struct MarkdownTableTests {
    @Test(arguments: [
        (
            "<table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |"
        ),
        (
            "<table><tr><th align=center>a<th style='text-align: right'>b</tr><tr><td>1<td>2</tr></table>",
            "| a | b |\n| :-: | --: |\n| 1 | 2 |"
        ),
        (
            "<table><caption>C</caption><tr><td>k<td>v</tr><tr><td>l<td>w</tr></table>",
            "C\n\n|  |  |\n| --- | --- |\n| k | v |\n| l | w |"
        ),
        (
            "<table><tr><td>a<td>b<td>c</tr><tr><td>1<td>2<td>3</tr></table>",
            "| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |"
        ),
        (
            "<table><tr><th>a<th colspan=2>b</tr><tr><td rowspan=2>1<td>2<td>3</tr><tr><td>4<td>5</tr></table>",
            "| a | b |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 | 5 |"
        ),
        (
            "<table><tr><th>a<th>b</tr><tr><td>1</tr></table>",
            "| a | b |\n| --- | --- |\n| 1 |  |"
        ),
        (
            "<table><tr><th>a|b<th>c</tr><tr><td><p>x</p><p>y</p><td><ul><li>i<li>j</ul></tr></table>",
            "| a\\|b | c |\n| --- | --- |\n| x<br>y | - i<br>- j |"
        ),
        (
            "<table><tr><th>a<th>b</tr><tr><td><code>x|y</code><td>p<br>q</tr></table>",
            "| a | b |\n| --- | --- |\n| `x\\|y` | p<br>q |"
        ),
        (
            "<table><tr><th>a<th>b</tr><tr><td><table><tr><td>x<td>y</tr></table><td>z</tr></table>",
            "| a | b |\n| --- | --- |\n| x y | z |"
        ),
    ])
    func data(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test(arguments: [
        ("<table><tr><td>a</td></tr></table>", "a"),
        (
            "<table role=presentation><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "a b\n\nc d"
        ),
        ("<table><tr><td><h2>a</h2><p>b</p></td><td>c</td></tr></table>", "## a\n\nb\n\nc"),
        (
            "<table><tr><td>m</td><td><table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table></td></tr></table>",
            "m\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
        ),
    ])
    func layout(_ html: String, _ expected: String) { #expect(markdown(html) == expected) }

    @Test func aListAroundATableIndentsItsRows() {
        let html = "<ul><li>x<table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table></li></ul>"
        #expect(markdown(html) == "- x\n\n  | a | b |\n  | --- | --- |\n  | 1 | 2 |")
    }
}
