import Testing

@testable import Fetch

struct ProxyTableTests {
    private static let table = [
        "us=http://us:1", "DE = http://de:1", "fr=socks5h://fr:1", "default=https://any:1",
    ]

    @Test(arguments: [("us", "us"), ("de", "de"), ("jp", "default"), ("global", "default"), (nil, "default")])
    func picksByCountry(asked: String?, got: String) throws {
        let table = try #require(ProxyTable(Self.table))
        var generator = SystemRandomNumberGenerator()
        #expect(table.proxy(for: asked, using: &generator)?.country == got)
    }

    @Test func picksAnyMemberForTheUnion() throws {
        let table = try #require(ProxyTable(Self.table))
        var generator = SystemRandomNumberGenerator()
        let seen = Set((0..<200).compactMap { _ in table.proxy(for: "eu", using: &generator)?.country })
        #expect(seen == ["de", "fr"])
    }

    @Test func withoutADefaultOnlyGlobalTakesAny() throws {
        let table = try #require(ProxyTable(["us=http://us:1"]))
        var generator = SystemRandomNumberGenerator()
        #expect(table.proxy(for: "global", using: &generator)?.country == "us")
        #expect(table.proxy(for: "eu", using: &generator) == nil)
        #expect(table.proxy(for: "de", using: &generator) == nil)
        #expect(ProxyTable([])?.proxy(for: nil, using: &generator) == nil)
    }

    @Test(arguments: ["us", "us=", "=http://x", "us=ftp://x:1", "us=x:1"])
    func refusesWhatIsNoProxy(entry: String) { #expect(ProxyTable([entry]) == nil) }
}
