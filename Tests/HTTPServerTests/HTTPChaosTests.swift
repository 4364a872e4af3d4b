import Synchronization
import Testing

@testable import HTTPServer

/// Many clients at once that each misbehave in their own way, by one seed.
struct HTTPChaosTests {
    private static let requests = [
        "GET /small HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /large HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
        "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
            + String(repeating: "x", count: 100_000),
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "HEAD /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ]

    @Test(arguments: [1, 2] as [UInt64])
    func nothingIsLeftOfAnyClient(_ seed: UInt64) async throws {
        let running = Atomic<Int>(0)
        let server = try await TestServer(
            {
                $0.timeouts.header = .milliseconds(300)
                $0.timeouts.body = .milliseconds(300)
                $0.timeouts.idle = .milliseconds(300)
                $0.timeouts.writeStall = .milliseconds(300)
            },
            handler: { request in
                running.add(1, ordering: .relaxed)
                let response = await Self.answer(request)
                running.subtract(1, ordering: .relaxed)
                return response
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<120 {
                if number >= 24 { try await group.next() }
                group.addTask {
                    var random = SeededGenerator(seed: seed &* 1000 &+ UInt64(number))
                    try await Self.misbehave(server, &random)
                }
            }
            try await group.waitForAll()
        }
        // Whatever they left half done ends by its deadline.
        for _ in 0..<6000 where server.server.openConnections > 0 || running.load(ordering: .relaxed) > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(server.server.openConnections == 0)
        #expect(running.load(ordering: .relaxed) == 0)
        #expect(try await server.ask(Self.requests[0])?.status == 200)
        await server.stop()
    }

    private static func misbehave(_ server: TestServer, _ random: inout SeededGenerator) async throws {
        let client = try server.connect(
            receiveBuffer: Bool.random(using: &random) ? 4096 : nil, patience: .milliseconds(50))
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                bytes += Array(requests.randomElement(using: &random)!.utf8)
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            case 1: bytes = Mutation.mutate([bytes], using: &random)
            default: break
            }
            guard await client.send(bytes) else { break }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                guard let received = await client.receive(atMost: 10_000), !received.isEmpty else { break }
            }
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: client.resetWhenReleased()
        case 1:
            client.finishSending()
            _ = await client.receive()
        default: break
        }
    }

    @Sendable private static func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let piece = Array(String(repeating: "all work and no play ", count: 500).utf8)
        switch request.path {
        case "/large":
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/plain"],
                body: .bytes(Array(repeatElement(piece, count: 50).joined())))
        case "/stream":
            return HTTPResponse(
                status: 200,
                body: .stream { writer in for _ in 0..<50 { try await writer.write(piece) } })
        case "/slow":
            try? await Task.sleep(for: .milliseconds(20))
            return await TestServer.mirror(request)
        default: return await TestServer.mirror(request)
        }
    }
}
