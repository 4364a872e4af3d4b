import API
import HTTPServer
import Logging
import Testing

@testable import orbweaver

struct HealthProbeTests {
    private func withServer(
        on host: String = "127.0.0.1", _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
        _ body: (Int) async throws -> Void
    ) async throws {
        var configuration = HTTPServerConfiguration()
        configuration.host = host
        configuration.port = 0
        let server = HTTPServer(
            configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            errorBody: API.errorBody, handler: handler)
        let address = try await server.start()
        try await body(address.port)
        await server.shutdown(grace: .zero)
    }

    @Test func itTellsALivingServerFromOneThatCanTakeWork() async throws {
        try await withServer { request in
            guard request.target == "/ready" else { return HTTPResponse(status: 200) }
            let answer = ErrorAnswer(status: 503, code: nil, message: "the disk is full")
            return HTTPResponse(status: 503, headers: [:], body: .bytes(answer.body))
        } _: { port in
            for host in ["127.0.0.1", "0.0.0.0", "localhost"] {
                #expect(HealthProbe(host: host, port: port).ask("/health") == .init(status: 200))
            }
            let ready = HealthProbe(host: "127.0.0.1", port: port).ask("/ready")
            #expect(ready == .init(status: 503, message: "the disk is full"))
        }
    }

    @Test(arguments: ["::1", "::"])
    func aServerOnAnIPv6AddressIsAsked(_ host: String) async throws {
        try await withServer(on: host) { _ in
            HTTPResponse(status: 200)
        } _: { port in
            #expect(HealthProbe(host: host, port: port).ask("/health") == .init(status: 200))
            let checks = NetworkChecks(host: host, port: port, connections: 1, certificateFile: nil)
            #expect(checks.listening().text == "ok   port: a server answers on [\(host)]:\(port)")
        }
    }

    @Test func aServerThatDoesNotAnswerInTimeIsNoAnswer() async throws {
        try await withServer { _ in
            try? await Task.sleep(for: .seconds(60))
            return HTTPResponse(status: 200)
        } _: { port in
            let probe = HealthProbe(host: "127.0.0.1", port: port, patience: .milliseconds(50))
            #expect(probe.ask("/health") == nil)
        }
    }

    @Test func nobodyThereIsNoAnswer() async throws {
        var closed = 0
        try await withServer { _ in
            HTTPResponse(status: 200)
        } _: {
            closed = $0
        }
        #expect(HealthProbe(host: "127.0.0.1", port: closed).ask("/health") == nil)
        #expect(HealthProbe(host: "no such host", port: closed).ask("/health") == nil)
    }
}
