import Testing

@testable import Fetch

/// What comes on an idle connection answers no request.
struct ConnectionReuseTests {
    private static let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nstray"

    /// Answers with the path, or with the body that was sent.
    private static func site() throws -> FixtureSite {
        try FixtureSite {
            $0.body.isEmpty ? .response(body: $0.path) : .response("200 OK", [], body: $0.body)
        }
    }

    static let unasked = [
        (page, false), ("</html>\n", false), ("HTTP/1.0 408 Request Time-out\r\n\r\n", true), ("", true),
    ]

    @Test(arguments: unasked)
    func aPageComesFromItsOwnRequest(bytes: String, isEnd: Bool) async throws {
        let site = try Self.site()
        let fetcher = CurlFetcher(.loopback)
        func body(_ path: String) async throws -> String {
            String(decoding: try await fetcher.fetch(FetchRequest(url: site.url(path))).body, as: UTF8.self)
        }
        #expect(try await body("/a") == "/a")
        #expect(try await body("/b") == "/b")
        #expect(site.connections == 1)
        site.sendUnasked(bytes, ending: isEnd)
        #expect(try await body("/c") == "/c")
        #expect(try await body("/d") == "/d")
        #expect(site.connections == 2)
        #expect(site.requests.map(\.path) == ["/a", "/b", "/c", "/d"])
    }

    @Test(arguments: unasked)
    func aServicesAnswerComesFromItsOwnRequest(bytes: String, isEnd: Bool) async throws {
        let site = try Self.site()
        let client = ServiceClient(maxConnections: 1)
        func answer(_ text: String) async throws -> String {
            var request = ServiceRequest(url: site.url("/"))
            request.body = Array(text.utf8)
            return String(decoding: try await client.send(request).body, as: UTF8.self)
        }
        #expect(try await answer("one") == "one")
        #expect(try await answer("two") == "two")
        #expect(site.connections == 1)
        site.sendUnasked(bytes, ending: isEnd)
        #expect(try await answer("three") == "three")
        #expect(site.connections == 2)
        #expect(site.requests.map(\.body) == ["one", "two", "three"].map { Array($0.utf8) })
    }

    @Test func aPageThroughAProxyComesFromItsOwnRequest() async throws {
        let proxy = try Self.site()
        var configuration = FetchConfiguration.loopback
        configuration.proxies = try #require(ProxyTable(["default=http://127.0.0.1:\(proxy.port)"]))
        let fetcher = CurlFetcher(configuration)
        for path in ["/a", "/b"] {
            var request = FetchRequest(url: "http://127.0.0.2\(path)")
            request.useProxy = true
            let page = try await fetcher.fetch(request)
            #expect(page.body == Array(request.url.utf8))
            proxy.sendUnasked(Self.page)
        }
        #expect(proxy.connections == 2)
    }

    /// As many idle connections as fetches at once, all of them spoilt.
    @Test func manySpoiltConnectionsHarmNoFetch() async throws {
        let site = try Self.site()
        let fetcher = CurlFetcher(.loopback)
        for round in 0..<3 {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<32 {
                    let path = "/\(round)/\(number)"
                    group.addTask {
                        try await fetcher.fetch(FetchRequest(url: site.url(path))).body == Array(path.utf8)
                    }
                }
                for try await isOwn in group { #expect(isOwn) }
            }
            site.sendUnasked(Self.page)
        }
        #expect(site.requests.count == 96)
    }
}
