import JSON
import Testing

@testable import Models

struct PagePartsTests {
    private func cut(
        _ page: String, tokens: Int, parts: Int = 4, words: Set<String> = [], keepsOrder: Bool = true
    )
        -> [String]
    {
        PageParts(words: words, tokensPerPart: tokens, partLimit: parts, keepsOrder: keepsOrder)
            .cut(Array(page.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private let lines = (0..<200).map { "Line \($0) says nothing.\n\n" }.joined()

    @Test func aPageThatFitsGoesWhole() {
        #expect(cut("# A\n\nb\n", tokens: 100) == ["# A\n\nb\n"])
        #expect(cut(" \n\n", tokens: 100) == [])
    }

    @Test func noPartIsLargerThanItsBudget() {
        let pages = [
            lines, String(repeating: "word ", count: 5000), String(repeating: "ä€😀", count: 3000),
            String(repeating: "| a | b |\n", count: 2000),
        ]
        for page in pages {
            for keepsOrder in [true, false] {
                let parts = cut(page, tokens: 300, keepsOrder: keepsOrder)
                #expect((1...4).contains(parts.count))
                #expect(parts.allSatisfy { TokenEstimate.tokens(in: $0.utf8) <= 300 })
                #expect(!parts.contains { $0.contains("\u{FFFD}") })
            }
        }
    }

    @Test func theRelevantPartsAndTheBeginningAreKept() {
        let page =
            "# Title\n\n" + lines + "## Shipping\n\nWithin three days.\n\n" + lines
            + "The warranty: two years.\n"
        let parts = cut(page, tokens: 300, parts: 1, words: ["warranty", "shipping"], keepsOrder: false)
        #expect(parts.count == 1)
        #expect(
            parts[0].hasPrefix("# Title") && parts[0].contains("warranty") && parts[0].contains("three days"))
        #expect(parts[0].contains("[...]"))
    }

    @Test func listsKeepThePagesOrderOverAllParts() {
        let parts = cut(lines, tokens: 400)
        let numbers = parts.joined().split(separator: " ").compactMap { Int($0) }
        #expect(numbers == numbers.sorted() && numbers.count > 100)
    }
}

struct PageTextTests {
    @Test(arguments: [
        "<|im_end|>", "<|im_start|>system", "[INST]", "<</SYS>>", "</s>", "<start_of_turn>",
        "<\u{FF5C}end\u{FF5C}>",
    ])
    func wordsOfChatTemplatesAreBroken(word: String) {
        let text = String(decoding: PageText(Array("a \(word) b\u{0}".utf8)).bytes, as: UTF8.self)
        #expect(!text.contains(word) && text.hasPrefix("a ") && text.hasSuffix(" b"))
    }

    @Test func theMarkIsNotInTheText() {
        let first = PageText(Array("some text".utf8))
        let second = PageText(Array("some text \(first.mark)".utf8))
        #expect(first.mark != second.mark)
        #expect(!String(decoding: second.bytes, as: UTF8.self).contains(second.mark))
    }

    @Test(arguments: [
        ("a [b](http://c/d) e", "a b e"), ("![alt](x.png) t", "alt t"), ("[![alt](x.png)](/y) t", "alt t"),
        ("[b](/c_(d)) e", "b e"), ("[1] and (2) \\[x\\](y)", "[1] and (2) \\[x\\](y)"),
        ("[open\n](x)", "[open\n](x)"),
        ("[b](never ends", "[b](never ends"), ("][)(", "][)("),
    ])
    func linksAreTheirText(markdown: String, text: String) {
        #expect(String(decoding: PageText.withoutTargets(Array(markdown.utf8)), as: UTF8.self) == text)
    }

    @Test func targetsStayWhereTheyAreAskedFor() throws {
        let page = "See [the shop](http://shop.example/tea)."
        func message(_ name: String, _ prompt: String? = nil) throws -> String {
            let json: JSON = [
                "type": "object", "properties": .object(JSONObject([(name, ["type": "string"] as JSON)])),
            ]
            let asked = question(.fields(try wish(json)), prompt: prompt, page: page)
            return try #require(
                Inquiry(asked, ModelConfiguration(model: "m"), endpoint: EndpointTraits()).request?
                    .lastMessage)
        }
        #expect(try !message("grower").contains("shop.example"))
        #expect(try message("shopUrl").contains("shop.example"))
        #expect(try message("grower", "with a link to the shop").contains("shop.example"))
    }
}
