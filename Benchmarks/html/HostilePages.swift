/// Inputs made to be slow: each aims at a step of the algorithm that a plain reading makes quadratic.
enum HostilePages {
    static let all: [(String, String)] = [
        ("nested elements", repeated("<div>", 200_000)),
        ("nested and closed", repeated("<div>", 100_000) + repeated("</div>", 100_000)),
        ("nested inline", repeated("<span>", 150_000)),
        ("unclosed tags", repeated("<a href=x", 110_000)),
        ("unclosed formatting", repeated("<b>", 330_000)),
        ("distinct formatting", numbered("<b id=%>", 80_000)),
        ("distinct formatting, paragraphs", numbered("<b id=%>", 20_000) + repeated("<p>x", 200_000)),
        ("attribute value", "<a title=\"" + repeated("x", 1_000_000) + "\">"),
        ("references in a value", "<a title=\"" + repeated("&amp;", 200_000) + "\">"),
        ("references in text", repeated("&amp;x", 170_000)),
        ("attributes of one tag", "<a " + numbered("a% ", 1_000_000) + ">"),
        ("same attribute", "<a " + repeated("a=b ", 250_000) + ">"),
        ("adoption, deep block", "<b>" + repeated("<div>", 100_000) + repeated("</b>", 100_000)),
        ("adoption, many", repeated("<b><p></b>", 100_000)),
        ("adoption, nested", repeated("<a><b><i><p>", 40_000) + repeated("</a></b></i>", 40_000)),
        ("adoption, wide block", "<b><p>" + repeated("<br>", 100_000) + repeated("</b><b>", 80_000)),
        ("anchors in anchors", repeated("<a><div>", 125_000)),
        ("list items under inline", repeated("<span>", 80_000) + repeated("<li>", 120_000)),
        ("list items under blocks", repeated("<div>", 80_000) + repeated("<li></li>", 60_000)),
        ("stray end tags", repeated("<i><div>", 20_000) + repeated("</section>", 80_000)),
        ("unknown end tags", repeated("<x>", 100_000) + repeated("</y>", 170_000)),
        ("paragraphs in depth", repeated("<span>", 80_000) + repeated("<p>", 170_000)),
        ("foster text", "<table>" + repeated("x&amp;<tr a='&amp;'>", 55_000)),
        ("foster elements", "<table>" + repeated("<i>", 330_000)),
        ("tables in depth", repeated("<b>", 50_000) + repeated("<table></table>", 55_000)),
        ("nested tables", repeated("<table><tr><td>", 66_000)),
        ("foreign end tags", "<svg>" + repeated("<g>", 160_000) + repeated("</x>", 130_000)),
        ("foreign points", repeated("<svg><desc>", 90_000)),
        ("templates", repeated("<template>", 100_000)),
        ("body attributes", numbered("<body a%=1>", 70_000)),
        ("selects", repeated("<select><option>", 60_000)),
        ("selected content", repeated("<select><selectedcontent><option>x", 30_000)),
        ("forms", repeated("<form><div></form>", 55_000)),
        ("comment dashes", "<!--" + repeated("-", 1_000_000)),
        ("open comments", repeated("<!-- ", 200_000)),
        ("script escapes", "<script><!--" + repeated("<script ", 125_000)),
        ("script near ends", "<script>" + repeated("</scrip", 140_000)),
        ("unknown names", numbered("<e%>", 120_000)),
        ("long names", repeated("<" + repeated("x", 900) + ">", 1100)),
        ("null characters", repeated("a\0", 500_000)),
        ("carriage returns", repeated("\r", 1_000_000)),
        ("less-than signs", repeated("<", 1_000_000)),
        ("ampersands", repeated("&", 1_000_000)),
        ("headings", repeated("<h1>", 250_000)),
        ("buttons", repeated("<button>", 125_000)),
        ("objects", repeated("<object><b>", 90_000)),
        ("rubies", repeated("<ruby><rt>", 100_000)),
        ("framesets", repeated("<frameset>", 100_000)),
        ("misnested at random", mixed("b i font a nobr em code", 160_000)),
        ("misnested, blocks", mixed("b i font a nobr em code p div", 160_000)),
        ("misnested, tables", mixed("b i font a nobr em code table tr td", 160_000)),
        ("comments after body", repeated("</body><!--x--><p>", 55_000)),
    ]

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    /// `count` copies with `%` replaced by their number, cut at about a megabyte.
    private static func numbered(_ text: String, _ count: Int) -> String {
        let parts = text.split(separator: "%", omittingEmptySubsequences: false)
        var result = ""
        for number in 0..<count where result.utf8.count < 8_000_000 {
            result += parts[0]
            result += String(number)
            result += parts[1]
        }
        return result
    }

    /// `count` of the tags in an order that looks random, half with an attribute, one in twenty an end tag.
    private static func mixed(_ tags: String, _ count: Int) -> String {
        let tags = tags.split(separator: " ")
        var state: UInt64 = 2
        func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var result = ""
        for _ in 0..<count {
            result += next(below: 20) == 0 ? "</" : "<"
            result += tags[next(below: tags.count)]
            if next(below: 2) == 0 { result += " x=\(next(below: 9))" }
            result += ">"
        }
        return result
    }
}
