import CZlib
import Testing

@testable import HTTPServer

/// Requests and answers over loopback, as clients in good standing send them.
struct HTTPServerTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func aConnectionServesRequestAfterRequest() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        var rest: [UInt8] = []
        for number in 0..<100 {
            await client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok")
            #expect(await client.response(after: &rest)?.text == "POST /\(number) ok")
        }
        #expect(server.server.requestCount == 100)
        #expect(server.server.openConnections == 1)
        await server.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try await TestServer(handler: { request in
            // The first ones take longest.
            if let turns = Int(request.target.dropFirst()) {
                for _ in turns..<200 { await Task.yield() }
            }
            return await TestServer.mirror(request)
        })
        let client = try server.connect()
        let requests = (0..<200).map { number in
            number % 3 == 0
                ? "POST /\(number) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
                : "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n"
        }
        await client.send(requests.joined())
        var rest: [UInt8] = []
        for number in 0..<200 {
            let expected = number % 3 == 0 ? "POST /\(number) ok" : "GET /\(number) "
            #expect(await client.response(after: &rest)?.text == expected)
        }
        await server.stop()
    }

    @Test func aRequestMayComeByteByByte() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        let request =
            "POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        for byte in request.utf8 { await client.send([byte]) }
        let response = await client.response()
        #expect(response?.text == "POST /slow abc")
        await server.stop()
    }

    @Test(arguments: [1, 65535, 65536, 65537, 1 << 20, 5 << 20])
    func bodiesOfAnySizeArriveWhole(_ size: Int) async throws {
        let server = try await TestServer(handler: { request in
            var body = request.body
            body.limitBytes = 10 << 20
            guard let bytes = try? await body.collect() else { return TestServer.text(500, "unread") }
            return HTTPResponse(status: 200, body: .bytes(bytes))
        })
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n".utf8) + bytes)
        #expect(await client.response(after: &rest)?.body == bytes)
        await client.send(
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
                + Array("\(String(size, radix: 16))\r\n".utf8) + bytes + Array("\r\n0\r\n\r\n".utf8))
        #expect(await client.response(after: &rest)?.body == bytes)
        await server.stop()
    }

    @Test func headIsGetWithoutTheBody() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try #require(await client.response(after: &rest, isHead: true))
        #expect(response["Content-Length"] == "8")
        await client.send(Self.get)
        #expect(await client.response(after: &rest)?.text == "GET / ")
        await server.stop()
    }

    @Test func someAnswersHaveNoBody() async throws {
        let server = try await TestServer(handler: { request in
            HTTPResponse(status: Int(request.target.dropFirst()) ?? 200, body: .bytes(Array("body".utf8)))
        })
        let client = try server.connect()
        var rest: [UInt8] = []
        for status in [204, 304, 200] {
            await client.send("GET /\(status) HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try #require(await client.response(after: &rest))
            #expect(response.status == status)
            #expect(response["Content-Length"] == (status == 200 ? "4" : nil))
        }
        await server.stop()
    }

    @Test func everyAnswerNamesItsRequest() async throws {
        let server = try await TestServer()
        let echoed = try await server.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\n\r\n")
        #expect(echoed?["X-Request-Id"] == "mine-1")
        let made = try await server.ask(Self.get)
        #expect(made?["X-Request-Id"]?.count == 13)
        let refused = try await server.ask("GET / HTTP/1.1\r\n\r\n")
        #expect(refused?["X-Request-Id"]?.count == 13)
        await server.stop()
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\nExpect: x\r\n\r\n": "417 mine-1",
        "GET / HTTP/1.1\r\nX-Request-Id: mine-2\r\n\r\n": "400 mine-2",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-3\r\nbad\r\n\r\n": "400 mine-3",
        // It would not be safe to repeat.
        "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: a b\r\nExpect: x\r\n\r\n": "417 -",
        // Of another request.
        "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-4\r\n\r\nGET / HTTP/9\r\n\r\n": "200 mine-4,400 -",
    ])
    func refusalsNameTheirRequest(_ request: String, _ expected: String) async throws {
        let server = try await TestServer()
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send(request)
        for expected in expected.split(separator: ",") {
            let response = try #require(await client.response(after: &rest))
            let id = try #require(response["X-Request-Id"])
            #expect("\(response.status) \(id.count == 13 ? "-" : id)" == expected)
        }
        await server.stop()
    }

    @Test(arguments: [
        ("HEAD / HTTP/1.1\r\n\r\n", 400), ("HEAD / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
        ("HEAD /% HTTP/1.1\r\n\r\n", 400), ("HEAD / HTTP/3.0\r\n\r\n", 505), ("HEAD /\r\n", 400),
        ("\r\nHEAD /\r\n", 400), ("HEAD /" + String(repeating: "a", count: 9000), 414),
        ("HEAD / HTTP/1.1\r\nX: " + String(repeating: "a", count: 70000), 431),
        // Too late.
        ("HEAD / HTTP/1.1\r\nHost: a\r\n", 408), ("HEAD /", 408),
    ])
    func refusalsOfHeadHaveNoBody(_ request: String, _ status: Int) async throws {
        let server = try await TestServer({ if status == 408 { $0.timeouts.header = .milliseconds(100) } })
        let client = try server.connect()
        await client.send(request)
        var rest = try #require(await client.receiveToEnd())
        let response = try #require(RawResponse.take(from: &rest, isHead: true, isEnded: true))
        #expect(response.status == status)
        #expect(response["Content-Length"].flatMap(Int.init).map { $0 > 0 } == true)
        #expect(rest.isEmpty)
        await server.stop()
    }

    @Test(arguments: ["GET /% HTTP/1.1", "HEADY /% HTTP/1.1", "HEA", "head /% HTTP/1.1"])
    func otherRefusalsHaveOne(_ request: String) async throws {
        let server = try await TestServer({ $0.timeouts.header = .milliseconds(100) })
        let client = try server.connect()
        await client.send(request == "HEA" ? request : request + "\r\n")
        #expect(await client.response()?.body.isEmpty == false)
        await server.stop()
    }

    @Test func handlersSeeTheClientsAddress() async throws {
        let server = try await TestServer(handler: { TestServer.text(200, $0.remoteAddress) })
        #expect(try await server.ask(Self.get)?.text == "127.0.0.1")
        await server.stop()
    }

    @Test func whatHandlersSayOfFramingIsIgnored() async throws {
        let server = try await TestServer(handler: { _ in
            HTTPResponse(
                status: 200,
                headers: ["Content-Length": "99", "Transfer-Encoding": "chunked", "Connection": "x"],
                body: .bytes(Array("abc".utf8)))
        })
        let response = try #require(try await server.ask(Self.get))
        #expect(response["Content-Length"] == "3")
        #expect(response["Transfer-Encoding"] == nil)
        #expect(response.text == "abc")
        await server.stop()
    }

    @Test func oldClientsGetWhatTheyUnderstand() async throws {
        let server = try await TestServer(handler: { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in for piece in ["a", "b", "c"] { try await writer.write(piece) } })
        })
        let client = try server.connect()
        await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let response = try #require(await client.response())
        #expect(response["Transfer-Encoding"] == nil)
        #expect(response["Connection"] == "close")
        #expect(response.text == "abc")
        await server.stop()
    }

    // MARK: Expect

    @Test func aClientIsToldToContinueWhenItsBodyIsWanted() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n")
        #expect(await client.response(after: &rest)?.status == 100)
        await client.send("ok")
        #expect(await client.response(after: &rest)?.text == "POST / ok")
        await client.send(Self.get)
        #expect(await client.response(after: &rest)?.status == 200)
        await server.stop()
    }

    @Test func aClientIsNotToldToContinueInVain() async throws {
        let server = try await TestServer(handler: { _ in TestServer.text(401, "no") })
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        let response = try #require(await client.response(after: &rest))
        #expect(response.status == 401)
        // Whether the body follows is the client's choice, so what follows cannot be read.
        #expect(response["Connection"] == "close")
        await server.stop()
    }

    @Test func aBodyThatNobodyReadsIsSkipped() async throws {
        let server = try await TestServer(handler: { _ in TestServer.text(401, "no") })
        let client = try server.connect()
        var rest: [UInt8] = []
        let body = String(repeating: "GET /smuggled HTTP/1.1\r\n\r\n", count: 4000)
        for _ in 0..<3 {
            await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
            #expect(await client.response(after: &rest)?.status == 401)
        }
        #expect(server.server.requestCount == 3)
        await server.stop()
    }

    // MARK: Compression

    @Test func veryLargeTextIsCompressedInPieces() async throws {
        let text = (0..<300_000).map { "\($0)" }.joined(separator: " ")
        let server = try await TestServer(handler: { _ in TestServer.text(200, text) })
        let response = try #require(
            try await server.ask("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"))
        #expect(response["Content-Encoding"] == "gzip")
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(gunzip(response.body) == Array(text.utf8))
        let old = try #require(try await server.ask("GET / HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n"))
        #expect(old["Content-Length"] == "\(old.body.count)")
        #expect(gunzip(old.body) == Array(text.utf8))
        await server.stop()
    }

    @Test(arguments: ["bytes", "stream"])
    func largeTextIsCompressedForThoseWhoTakeIt(_ kind: String) async throws {
        let text = String(repeating: "the same again and again ", count: 4000)
        let server = try await TestServer(handler: { _ in
            let body: HTTPResponse.Body =
                kind == "bytes"
                ? .bytes(Array(text.utf8))
                : .stream { writer in for _ in 0..<40 { try await writer.write(String(text.prefix(2500))) } }
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json; charset=utf-8", "ETag": "\"x\""],
                body: body)
        })
        let request = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
        let small = try #require(try await server.ask(request))
        #expect(small["Content-Encoding"] == "gzip")
        #expect(small["Vary"] == "Accept-Encoding")
        #expect(small["ETag"] == "W/\"x\"")
        #expect(small.body.count < text.utf8.count / 4)
        #expect(gunzip(small.body) == Array(text.utf8))
        let plain = try #require(try await server.ask(Self.get))
        #expect(plain["Content-Encoding"] == nil)
        #expect(plain["Vary"] == "Accept-Encoding")
        #expect(plain["ETag"] == "\"x\"")
        #expect(plain.text == text)
        let head = try #require(
            try await server.ask("HEAD / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n", isHead: true))
        #expect(head["Content-Encoding"] == "gzip")
        #expect(head["Content-Length"] == nil)
        await server.stop()
    }

    @Test(arguments: [
        ("image/png", 5000, nil), ("application/zip", 5000, nil), ("text/event-stream", 5000, nil),
        ("application/json", 500, nil), ("application/json", 5000, "br"),
    ])
    func whatGainsNothingIsLeftAlone(_ type: String, _ size: Int, _ encoding: String?) async throws {
        let server = try await TestServer(handler: { _ in
            var headers: HTTPHeaders = ["Content-Type": type]
            if let encoding { headers.add("Content-Encoding", encoding) }
            return HTTPResponse(
                status: 200, headers: headers, body: .bytes([UInt8](repeating: 0x61, count: size)))
        })
        let response = try await server.ask("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
        #expect(response?["Content-Encoding"] == encoding)
        #expect(response?["Vary"] == nil)
        #expect(response?.body.count == size)
        await server.stop()
    }

    private func gunzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard czlib_inflate_init_gzip(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 4 << 20)
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END && stream.avail_in == 0
            ? Array(output.prefix(Int(stream.total_out))) : nil
    }
}
