import Foundation
import Testing

@testable import Fetch

/// TLS and HTTP/2 against nginx, where nginx and openssl are installed.
@Suite(.enabled(if: SecureSite.isPossible, "nginx or openssl is not installed"))
struct SecureSiteTests {
    /// One for each test, alive until its end.
    private let site: SecureSite

    init() throws { site = try SecureSite() }

    private var configuration: FetchConfiguration {
        var configuration = FetchConfiguration.loopback
        configuration.certificateFile = site.authority
        configuration.resolver = { _, _ in ["127.0.0.1"] }
        return configuration
    }

    @Test func speaksHTTP2OverTLS() async throws {
        let page = try await CurlFetcher(configuration).fetch(FetchRequest(url: site.url("/protocol")))
        #expect(String(decoding: page.body, as: UTF8.self) == "HTTP/2.0")
        #expect(page.timings.tls != nil)
    }

    @Test func speaksHTTP1WhereToldTo() async throws {
        var configuration = configuration
        configuration.usesHTTP2 = false
        let page = try await CurlFetcher(configuration).fetch(FetchRequest(url: site.url("/protocol")))
        #expect(String(decoding: page.body, as: UTF8.self) == "HTTP/1.1")
    }

    /// Tickets that come behind the handshake of TLS 1.3 are no reason to leave a connection.
    @Test(arguments: [true, false])
    func aConnectionServesManyRequests(usesHTTP2: Bool) async throws {
        var configuration = configuration
        configuration.usesHTTP2 = usesHTTP2
        let fetcher = CurlFetcher(configuration)
        var counts: [String] = []
        for _ in 0..<10 {
            let page = try await fetcher.fetch(FetchRequest(url: site.url("/connection")))
            counts.append(String(decoding: page.body, as: UTF8.self))
        }
        #expect(Set(counts.map { $0.prefix { $0 != " " } }).count == 1)
        #expect(counts.last?.hasSuffix(" 10") == true)
    }

    /// nginx ends each connection after three requests with GOAWAY: no fetch may be lost on the way.
    @Test func aConnectionThatGoesAwayLosesNothing() async throws {
        let fetcher = CurlFetcher(configuration)
        let bodies = try await withThrowingTaskGroup(of: String.self) { group in
            let url = site.url("/short/protocol")
            for _ in 0..<60 {
                group.addTask {
                    let page = try await fetcher.fetch(FetchRequest(url: url))
                    return String(decoding: page.body, as: UTF8.self)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies.count == 60 && bodies.allSatisfy { $0 == "HTTP/2.0" })
    }

    @Test func anUnknownAuthorityIsRefused() async throws {
        var configuration = configuration
        configuration.certificateFile = nil
        let fetcher = CurlFetcher(configuration)
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: site.url("/protocol")))
        }
        #expect(error?.cause == .tlsFailed)
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let fetcher = CurlFetcher(configuration)
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: "https://other.example:\(site.port)/protocol"))
        }
        #expect(error?.cause == .tlsFailed)
    }
}
