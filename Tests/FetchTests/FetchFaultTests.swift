import Batches
import Testing

@testable import Fetch

/// What a site can do wrong, and the name it gets.
struct FetchFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reply: FixtureSite.Reply
        var reason: FailureReason
        var statusCode: Int?

        init(_ name: String, _ reply: FixtureSite.Reply, _ reason: FailureReason, status: Int? = nil) {
            testDescription = name
            self.reply = reply
            self.reason = reason
            statusCode = status
        }
    }

    private static let html = ["Content-Type: text/html"]
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

    static let faults: [Fault] = [
        Fault("404", .response("404 Not Found", body: "no"), .clientError, status: 404),
        Fault("410", .response("410 Gone"), .clientError, status: 410),
        Fault("403", .response("403 Forbidden"), .clientError, status: 403),
        Fault("408", .response("408 Request Time-out"), .timedOut, status: 408),
        Fault("429", .response("429 Too Many Requests"), .rateLimited, status: 429),
        Fault("500", .response("500 Oops"), .serverError, status: 500),
        Fault("503", .response("503 Busy"), .serverError, status: 503),
        Fault("304 unasked", .raw("HTTP/1.1 304 Not Modified\r\n\r\n"), .redirectNotAllowed, status: 304),
        Fault("302 without Location", .response("302 Found"), .redirectNotAllowed, status: 302),
        Fault("status 700", .response("700 Odd"), .protocolError, status: 700),
        Fault(
            "PDF", .response("200 OK", ["Content-Type: application/pdf"], body: "%PDF-"),
            .unsupportedContentType),
        Fault("image", .response("200 OK", ["Content-Type: image/png"], body: "x"), .unsupportedContentType),
        Fault("PDF called HTML", .response(body: "%PDF-1.7 ..."), .unsupportedContentType),
        Fault("zip without a type", .response("200 OK", [], body: "PK\u{3}\u{4}"), .unsupportedContentType),
        Fault("NUL without a type", .response("200 OK", [], body: "a\u{0}b"), .unsupportedContentType),
        Fault(
            "unwanted type that never ends",
            .init(steps: [
                .send(Array("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n".utf8)),
                .sendForever(Array(repeating: 1, count: 4096)),
            ]), .unsupportedContentType),
        Fault("short of its length", .raw(head + "Content-Length: 100\r\n\r\nhi"), .connectionLost),
        Fault("cut chunks", .raw(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), .connectionLost),
        Fault(
            "broken chunk size", .raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
            .connectionLost),
        Fault("closed at once", .init(steps: []), .connectionLost),
        Fault("reset at once", .init(steps: [.reset]), .connectionLost),
        Fault(
            "reset inside the body",
            .init(steps: [.send(Array((head + "Content-Length: 100\r\n\r\nhi").utf8)), .reset]),
            .connectionLost),
        Fault("HTTP/0.9", .raw("<p>hello</p>"), .protocolError),
        Fault("not HTTP", .raw("SSH-2.0-OpenSSH_9.2\r\n"), .protocolError),
        Fault(
            "header without a colon", .raw(head + "No colon\r\nContent-Length: 2\r\n\r\nhi"),
            .protocolError),
        Fault(
            "CR in a header's name", .raw(head + "X-\rY: 1\r\nContent-Length: 2\r\n\r\nhi"),
            .protocolError),
        Fault(
            "first header begins with a space",
            .raw("HTTP/1.1 200 OK\r\n Content-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"),
            .protocolError),
        Fault("negative length", .raw(head + "Content-Length: -5\r\n\r\nhello"), .protocolError),
        Fault(
            "two lengths", .raw(head + "Content-Length: 4\r\nContent-Length: 2\r\n\r\nhihi"), .protocolError),
        Fault("length with letters", .raw(head + "Content-Length: 2x\r\n\r\nhihi"), .protocolError),
        Fault(
            "length over the limit", .raw(head + "Content-Length: 999999999999\r\n\r\nhi"), .bodyTooLarge),
        Fault(
            "endless body",
            .init(steps: [
                .send(Array((head + "\r\n").utf8)), .sendForever(Array(repeating: 0x61, count: 65536)),
            ]), .bodyTooLarge),
        Fault(
            "endless headers",
            .init(steps: [.send(Array(head.utf8)), .sendForever(Array("X-Flood: 0123456789\r\n".utf8))]),
            .protocolError),
        Fault(
            "one endless header",
            .init(steps: [
                .send(Array((head + "X-Long: ").utf8)), .sendForever(Array(repeating: 0x61, count: 4096)),
            ]),
            .protocolError),
        Fault(
            "interim answers for ever",
            .init(steps: [.sendForever(Array("HTTP/1.1 103 Early\r\n\r\n".utf8))]), .protocolError),
        Fault(
            "unknown encoding in gzip",
            .response("200 OK", html + ["Content-Encoding: rot13, gzip"], body: "uryyb"), .badEncoding),
        Fault(
            "encoding that nobody undoes",
            .response("200 OK", html + ["Content-Encoding: compress"], body: "uryyb"), .badEncoding),
        Fault(
            "not gzip", .response("200 OK", html + ["Content-Encoding: gzip"], body: "plain text"),
            .badEncoding),
        Fault(
            "a byte behind the end of gzip",
            .response(
                "200 OK", html + ["Content-Encoding: gzip"],
                body: [
                    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xB3, 0x29, 0xB0, 0xCB, 0xC8,
                    0x04, 0x00, 0xCF, 0xF2, 0x73, 0x7E, 0x05, 0x00, 0x00, 0x00, 0x00,
                ]),
            .badEncoding),
        Fault(
            "not brotli",
            .response("200 OK", html + ["Content-Encoding: br"], body: Array(repeating: 0xFF, count: 64)),
            .badEncoding),
        Fault(
            "not zstd", .response("200 OK", html + ["Content-Encoding: zstd"], body: "plain text"),
            .badEncoding),
        Fault(
            "encodings without end",
            .response(
                "200 OK", html + [String(repeating: "Content-Encoding: gzip\r\n", count: 40) + "X: y"],
                body: "x"),
            .badEncoding),
        Fault("redirect to file", .redirect(to: "file:///etc/passwd"), .redirectNotAllowed),
        Fault("redirect to gopher", .redirect(to: "gopher://127.0.0.1:1/x"), .redirectNotAllowed),
        Fault("redirect to script", .redirect(to: "javascript:alert(1)"), .redirectNotAllowed),
        Fault("redirect with a password", .redirect(to: "http://a:b@127.0.0.1/"), .redirectNotAllowed),
        Fault("redirect to itself", .redirect(to: "/again"), .tooManyRedirects),
        Fault("redirect inside", .redirect(to: "http://10.0.0.1/"), .addressNotAllowed),
        Fault(
            "redirect to metadata", .redirect(301, to: "http://169.254.169.254/latest/"), .addressNotAllowed),
    ]

    @Test(arguments: faults)
    func namesWhatASiteDoesWrong(_ fault: Fault) async throws {
        let site = try FixtureSite { _ in fault.reply }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.reason == fault.reason)
        if let status = fault.statusCode { #expect(error?.statusCode == status) }
    }

    @Test(arguments: ["UTF-8", "aws-chunked", "binary, none", "UTF-8\r\nContent-Encoding: rot13"])
    func whatOnlyHasTheNameOfAnEncodingIsReadAsItIs(_ coding: String) async throws {
        let site = try FixtureSite { request in
            request.path == "/"
                ? .redirect(to: "/page")
                : .response("200 OK", Self.html + ["Content-Encoding: \(coding)"], body: "<p>hello")
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("<p>hello".utf8))
        #expect(site.requests.map(\.path) == ["/", "/page", "/page"])
        #expect(site.requests.map { $0.headers["accept-encoding"] == nil } == [false, false, true])
    }

    @Test func whatIsCompressedAlthoughNobodyAskedForItIsRefused() async throws {
        let site = try FixtureSite { request in
            let coding = request.headers["accept-encoding"] == nil ? "br" : "utf-8"
            return .response("200 OK", Self.html + ["Content-Encoding: \(coding)"], body: "hello")
        }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.cause == .badEncoding)
        #expect(site.requests.count == 2)
    }

    @Test func silenceTimesOut() async throws {
        let site = try FixtureSite { _ in .init(steps: [.hang]) }
        var request = FetchRequest(url: site.url("/"))
        request.totalTimeout = .milliseconds(150)
        let error = await #expect(throws: FetchError.self) { try await CurlFetcher(.loopback).fetch(request) }
        #expect(error?.cause == .timedOut)
    }

    @Test func aSlowRedirectLoopEndsWithTheTotalTimeout() async throws {
        let site = try FixtureSite { $0.path == "/" ? .redirect(to: "/b") : .init(steps: [.hang]) }
        var request = FetchRequest(url: site.url("/"))
        request.totalTimeout = .milliseconds(200)
        let error = await #expect(throws: FetchError.self) { try await CurlFetcher(.loopback).fetch(request) }
        #expect(error?.cause == .timedOut)
        #expect(error?.finalURL == site.url("/b"))
    }

    @Test func aClosedPortIsNoConnection() async throws {
        let port = try FixtureSite().port  // Closed again at once.
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: "http://127.0.0.1:\(port)/"))
        }
        #expect(error?.cause == .connectFailed)
    }

    @Test func plainTextOnATLSPortIsATLSFailure() async throws {
        let site = try FixtureSite { _ in .raw("HTTP/1.1 200 OK\r\n\r\n") }
        var request = FetchRequest(url: "https://127.0.0.1:\(site.port)/")
        request.totalTimeout = .seconds(2)
        let error = await #expect(throws: FetchError.self) { try await CurlFetcher(.loopback).fetch(request) }
        // A server that waits for the end of a request's head never answers the handshake.
        #expect(error?.cause == .tlsFailed || error?.cause == .timedOut)
    }

    @Test(arguments: [("7", Duration.seconds(7)), ("999999999999999999999", .seconds(3600)), ("0", .zero)])
    func carriesRetryAfter(value: String, wait: Duration) async throws {
        let site = try FixtureSite { _ in .response("503 Busy", ["Retry-After: \(value)"]) }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.retryAfter == wait)
    }

    @Test func cancellingEndsTheTransferAtOnce() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let site = try FixtureSite { _ in
            start.yield()
            return .init(steps: [.hang])
        }
        let fetcher = CurlFetcher(.loopback)
        let task = Task { try await fetcher.fetch(FetchRequest(url: site.url("/"))) }
        for await _ in started { break }
        let before = ContinuousClock.now
        task.cancel()
        let result = await task.result
        #expect(throws: FetchError.self) { try result.get() }
        #expect(ContinuousClock.now - before < .seconds(5))
    }

    @Test func aBadNeighbourHarmsNoOne() async throws {
        let site = try FixtureSite { request in
            request.path == "/good" ? .response(body: "fine") : FetchFaultTests.faults[25].reply
        }
        let fetcher = CurlFetcher(.loopback)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let isGood = number % 2 == 0
                    let page = try? await fetcher.fetch(
                        FetchRequest(url: site.url(isGood ? "/good" : "/bad")))
                    return isGood == (page?.body == Array("fine".utf8))
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
