import Testing

@testable import Fetch

struct SmokeTests {
    @Test func fetchesAndRefuses() async throws {
        let site = try FixtureSite { _ in .response(body: "<p>hi") }
        let fetcher = CurlFetcher(.loopback)
        let page = try await fetcher.fetch(FetchRequest(url: site.url("/a b?x=1#f")))
        #expect(page.body == Array("<p>hi".utf8))
        #expect(page.statusCode == 200)
        #expect(page.timings.firstByte != nil)
        #expect(site.requests.map(\.line) == ["GET /a%20b?x=1 HTTP/1.1"])
    }
}
