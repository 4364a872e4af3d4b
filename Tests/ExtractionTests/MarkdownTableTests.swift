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
        (
            "<tr><th>a<th>b<tr><td>1<td rowspan=2>x<tr><td>2<tr><td>3<td>y",
            "| a | b |\n| --- | --- |\n| 1 | x |\n| 2 |  |\n| 3 | y |"
        ),
        (
            "<tr><td>k<td>v<tr><td>1<td rowspan=2>x<tr><td>2<tr><td>3<td>y",
            "|  |  |\n| --- | --- |\n| k | v |\n| 1 | x |\n| 2 |  |\n| 3 | y |"
        ),
        (
            "<tr><th>a<th>b<tr><td rowspan=0>1<td>x<tr><td>y<tr><td>z<tbody><tr><td>2<td>w",
            "| a | b |\n| --- | --- |\n| 1 | x |\n|  | y |\n|  | z |\n| 2 | w |"
        ),
        (
            "<thead><tr><th rowspan=3>a<th>b<tbody><tr><td rowspan=9>1<td>x<tr><td>y<tbody><tr><td>2<td>z",
            "| a | b |\n| --- | --- |\n| 1 | x |\n|  | y |\n| 2 | z |"
        ),
        (
            "<tr><th>a<th>b<tr><td rowspan=2>1<td>x<tr></tr><tr><td>2<td>y",
            "| a | b |\n| --- | --- |\n| 1 | x |\n| 2 | y |"
        ),
        (
            "<tr><th>a<th>b<th>c<tr><td>1<td rowspan=2 colspan=2>x<tr><td colspan=2>2<tr><td>3<td>y<td>z",
            "| a | b | c |\n| --- | --- | --- |\n| 1 | x |  |\n| 2 |  |  |\n| 3 | y | z |"
        ),
    ])
    func spans(_ rows: String, _ expected: String) { #expect(markdown("<table>\(rows)</table>") == expected) }

    @Test(arguments: ["HFB", "FHB", "HBF", "FBH", "BHF", "BFH"])
    func headsComeFirstAndFeetLast(_ order: String) {
        let sections = order.map { letter in
            switch letter {
            case "H": "<thead><tr><th>a<th>b</thead>"
            case "F": "<tfoot><tr><td>t<td rowspan=9>3</tfoot>"
            default: "<tbody><tr><td>1<td>2</tbody>"
            }
        }
        #expect(
            markdown("<p>x<table>\(sections.joined())</table><p>y")
                == "x\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| t | 3 |\n\ny")
    }

    @Test func onlyTheFirstHeadAndFootAreMoved() {
        let rows = ["tfoot", "tfoot", "tbody", "thead", "thead"].enumerated().map {
            "<\($1)><tr><th>\($0)<th>x</\($1)>"
        }
        let lines = markdown("<table>\(rows.joined())</table>").split(separator: "\n")
        #expect(lines == ["| 3 | x |", "| --- | --- |", "| 1 | x |", "| 2 | x |", "| 4 | x |", "| 0 | x |"])
    }

    /// The parser puts them nowhere else, but a template may begin with them.
    @Test(arguments: ["<tr><td>x<td>y<td>z", "<tbody><tr><td>x<td>y", "<tfoot><tr><td>x", "<td>x<td>y<td>z"])
    func rowsOfShadowTreesAreNotTheTables(_ shadow: String) {
        let host = "<div><template shadowrootmode=open>\(shadow)</template></div>"
        let row = shadow.split(separator: "<td>").dropFirst(shadow.hasPrefix("<td>") ? 0 : 1).joined(
            separator: " ")
        #expect(markdown(host) == row)
        #expect(
            markdown("<table><tr><th>a<th>b<tr><td>1<td>\(host)<tr><td>2<td>3</table>")
                == "| a | b |\n| --- | --- |\n| 1 | \(row) |\n| 2 | 3 |")
        #expect(
            markdown("<table><caption>\(host)</caption><tr><th>a<th>b<tr><td>1<td>2</table>")
                == "\(row)\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")
    }

    @Test func tablesInFeetOfTablesAreNoRecursion() {
        let depth = 100
        let start = "<table><tfoot><tr><th>a<th>"
        let html = String(repeating: start, count: depth) + String(repeating: "</table>", count: depth)
        #expect(markdown(html).hasPrefix("| a |"))
    }

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
