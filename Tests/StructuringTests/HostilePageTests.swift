import HTML
import JSON
import Testing

@testable import Structuring

/// Pages made to hurt: filling a schema from one takes about as long as from a plain page of the same size.
struct HostilePageTests {
    private static let size = 40_000
    private static let head = "<h1>A lamp</h1>"

    private static func repeated(_ unit: (Int) -> String, size: Int = size) -> String {
        var text = ""
        var count = 0
        while text.utf8.count < size {
            text += unit(count)
            count += 1
        }
        return text
    }

    private static func time(_ html: String) throws -> Duration {
        let names = ["title", "colour", "price", "author"]
        let properties = JSONObject(names.map { ($0, ["type": "string"]) })
        let schema = try #require(
            Schema.check(["type": "object", "properties": .object(properties)]).schema)
        let document = HTMLParser.parse(utf8: Array(html.utf8))
        return (0..<2).map { _ in
            ContinuousClock().measure {
                _ = Structurer().fill(
                    schema: schema, prompt: nil, document: document, url: "https://shop.test/p/1")
            }
        }.min() ?? .zero
    }

    private static func script(_ text: String) -> String {
        "\(head)<script>\(text)x = {\"colour\": \"redder\", \"b\": 1}</script>"
    }

    private static func linkedData(_ text: String) -> String {
        "\(head)<script type='application/ld+json'>[\(text){}]</script>"
    }

    private static let pages: [(name: String, html: String)] = [
        ("comments never closed", script(repeated { _ in "({a/*" } + "*/;")),
        ("comments to the line's end", script(repeated { _ in "({a//" } + "\n;")),
        (
            "names of microdata", "\(head)<p itemscope><b itemprop='\(repeated { "p\($0) " })'>v</b></p>"
        ),
        ("names of RDFa", "\(head)<p typeof=a><b property='\(repeated { "p\($0) " })'>v</b></p>"),
        ("types of RDFa", "\(head)<p typeof='\(repeated { "p\($0) " })'><b property=name>v</b></p>"),
        ("relations", "\(head)<p typeof=a><b rel='\(repeated { "s:p\($0) " })'><i about=x></i></b></p>"),
        (
            "references to one text",
            "\(head)<p id=x itemprop=a>\(repeated { _ in "word " })</p>"
                + repeated { _ in "<p itemscope itemref='\(repeated({ _ in "x " }, size: 100))'></p>" }
        ),
        (
            "classes of microformats",
            "\(head)<div class=h-card>"
                + String(
                    repeating:
                        "<div class='\("abcdefghijklmnopqrstuv".map { "p-\($0)" }.joined(separator: " "))'>",
                    count: 300) + repeated { _ in "word " }
        ),
        (
            "objects that refer to all others",
            linkedData(
                (0..<30).map { id in
                    "{\"@id\":\"\(id)\",\"b\":[\((0..<30).map { "{\"@id\":\"\($0)\"}" }.joined(separator: ","))]},"
                }.joined())
        ),
    ]

    @Test(arguments: pages.map(\.name))
    func hostileMarkupIsNearlyLinear(_ name: String) throws {
        let hostile = try #require(Self.pages.first { $0.name == name })
        let plain = try Self.time(Self.head + Self.repeated { _ in "<p>plain words of text" })
        let time = try Self.time(hostile.html)
        #expect(time < plain * 20 + .milliseconds(500), "\(time) against \(plain)")
    }

    @Test func typesAndNamesAreFewAndStayApart() throws {
        let types = Self.repeated({ "<b about='#x' typeof='p\($0)'>v</b>" }, size: 4_000)
        let subject = HTMLParser.parse(utf8: Array(types.utf8))
        #expect(RDFaReader.items(in: subject, baseURL: nil).first?.types.count == ItemGraph.nameLimit)
        let names = (0..<60).map { "<b itemprop=p\($0 % 30)>\($0)</b>" }.joined()
        let item = HTMLParser.parse(utf8: Array("<p itemscope>\(names)</p>".utf8))
        let members = PageData(item, url: nil).items.first?.members
        #expect(members?.count == 30)
        #expect(members?["p29"] == ["29", "59"])
    }

    @Test(arguments: [
        "itemscope><p itemprop=about>", "typeof=a><p property=about>", "class=h-card><p class=p-about>",
    ])
    func nestedPropertiesDoNotRepeatTheirTextWithoutEnd(_ markup: String) throws {
        let schema = try #require(
            Schema.check([
                "type": "object",
                "properties": ["about": ["type": "array", "items": ["type": "string"]]],
            ]).schema)
        let (opening, property) = try #require(
            markup.firstIndex(of: "<").map { (markup[..<$0], markup[$0...]) })
        let html =
            "<div \(opening)"
            + String(repeating: "\(property.replacing("<p", with: "<div"))some words ", count: 9000)
        let result = Structurer().fill(
            schema: schema, prompt: nil, document: HTMLParser.parse(utf8: Array(html.utf8)), url: nil)
        let size = JSONWriter.bytes(of: result.value).count
        #expect((1_000_000...TextBudget.limit + 2 * html.utf8.count).contains(size), "\(size)")
    }

    @Test(arguments: [Int64.min, .max, -1, 0])
    func extremeDatesAreTakenAsTheyAre(_ number: Int64) throws {
        let schema = try #require(
            Schema.check(["type": "object", "properties": ["published": ["type": "integer"]]]).schema)
        let html = Self.linkedData("{\"@type\": \"Article\", \"datePublished\": \(number)},")
        let result = Structurer().fill(
            schema: schema, prompt: nil, document: HTMLParser.parse(utf8: Array(html.utf8)), url: nil)
        #expect(result.value == ["published": .integer(number)])
    }

    @Test func literalsAfterAFailedReadAreFound() throws {
        let schema = try #require(
            Schema.check(["type": "object", "properties": ["colour": ["type": "string"]]]).schema)
        let html = "<script>({a/* ({b/* */ ;}; x = {\"colour\": \"redder\", \"b\": 1}</script>"
        let result = Structurer().fill(
            schema: schema, prompt: nil, document: HTMLParser.parse(utf8: Array(html.utf8)), url: nil)
        #expect(result.value == ["colour": "redder"])
    }
}
