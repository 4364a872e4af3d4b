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
        let resolved = Array(reference.utf8).withUnsafeBufferPointer { PageURL.resolve($0, against: base) }
        #expect(String(decoding: resolved, as: UTF8.self) == expected)
    }

    @Test func schemesInARowAreNoRecursion() throws {
        let base = try #require(PageURL("http://a/b"))
        let reference = String(repeating: "http:", count: 100_000) + "x"
        let resolved = Array(reference.utf8).withUnsafeBufferPointer { PageURL.resolve($0, against: base) }
        #expect(String(decoding: resolved, as: UTF8.self) == "http://a/x")
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
        let resolved = Array(reference.utf8).withUnsafeBufferPointer { PageURL.resolve($0, against: base) }
        #expect(String(decoding: resolved, as: UTF8.self) == expected)
    }

    @Test func aBaseIsNoLongerThanAURLMayBe() {
        let start = "http://a/"
        #expect(PageURL(start + String(repeating: "b", count: PageURL.lengthLimit - start.utf8.count)) != nil)
        #expect(
            PageURL(start + String(repeating: "b", count: PageURL.lengthLimit - start.utf8.count + 1)) == nil)
    }

    @Test func emptyPathIsTheRoot() throws {
        let base = try #require(PageURL("https://example.com"))
        let resolved = Array("a/b".utf8).withUnsafeBufferPointer { PageURL.resolve($0, against: base) }
        #expect(String(decoding: resolved, as: UTF8.self) == "https://example.com/a/b")
    }
}
