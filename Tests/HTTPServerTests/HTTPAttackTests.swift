import Glibc
import Synchronization
import Testing

@testable import HTTPServer

/// Clients that mean harm, or are just slow, gone or too many.
struct HTTPAttackTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    // MARK: Slow

    @Test func aHeadThatDripsIsCutOff() async throws {
        let server = try await TestServer({ $0.timeouts.header = .milliseconds(200) })
        let client = try server.connect(patience: .milliseconds(20))
        var received: [UInt8] = []
        for byte in ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 50)).utf8 {
            await client.send([byte])
            if let bytes = await client.receive() {
                received = bytes
                break
            }
        }
        let response = try #require(RawResponse.take(from: &received, isHead: false, isEnded: false))
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
        await server.stop()
    }

    @Test func aBodyThatDripsIsCutOff() async throws {
        let server = try await TestServer({ $0.timeouts.body = .milliseconds(200) })
        let client = try server.connect()
        await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        #expect(await client.response()?.status == 408)
        #expect(await client.receive() == [])
        await server.stop()
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() async throws {
        let server = try await TestServer({ $0.timeouts.idle = .milliseconds(100) })
        let fresh = try server.connect()
        #expect(await fresh.receive() == [])
        let used = try server.connect()
        await used.send(Self.get)
        #expect(await used.response()?.status == 200)
        #expect(await used.receive() == [])
        await server.stop()
    }

    @Test func aHandlerMayTakeLongerThanAnyTimeout() async throws {
        let server = try await TestServer(
            {
                $0.timeouts.header = .milliseconds(50)
                $0.timeouts.body = .milliseconds(50)
                $0.timeouts.idle = .milliseconds(50)
                $0.timeouts.writeStall = .milliseconds(50)
            },
            handler: { request in
                try? await Task.sleep(for: .milliseconds(400))
                return await TestServer.mirror(request)
            })
        #expect(try await server.ask(Self.get)?.text == "GET / ")
        await server.stop()
    }

    @Test func aReaderThatStallsIsCutOff() async throws {
        let failed = Signal()
        let server = try await TestServer(
            { $0.timeouts.writeStall = .milliseconds(200) },
            handler: { _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        let piece = [UInt8](repeating: 0x61, count: 65536)
                        do { for _ in 0..<10_000 { try await writer.write(piece) } } catch {
                            failed.happen()
                            throw error
                        }
                    })
            })
        let client = try server.connect(receiveBuffer: 4096)
        await client.send(Self.get)
        await failed.wait()
        #expect(server.server.openConnections == 0)
        await server.stop()
    }

    @Test func aReaderThatIsSlowButSteadyGetsTheWholeAnswer() async throws {
        let size = 8 << 20
        let server = try await TestServer(
            { $0.timeouts.writeStall = .seconds(2) },
            handler: { _ in
                HTTPResponse(status: 200, body: .bytes([UInt8](repeating: 0x61, count: size)))
            })
        let client = try server.connect(receiveBuffer: 65536)
        // Far less in two seconds than the room of which the kernel would tell.
        var received = try #require(
            await client.ask(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", reading: 16384,
                every: .milliseconds(50), times: 80))
        #expect(RawResponse.take(from: &received, isHead: false, isEnded: true)?.body.count == size)
        await server.stop()
    }

    @Test func aStreamWaitsForItsReader() async throws {
        let pieces = 1024
        let written = Atomic<Int>(0)
        let server = try await TestServer(handler: { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    let piece = [UInt8](repeating: 0x61, count: 65536)
                    for _ in 0..<pieces {
                        try await writer.write(piece)
                        written.add(piece.count, ordering: .relaxed)
                    }
                })
        })
        let client = try server.connect(receiveBuffer: 65536)
        await client.send(Self.get)
        var read = 0
        var furthest = 0
        while let bytes = await client.receive(), !bytes.isEmpty {
            read += bytes.count
            furthest = max(furthest, written.load(ordering: .relaxed) - read)
            if written.load(ordering: .relaxed) == pieces * 65536, read > pieces * 65536 { break }
        }
        #expect(read > pieces * 65536)
        // What the kernel holds for both ends, and a little of ours: never the whole.
        #expect(furthest < 16 << 20)
        await server.stop()
    }

    @Test func whoReadsNoAnswersIsNotReadEither() async throws {
        let server = try await TestServer(handler: { _ in
            HTTPResponse(status: 200, body: .bytes([UInt8](repeating: 0x61, count: 100_000)))
        })
        let client = try server.connect(receiveBuffer: 4096, patience: .milliseconds(300))
        let requests = Array(String(repeating: Self.get, count: 10_000).utf8)
        var sent = 0
        while sent < 200 << 20, await client.send(requests) { sent += requests.count }
        #expect(sent < 32 << 20)
        #expect(server.server.requestCount < 1000)
        await server.stop()
    }

    private static let tooLarge = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n"

    @Test func whoIsRefusedMaySendOnForAWhile() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        let piece = [UInt8](repeating: 0x61, count: 10_000)
        #expect(await client.send(Self.tooLarge, then: piece, every: .milliseconds(200), times: 18))
        #expect(await client.response()?.status == 413)
        await server.stop()
    }

    @Test func whoIsRefusedMayNotSendOnForEver() async throws {
        let server = try await TestServer({ $0.timeouts.body = .milliseconds(500) })
        let client = try server.connect()
        #expect(await client.send(Self.tooLarge, then: [0x61], every: .milliseconds(50), times: 200) == false)
        await server.stop()
    }

    // MARK: Gone

    @Test func aHandlerIsCancelledWhenItsClientIsGone() async throws {
        let begun = Signal()
        let cancelled = Signal()
        let server = try await TestServer(handler: { request in
            begun.happen()
            do { try await Task.sleep(for: .seconds(3600)) } catch { cancelled.happen() }
            return await TestServer.mirror(request)
        })
        var client: RawClient? = try server.connect()
        client?.resetWhenReleased()
        await client?.send(Self.get)
        await begun.wait()
        client = nil
        await cancelled.wait()
        await server.stop()
    }

    @Test func aBodyThatBreaksOffIsAnError() async throws {
        let errors = Mutex<[HTTPBodyError]>([])
        let ended = Signal()
        let server = try await TestServer(handler: { request in
            do throws(HTTPBodyError) { _ = try await request.body.collect() } catch {
                errors.withLock { $0.append(error) }
            }
            ended.happen()
            return TestServer.text(400, "broken")
        })
        let client = try server.connect()
        await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        client.finishSending()
        await ended.wait()
        #expect(errors.withLock { $0 } == [.connectionClosed])
        #expect(await client.response()?.status == 400)
        await server.stop()
    }

    @Test func whoStopsSendingStillGetsTheAnswers() async throws {
        let server = try await TestServer()
        let client = try server.connect()
        await client.send(Self.get + Self.get)
        client.finishSending()
        var rest: [UInt8] = []
        #expect(await client.response(after: &rest)?.status == 200)
        #expect(await client.response(after: &rest)?.status == 200)
        #expect(await client.receive() == [])
        await server.stop()
    }

    @Test(arguments: [true, false])
    func aStreamThatFailsDoesNotLookWhole(_ hasLength: Bool) async throws {
        let server = try await TestServer(handler: { _ in
            HTTPResponse(
                status: 200, headers: hasLength ? ["Content-Length": "1000"] : [:],
                body: .stream { writer in
                    try await writer.write("part")
                    throw CancellationError()
                })
        })
        let client = try server.connect()
        await client.send(Self.get)
        #expect(await client.response() == nil)
        await server.stop()
    }

    /// Its end is all that a client of HTTP/1.0 sees of such an answer.
    @Test(arguments: ["stall", "drain"])
    func anAnswerThatIsCutOffDoesNotLookWhole(_ cause: String) async throws {
        let failed = Signal()
        let server = try await TestServer(
            { if cause == "stall" { $0.timeouts.writeStall = .milliseconds(200) } },
            handler: { _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        let piece = [UInt8](repeating: 0x61, count: 65536)
                        do { for _ in 0..<10_000 { try await writer.write(piece) } } catch {
                            failed.happen()
                            throw error
                        }
                    })
            })
        let client = try server.connect(receiveBuffer: 4096)
        await client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(await client.receive()?.isEmpty == false)
        if cause == "drain" { await server.server.shutdown(grace: .milliseconds(50)) }
        await failed.wait()
        #expect(await client.receiveToEnd() == nil)
        await server.stop()
    }

    @Test func anAnswerThatDiesWithTheProcessDoesNotLookWhole() async throws {
        let begun = Signal()
        let gate = Signal()
        let server = try await TestServer(handler: { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("part")
                    begun.happen()
                    await gate.wait()
                })
        })
        let client = try server.connect()
        await client.send("GET / HTTP/1.0\r\n\r\n")
        await begun.wait()
        // What the kernel does when it closes for us.
        var option = linger()
        var length = socklen_t(MemoryLayout<linger>.size)
        let descriptor = try #require(client.serverDescriptor())
        #expect(getsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, &length) == 0)
        #expect(option.l_onoff == 1 && option.l_linger == 0)
        gate.happen()
        #expect(await client.response()?.text == "part")
        await server.stop()
    }

    // MARK: Many

    @Test func rubbishIsRefusedHoweverMuchThereIs() async throws {
        let server = try await TestServer()
        var random = SeededGenerator(seed: 3)
        for kind in 0..<3 {
            let client = try server.connect()
            let piece: [UInt8] =
                switch kind {
                case 0: (0..<65536).map { _ in UInt8.random(in: 0...255, using: &random) }
                case 1: [UInt8](repeating: 0x41, count: 65536)
                default: Array(String(repeating: "\r\n", count: 32768).utf8)
                }
            var sent = 0
            while sent < 32 << 20, await client.send(piece) { sent += piece.count }
            #expect(sent < 32 << 20, "the server kept reading")
        }
        let client = try server.connect()
        var rest: [UInt8] = []
        await client.send(Self.get + "rubbish\u{0}\r\n")
        #expect(await client.response(after: &rest)?.status == 200)
        #expect(await client.response(after: &rest)?.status == 400)
        #expect(server.server.requestCount == 1)
        await server.stop()
    }

    @Test func tooManyConnectionsAreToldSo() async throws {
        let server = try await TestServer({ $0.limits.connections = 4 })
        var clients: [RawClient] = []
        for _ in 0..<4 {
            let client = try server.connect()
            await client.send(Self.get)
            #expect(await client.response()?.status == 200)
            clients.append(client)
        }
        let surplus = try server.connect()
        let response = try #require(await surplus.response())
        #expect(response.status == 503)
        #expect(response["Retry-After"] == "1")
        #expect(response.text.hasPrefix("503 "))
        #expect(await surplus.receive() == [])
        for client in clients {
            await client.send(Self.get)
            #expect(await client.response()?.status == 200)
        }
        clients = []
        // The places are free once the server has seen the ends.
        var status: Int?
        for _ in 0..<1000 where status != 200 { status = try await server.ask(Self.get)?.status }
        #expect(status == 200)
        await server.stop()
    }

    @Test func tenThousandIdleConnectionsHinderNobody() async throws {
        let server = try await TestServer()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // Both ends are ours here, and tests beside this one need some too.
        let count = min(10_000, (Int(limit.rlim_cur) - 4000) / 2)
        guard count >= 1000 else {
            print("skipped: \(limit.rlim_cur) file descriptors are too few for idle connections")
            return
        }
        if count < 10_000 { print("file descriptors allow \(count) idle connections, not 10,000") }
        var clients: [RawClient] = []
        for _ in 0..<count { clients.append(try server.connect()) }
        let active = try server.connect()
        var rest: [UInt8] = []
        var slowest = Duration.zero
        let clock = ContinuousClock()
        for _ in 0..<500 {
            let start = clock.now
            await active.send(Self.get)
            #expect(await active.response(after: &rest)?.status == 200)
            slowest = max(slowest, clock.now - start)
        }
        while server.server.openConnections < count + 1 { await Task.yield() }
        print("\(count) idle connections: slowest of 500 requests \(slowest)")
        clients = []
        await server.stop()
    }

    // MARK: The end

    @Test func drainingFinishesWhatHasBegun() async throws {
        let begun = Signal()
        let gate = Signal()
        let server = try await TestServer(handler: { request in
            begun.happen()
            await gate.wait()
            return await TestServer.mirror(request)
        })
        let idle = try server.connect()
        let busy = try server.connect()
        await busy.send(Self.get)
        await begun.wait()
        let stopping = Task { await server.stop() }
        #expect(await idle.receive() == [])
        #expect(throws: (any Error).self) { try server.connect() }
        gate.happen()
        let response = try #require(await busy.response())
        #expect(response.status == 200)
        #expect(response["Connection"] == "close")
        #expect(await busy.receive() == [])
        await stopping.value
        #expect(server.server.openConnections == 0)
    }

    @Test func drainingEndsWithItsGrace() async throws {
        let begun = Signal()
        let server = try await TestServer(handler: { request in
            begun.happen()
            try? await Task.sleep(for: .seconds(3600))
            return await TestServer.mirror(request)
        })
        let client = try server.connect()
        await client.send(Self.get)
        await begun.wait()
        await server.server.shutdown(grace: .milliseconds(100))
        #expect(server.server.openConnections == 0)
        #expect((await client.receive() ?? []).isEmpty)
    }

    @Test func aNameBindsWhereClientsLook() async throws {
        let named = try await TestServer({ $0.host = "localhost" })
        #expect(try await named.ask(Self.get)?.status == 200)
        await named.stop()
        let everywhere = try await TestServer({ $0.host = "0.0.0.0" })
        #expect(try await everywhere.ask(Self.get)?.status == 200)
        await everywhere.stop()
        #expect(SocketAddress(host: "::1", port: 80).description == "[::1]:80")
    }

    @Test func aPortThatIsTakenIsAnError() async throws {
        let server = try await TestServer()
        let port = server.port
        let error = await #expect(throws: HTTPServerError.self) {
            _ = try await TestServer({ $0.port = port })
        }
        #expect(error == .cannotBind(host: "127.0.0.1", port: port, errno: EADDRINUSE))
        await #expect(throws: HTTPServerError.unknownHost("no such host")) {
            _ = try await TestServer({ $0.host = "no such host" })
        }
        await #expect(throws: HTTPServerError.alreadyStarted) { _ = try await server.server.start() }
        await server.stop()
    }
}
