import Testing

@testable import Structuring

struct PatternTests {
    @Test(arguments: [
        ("^[A-Z]{2}\\d{3,}$", "AB1234", true), ("^[A-Z]{2}\\d{3,}$", "AB12", false), ("b+c?", "abba", true),
        ("^(?:a|bc|)d$", "bcd", true), ("^(?:a|bc|)d$", "d", true), ("^(?:a|bc|)d$", "cd", false),
        ("\\bcat\\b", "a cat!", true), ("\\bcat\\b", "concat", false), ("^[^\\s@]+@[^\\s@]+$", "a@b.c", true),
        ("^.$", "\n", false), ("^\\u00e9$", "é", true), ("(a*)*b", String(repeating: "a", count: 200), false),
        ("^a{0}$", "", true), ("^(a{2}){2}$", "aaaa", true), ("[\\]\\-a]", "-", true), ("", "", true),
    ])
    func matches(_ source: String, _ text: String, _ expected: Bool) throws {
        #expect(try #require(Pattern(source)).matches(text) == expected)
    }

    @Test(arguments: ["(", "a**", "[", "(?=a)", "\\1", "a{5,2}", "a{9999}{9999}", "\\p{L}", "*a", ")", "{2}"])
    func whatIsNotOfferedIsRefused(_ source: String) { #expect(Pattern(source) == nil) }

    @Test func deepGroupsAreRefused() {
        #expect(Pattern(String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)) == nil)
    }
}
