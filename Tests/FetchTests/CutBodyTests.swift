import Batches
import Testing

@testable import Fetch

/// A redirect or an error whose body goes wrong counts by its status all the same.
struct CutBodyTests {
    struct Cut: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var headers: [String]
        var body: [FixtureSite.Step]

        init(_ name: String, _ headers: [String], _ body: FixtureSite.Step...) {
            testDescription = name
            self.headers = headers
            self.body = body
        }

        func reply(_ status: String, _ more: String...) -> FixtureSite.Reply {
            let head = (["HTTP/1.1 \(status)"] + headers + more + ["", ""]).joined(separator: "\r\n")
            return .init(steps: [.send(Array(head.utf8))] + body)
        }
    }

    static let cuts = [
        Cut("short of its length", ["Content-Length: 100"], .send(Array("hi".utf8))),
        Cut("reset", ["Content-Length: 100"], .send(Array("hi".utf8)), .reset),
        Cut("cut chunks", ["Transfer-Encoding: chunked"], .send(Array("5\r\nhel".utf8))),
        Cut("broken chunk size", ["Transfer-Encoding: chunked"], .send(Array("zz\r\nhello\r\n".utf8))),
        Cut("not gzip", ["Content-Encoding: gzip"], .send(Array("plain text".utf8))),
        Cut("unknown encoding", ["Content-Encoding: rot13"], .send(Array("uryyb".utf8))),
        Cut("stacked encodings", ["Content-Encoding: gzip, gzip"], .send(Array("x".utf8))),
        Cut("endless", [], .sendForever(Array(repeating: 0x61, count: 4096))),
        Cut(
            "vast length", ["Content-Length: 99999999999999"],
            .sendForever(Array(repeating: 0x61, count: 4096))),
        Cut(
            "endless trailers", ["Transfer-Encoding: chunked"], .send(Array("0\r\n".utf8)),
            .sendForever(Array("X-Flood: 0123456789\r\n".utf8))),
    ]

    @Test(arguments: cuts)
    func theRedirectIsFollowed(_ cut: Cut) async throws {
        let site = try FixtureSite {
            $0.path == "/" ? cut.reply("301 Moved", "Location: /there") : .response(body: "there")
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("there".utf8))
        #expect(page.redirectCount == 1)
    }

    @Test(arguments: cuts)
    func theErrorKeepsItsNameAndItsWait(_ cut: Cut) async throws {
        for (status, reason) in [
            ("404 Not Found", FailureReason.clientError), ("429 Slow Down", .rateLimited),
            ("503 Busy", .serverError),
        ] {
            let site = try FixtureSite { _ in cut.reply(status, "Retry-After: 7") }
            let error = await #expect(throws: FetchError.self) {
                try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
            }
            #expect(error?.reason == reason)
            #expect(error?.statusCode == Int(status.prefix(3)))
            #expect(error?.retryAfter == (reason == .clientError ? nil : .seconds(7)))
        }
    }

    @Test func anErrorThatKeepsSilentInItsBodyKeepsItsWait() async throws {
        let site = try FixtureSite { _ in
            Cut("", ["Content-Length: 9"], .hang).reply("503 Busy", "Retry-After: 7")
        }
        var request = FetchRequest(url: site.url("/"))
        request.totalTimeout = .milliseconds(200)
        let error = await #expect(throws: FetchError.self) { try await CurlFetcher(.loopback).fetch(request) }
        #expect(error?.cause == .serverError)
        #expect(error?.retryAfter == .seconds(7))
    }

    @Test func aRedirectThatKeepsSilentInItsBodyIsFollowed() async throws {
        let site = try FixtureSite {
            $0.path == "/"
                ? Cut("", ["Content-Length: 9"], .hang).reply("302 Found", "Location: /there")
                : .response(body: "there")
        }
        let page = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(page.body == Array("there".utf8))
        #expect(site.connections == 2)
    }

    @Test func aRedirectWhoseBodyIsThereKeepsItsConnection() async throws {
        let site = try FixtureSite { $0.path == "/" ? .redirect(to: "/there") : .response(body: "there") }
        _ = try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        #expect(site.connections == 1)
    }

    /// Nothing is left for the target, and its host had no part in it.
    @Test func aRedirectThatLeavesNoTimeTimesOut() async throws {
        let site = try FixtureSite { _ in
            Cut("", ["Content-Length: 9"], .hang).reply("302 Found", "Location: /there")
        }
        var request = FetchRequest(url: site.url("/"))
        request.totalTimeout = .milliseconds(100)
        let error = await #expect(throws: FetchError.self) { try await CurlFetcher(.loopback).fetch(request) }
        #expect(error?.cause == .timedOut)
        #expect(error?.finalURL == site.url("/"))
    }

    /// Headers that end early tell nothing that can be relied on.
    @Test(arguments: ["302 Found", "503 Busy"])
    func whatBreaksOffInsideItsHeadersIsALostConnection(status: String) async throws {
        let site = try FixtureSite { _ in
            .init(steps: [.send(Array("HTTP/1.1 \(status)\r\nLocation: /the".utf8)), .reset])
        }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(.loopback).fetch(FetchRequest(url: site.url("/")))
        }
        #expect(error?.cause == .connectionLost)
    }

    @Test(arguments: cuts.prefix(4))
    func aServicesRefusalIsAnAnswer(_ cut: Cut) async throws {
        let site = try FixtureSite { _ in cut.reply("429 Slow Down", "Retry-After: 7") }
        let answer = try await ServiceClient(maxConnections: 1).send(ServiceRequest(url: site.url("/")))
        #expect(answer.statusCode == 429)
        #expect(answer.retryAfter == .seconds(7))
        #expect(answer.isCut)
    }

    @Test(arguments: cuts.prefix(4))
    func aServicesCutAnswerIsNone(_ cut: Cut) async throws {
        let site = try FixtureSite { _ in cut.reply("200 OK") }
        let error = await #expect(throws: ServiceError.self) {
            try await ServiceClient(maxConnections: 1).send(ServiceRequest(url: site.url("/")))
        }
        #expect(error == .connectionLost)
    }
}
