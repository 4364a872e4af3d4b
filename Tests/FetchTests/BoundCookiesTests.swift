import Testing

@testable import Fetch

struct BoundCookiesTests {
    private func header(_ text: String, home: String, for target: String) throws -> String? {
        try BoundCookies(text, boundTo: WebAddress(home)).header(for: WebAddress(target))
    }

    @Test(arguments: [
        ("a=b", "a=b"), ("flag; a=b; =x", "a=b"), ("a=b; c=d", "a=b; c=d"), ("Cookie: a=b", "a=b"),
        ("cookie:a=b;", "a=b"),
        (" a = b ;; c=", "a=b; c="),
        ("a=b=c==", "a=b=c=="), ("a\tb", "a=b"), ("a\tb\t.example.com\t/\tSession\t10\t✓", "a=b"),
        ("a\tb\texample.com\t/\r\nc\td\twww.example.com\t/x\r\n", "a=b; c=d"),
        ("a\t\twww.example.com\t/", "a="),
    ])
    func readsBothForms(text: String, header: String) throws {
        let value = try self.header(
            text, home: "https://www.example.com/x/y", for: "https://www.example.com/x/y")
        #expect(value == header)
    }

    @Test(arguments: [
        "", " ", "a", "=b", "a=b\r\nX: y", "a=b\nc=d", "a=\u{0}", "a=b\u{1}", "a;b\tc", "a\tb;c", "a=\u{7F}",
        "\tb", "Cookie:",
    ])
    func refusesWhatIsNoCookie(text: String) {
        #expect(throws: BoundCookies.Problem.self) { try BoundCookies.validate(text) }
    }

    @Test func refusesTooMuch() {
        #expect(throws: BoundCookies.Problem.tooLong(limitBytes: 65536)) {
            try BoundCookies.validate("a=" + String(repeating: "b", count: 65536))
        }
    }

    @Test(arguments: [
        ("https://e.com/", "https://e.com/x", true), ("http://e.com/", "https://e.com/", true),
        ("https://e.com/", "http://e.com/", false), ("https://e.com/", "https://www.e.com/", false),
        ("https://www.e.com/", "https://e.com/", false), ("https://e.com/", "https://e.com.evil.org/", false),
        ("http://e.com:8080/", "http://e.com:8081/", false),
        ("http://e.com:8080/", "http://e.com:8080/", true),
        ("https://E.com/", "https://e.COM/", true),
    ])
    func staysWithItsHost(home: String, target: String, isSent: Bool) throws {
        #expect(try header("a=b", home: home, for: target) == (isSent ? "a=b" : nil))
    }

    @Test(arguments: [
        ("other.org", "/", false), ("e.com", "/", true), (".e.com", "/", true), ("w.e.com", "/", true),
        ("x.w.e.com", "/", false),
        ("e.com", "/a", true), ("e.com", "/a/", true), ("e.com", "/a/b", true), ("e.com", "/a/bc", false),
        ("e.com", "/b", false),
    ])
    func honoursDomainAndPath(domain: String, path: String, isSent: Bool) throws {
        let value = try header(
            "n\tv\t\(domain)\t\(path)", home: "https://w.e.com/", for: "https://w.e.com/a/b")
        #expect(value == (isSent ? "n=v" : nil))
    }

    @Test func neverShowsValues() throws {
        let cookies = try BoundCookies("sid=secret", boundTo: WebAddress("https://e.com/"))
        #expect(!"\(cookies)".contains("secret") && !String(reflecting: cookies).contains("secret"))
        var text = ""
        dump(cookies, to: &text)
        #expect(!text.contains("secret"))
    }
}
