import Testing

@testable import Extraction

struct PageURLTests {
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
        ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"), ("mailto:x@y", "mailto:x@y"),
        ("https://h/x", "https://h/x"), ("http:g", "http://a/b/c/g"), (" \n g\t", "http://a/b/c/g"),
        ("\\x\\y", "http://a/x/y"),
    ])
    func resolves(_ reference: String, _ expected: String) throws {
        let base = try #require(PageURL("http://a/b/c/d;p?q"))
        #expect(resolve(reference, base) == expected)
    }

    @Test func schemesInARowAreNoRecursion() throws {
        let base = try #require(PageURL("http://a/b"))
        let reference = String(repeating: "http:", count: 100_000) + "x"
        #expect(resolve(reference, base) == "http://a/" + reference.dropFirst(5))
    }

    @Test(arguments: ["", "/path", "mailto:x@y", "http:", "page.html", "http:///"])
    func refusesWhatIsNoBase(_ text: String) { #expect(PageURL(text) == nil) }

    @Test(arguments: [
        ("http://a/b/../c/./d/x", "g", "http://a/c/d/g"), ("http://a/b/../c/./d/x", "../g", "http://a/c/g"),
        ("http://a/b/..", "g", "http://a/b/g"), ("http://a/b/../", "g", "http://a/g"),
        ("http://a/./", "..", "http://a/"), ("http://a/b//x", "g", "http://a/b//g"),
        ("http://a//", "../g", "http://a/g"), ("http://a/b/../x?q", "#s", "http://a/b/../x?q#s"),
        ("http://a", "", "http://a/"), ("http://a\\b", "g", "http://a/g"),
    ])
    func dotsOfTheBaseAreWorkedIn(_ base: String, _ reference: String, _ expected: String) throws {
        let base = try #require(PageURL(base))
        #expect(resolve(reference, base) == expected)
    }

    @Test func aBaseIsNoLongerThanAURLMayBe() {
        let start = "http://a/"
        #expect(PageURL(start + String(repeating: "b", count: PageURL.lengthLimit - start.utf8.count)) != nil)
        #expect(
            PageURL(start + String(repeating: "b", count: PageURL.lengthLimit - start.utf8.count + 1)) == nil)
    }

    @Test func emptyPathIsTheRoot() throws {
        let base = try #require(PageURL("https://example.com"))
        #expect(resolve("a/b", base) == "https://example.com/a/b")
    }

    @Test(arguments: [
        "javascript:x", "java\nscript:x", "java\tscript:x", "java\r\nscript:x", "javascript\t:x",
        "\nJavaScript:x",
        "\u{1}javascript:x", "\u{1F} \tjava\nscript\n:x", "vb\nscript:x", "da\nta:text/html,x",
        "DATA\t:text/html,x",
    ])
    func scriptsLeadNowhere(_ reference: String) {
        #expect(resolve(reference, PageURL("http://a/b")) == nil)
        #expect(resolve(reference, nil) == nil)
        #expect(PageURL(reference + "//a/b") == nil)
    }

    @Test(arguments: [
        ("javascript", "http://a/javascript"), ("java script:x", "http://a/java script:x"),
        ("http:javascript:x", "http://a/javascript:x"), ("./javascript:x", "http://a/javascript:x"),
        ("\u{1}x\ny\u{1}", "http://a/xy"), ("j", "http://a/j"), ("database:x", "database:x"),
    ])
    func whatOnlyLooksLikeAScriptStays(_ reference: String, _ expected: String) {
        #expect(resolve(reference, PageURL("http://a/b")) == expected)
    }

    private func resolve(_ reference: String, _ base: PageURL?) -> String? {
        Array(reference.utf8).withUnsafeBufferPointer { PageURL.resolve($0, against: base) }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
