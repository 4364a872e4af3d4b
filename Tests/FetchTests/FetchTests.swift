import Batches
import CZlib
import Testing

@testable import Fetch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct FetchTests {
    private static let html = ["Content-Type: text/html; charset=utf-8"]

    @Test func requestsWhatItSaysAndTellsHowItCame() async throws {
        let site = try FixtureSite { _ in
            .response("200 OK", Self.html + ["X-Twice: a", "x-twice: b"], body: "<p>hi")
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/a b?x=ü#f")))
        #expect(page.body == Array("<p>hi".utf8))
        #expect(page.statusCode == 200)
        #expect(page.contentType == "text/html; charset=utf-8")
        #expect(page.headers.filter { $0.name == "x-twice" }.map(\.value) == ["a", "b"])
        #expect(page.finalURL == site.url("/a%20b?x=%c3%bc"))
        #expect(page.timings.firstByte != nil && page.timings.tls == nil)
        #expect(page.route == .direct)
        let request = try #require(site.requests.first)
        #expect(request.line == "GET /a%20b?x=%c3%bc HTTP/1.1")
        #expect(request.headers["user-agent"]?.hasPrefix("Mozilla/5.0") == true)
        #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
        #expect(request.headers["accept"]?.hasPrefix("text/html") == true)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func followsRedirects(status: Int) async throws {
        let site = try FixtureSite { request in
            switch request.path {
            case "/a/b": .redirect(status, to: "../c?d=1#e")
            case "/c?d=1":
                .redirect(
                    status, to: "//127.0.0.1:\(request.headers["host"]?.split(separator: ":").last ?? "")/d")
            case "/d": .redirect(status, to: "?q")
            default: .response(body: "end")
            }
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/a/b")))
        #expect(page.body == Array("end".utf8))
        #expect(page.redirectCount == 3)
        #expect(page.finalURL == site.url("/d?q"))
        #expect(site.requests.count == 4)
        #expect(site.connections == 1)
    }

    @Test func boundsRedirects() async throws {
        let site = try FixtureSite { .redirect(to: "/\(Int($0.path.dropFirst()).map { $0 + 1 } ?? 0)") }
        var configuration = FetchConfiguration.loopback
        configuration.maxRedirects = 3
        let fetcher = CurlFetcher(configuration)
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: site.url("/0")))
        }
        #expect(error?.cause == .tooManyRedirects(limit: 3))
        #expect(site.requests.count == 4)
    }

    @Test func reusesConnections() async throws {
        let site = try FixtureSite { _ in .response(body: "x") }
        let fetcher = CurlFetcher(.loopback)
        for _ in 0..<20 { _ = try await fetcher.fetch(FetchRequest(url: site.url("/"))) }
        #expect(site.connections == 1)
    }

    @Test func ignoresProxiesOfTheEnvironment() async throws {
        let site = try FixtureSite { _ in .response(body: "direct") }
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("direct".utf8))
    }

    @Test(arguments: [
        "text/html", "TEXT/HTML; charset=x", "application/xhtml+xml", "text/plain", "text/markdown",
        "application/json",
        "application/ld+json", "application/rss+xml", "text/xml", "", "application/vnd.api+json",
    ])
    func takesText(type: String) async throws {
        let site = try FixtureSite { _ in .response("200 OK", ["Content-Type: \(type)"], body: "plain words")
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("plain words".utf8))
    }

    // MARK: Compression

    @Test func decodesGzip() async throws {
        let body = gzip(Array("compressed".utf8), format: 15 + 16)
        let site = try FixtureSite { _ in
            .response("200 OK", Self.html + ["Content-Encoding: gzip"], body: body)
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("compressed".utf8))
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func aBombEndsAtTheLimit(encoding: String) async throws {
        let blanks = [UInt8](repeating: 0x20, count: 64 << 20)
        let bomb: [UInt8] =
            switch encoding {
            case "gzip": gzip(blanks, format: 15 + 16)
            case "deflate": gzip(blanks, format: 15)
            case "br": Self.brotliBomb
            default: zstdBomb(blocks: 10_000)
            }
        let site = try FixtureSite { _ in
            .response("200 OK", Self.html + ["Content-Encoding: \(encoding)"], body: bomb)
        }
        var configuration = FetchConfiguration.loopback
        configuration.bodyLimitBytes = 1 << 20
        let fetcher = CurlFetcher(configuration)
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.cause == .bodyTooLarge(limitBytes: 1 << 20))
    }

    /// Each compression inside another can grow a thousandfold and leave nothing to count.
    @Test(arguments: [
        ["Content-Encoding: gzip, gzip"], ["Content-Encoding: gzip", "Content-Encoding: gzip"],
        ["Content-Encoding: gzip", "HTTP/9: 200", "Content-Encoding: gzip"],
        ["Content-Encoding: gzip,", "\tgzip"], ["Content-Encoding: gzip", "Transfer-Encoding: gzip"],
    ])
    func compressionsInsideEachOtherAreNotUndone(headers: [String]) async throws {
        let body = gzip(gzip(Array("twice".utf8), format: 15 + 16), format: 15 + 16)
        let site = try FixtureSite { _ in .response("200 OK", Self.html + headers, body: body) }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.cause == .badEncoding)
    }

    @Test func theLimitItselfIsAllowed() async throws {
        let site = try FixtureSite { request in
            .response(
                "200 OK", Self.html, body: [UInt8](repeating: 0x61, count: Int(request.path.dropFirst()) ?? 0)
            )
        }
        var configuration = FetchConfiguration.loopback
        configuration.bodyLimitBytes = 100_000
        let fetcher = CurlFetcher(configuration)
        let page = try await fetcher.fetch(FetchRequest(url: site.url("/100000")))
        #expect(page.body.count == 100_000)
        await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: site.url("/100001")))
        }
    }

    /// `format` as zlib's window bits: 15 for its own header, 31 for gzip's.
    private func gzip(_ bytes: [UInt8], format: Int32) -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        return Array(output.prefix(count))
    }

    /// 64 MiB of the letter a (RFC 7932), written by Brotli's own encoder at its best.
    private static let brotliBomb: [UInt8] = [
        0xCB, 0xFF, 0xFF, 0x3F, 0xF8, 0x25, 0xC2, 0xE2, 0xB1, 0x40, 0x20, 0xF7, 0xFE, 0x8F, 0xFF, 0xFF, 0x7F,
        0xF0, 0x4B, 0x00, 0xC4, 0x61, 0x11, 0x80, 0xEE, 0xFD, 0x1F, 0xFF, 0xFF, 0xFF, 0xE0, 0x97, 0x00, 0x88,
        0xC3, 0x02, 0x00, 0xDD, 0xFB, 0x3F, 0xFE, 0xFF, 0xFF, 0xC1, 0x2F, 0x01, 0x10, 0x87, 0x05, 0x00, 0xBA,
        0xF7, 0x7F, 0xFC, 0xFF, 0xFF, 0x83, 0x5F, 0x02, 0x20, 0x0E, 0x0B, 0x00, 0x74, 0xEF, 0xFF, 0xF8, 0xFF,
        0xFF, 0x07, 0xBF, 0x04, 0x40, 0x1C, 0x16, 0x00, 0xE8, 0xDE, 0xFF, 0xF1, 0xFF, 0xFF, 0x0F, 0x7E, 0x09,
        0x80, 0x38, 0x2C, 0x00, 0xD0, 0xBD, 0xFF, 0xE3, 0xFF, 0xFF, 0x1F, 0xFC, 0x12, 0x00, 0x71, 0x58, 0x00,
        0xA0, 0x7B, 0xFF, 0x37,
    ]

    /// A frame of blocks that each repeat one byte 128 KiB times (RFC 8878 section 3.1.1.2): 4 bytes each.
    private func zstdBomb(blocks: Int) -> [UInt8] {
        var bomb: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
        for number in 0..<blocks {
            let header = UInt32(128 << 10) << 3 | 1 << 1 | (number == blocks - 1 ? 1 : 0)
            bomb += [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16 & 0xFF), 0x61]
        }
        return bomb
    }

    // MARK: Cookies

    @Test func cookiesStayWithTheirHost() async throws {
        let other = try FixtureSite(address: 0x7F00_0002) { _ in .response(body: "other") }
        let site = try FixtureSite { request in
            request.path == "/" ? .redirect(to: "/same") : .redirect(to: other.url("/", host: "127.0.0.2"))
        }
        var request = FetchRequest(url: site.url("/"))
        request.cookies = "Cookie: sid=secret; b=2"
        _ = try await CurlFetcher(.loopback).fetch(request)
        #expect(site.requests.map { $0.headers["cookie"] } == ["sid=secret; b=2", "sid=secret; b=2"])
        #expect(other.requests.map { $0.headers["cookie"] } == [nil])
    }

    @Test func cookiesThatASiteSetsLastForOneFetch() async throws {
        let site = try FixtureSite { request in
            request.headers["cookie"] == nil
                ? .response("302 Found", ["Location: /", "Set-Cookie: seen=1"]) : .response(body: "in")
        }
        let fetcher = CurlFetcher(.loopback)
        for _ in 0..<2 {
            let page = try await fetcher.fetch(FetchRequest(url: site.url("/")))
            #expect(page.redirectCount == 1)
        }
    }

    // MARK: Proxies

    @Test func goesThroughTheCountrysProxyAndSaysSo() async throws {
        let proxy = try FixtureSite { _ in .response(body: "through") }
        var configuration = FetchConfiguration()
        configuration.resolver = { _, _ in ["93.184.216.34"] }
        configuration.proxies = try #require(ProxyTable(["de=http://127.0.0.1:\(proxy.port)"]))
        var request = FetchRequest(url: "http://example.com/x?y")
        request.useProxy = true
        request.proxyCountry = "eu"
        let page = try await CurlFetcher(configuration).fetch(request)
        #expect(page.route == .proxy(country: "de"))
        #expect(proxy.requests.map(\.line) == ["GET http://example.com/x?y HTTP/1.1"])
    }

    @Test func withoutAFittingProxyItGoesDirectAndSaysSo() async throws {
        let site = try FixtureSite { _ in .response(body: "direct") }
        var request = FetchRequest(url: site.url("/"))
        request.useProxy = true
        #expect(try await CurlFetcher(.loopback).fetch(request).route == .directWithoutProxy)
    }

    @Test(arguments: [
        FixtureSite.Reply.raw("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
        .raw("HTTP/1.1 407 Who\r\n\r\n"), .init(steps: []),
    ])
    func aProxyThatRefusesIsNamed(reply: FixtureSite.Reply) async throws {
        let proxy = try FixtureSite { _ in reply }
        var configuration = FetchConfiguration()
        configuration.resolver = { _, _ in ["93.184.216.34"] }
        configuration.proxies = try #require(ProxyTable(["default=http://127.0.0.1:\(proxy.port)"]))
        var request = FetchRequest(url: "https://example.com/")
        request.useProxy = true
        let fetcher = CurlFetcher(configuration)
        let error = await #expect(throws: FetchError.self) { try await fetcher.fetch(request) }
        #expect(error?.cause == .proxyFailed)
        #expect(proxy.requests.first?.line == "CONNECT example.com:443 HTTP/1.1")
    }
}
