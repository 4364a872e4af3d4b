import Batches
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

    @Test func retryAfterTakesDatesAndSeconds() {
        let now = Timestamp(milliseconds: 1_445_412_480_000)  // Wed, 21 Oct 2015 07:28:00 GMT
        #expect(RetryAfter.parse("Wed, 21 Oct 2015 07:28:30 GMT", now: now) == .seconds(30))
        #expect(RetryAfter.parse("Wed, 21 Oct 2015 07:27:00 GMT", now: now) == .zero)
        #expect(RetryAfter.parse("Wed, 21 Oct 2099 07:27:00 GMT", now: now) == .seconds(3600))
        #expect(RetryAfter.parse(" 120 ", now: now) == .seconds(120))
        #expect(RetryAfter.parse("soon", now: now) == nil)
        #expect(RetryAfter.parse("-5", now: now) == nil)
        #expect(RetryAfter.parse("", now: now) == nil)
    }
}
