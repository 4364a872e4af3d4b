import Fetch
import HTTPServer
import JSON
import Logging
import Models
import Synchronization

@testable import Workers

/// A chat endpoint on loopback that does what a test tells it to, however wrong.
final class ModelEndpoint: Sendable {
    enum Reply: Sendable {
        case content(String)
        case status(Int, String = "", headers: HTTPHeaders = [:])
        /// The body as it is.
        case raw(String)
        /// Sends these bytes until the other side has enough.
        case endless(String)
        /// Answers only when the other side is gone.
        case silent
    }

    private let server: HTTPServer
    private let port: Int
    private let seen: Requests

    private final class Requests: Sendable {
        let all = Mutex<[(body: JSON, key: String?)]>([])
    }

    /// `reply` gets the request and its number, from 0.
    init(_ reply: @escaping @Sendable (JSON, Int) -> Reply) async throws {
        let seen = Requests()
        self.seen = seen
        var configuration = HTTPServerConfiguration()
        configuration.port = 0
        configuration.shards = 1
        var logger = Logger(label: "endpoint")
        logger.logLevel = .critical
        server = HTTPServer(
            configuration: configuration, logger: logger,
            errorBody: { _, _ in (["Content-Type": "text/plain"], []) },
            handler: { request in
                guard request.target == "/v1/chat/completions", let bytes = try? await request.body.collect(),
                    let body = try? JSONParser.parse(bytes)
                else { return HTTPResponse(status: 404) }
                let number = seen.all.withLock { all in
                    all.append((body, request.headers.first("authorization")))
                    return all.count - 1
                }
                return await Self.answer(reply(body, number))
            })
        port = try await server.start().port
    }

    var requests: [JSON] { seen.all.withLock { $0.map(\.body) } }
    var keys: [String?] { seen.all.withLock { $0.map(\.key) } }

    func stop() async { await server.shutdown(grace: .zero) }

    /// A client of this endpoint that does not really sleep.
    func client(
        timeout: Duration = .seconds(20), _ configure: (inout ModelConfiguration) -> Void = { _ in }
    ) -> ModelClient {
        var configuration = ModelConfiguration(model: "test")
        configure(&configuration)
        return ModelClient(
            configuration,
            transport: ServiceChatTransport(
                client: ServiceClient(maxConnections: 4), baseURL: "http://127.0.0.1:\(port)/v1/", key: "k3y",
                timeout: timeout), sleep: { _ in })
    }

    private static func answer(_ reply: Reply) async -> HTTPResponse {
        switch reply {
        case .content(let text):
            let body: JSON = [
                "choices": [["message": ["content": .string(text)], "finish_reason": "stop"]],
                "usage": ["prompt_tokens": 120, "completion_tokens": 30],
            ]
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"],
                body: .bytes(JSONWriter.bytes(of: body)))
        case .raw(let text): return HTTPResponse(status: 200, body: .bytes(Array(text.utf8)))
        case .status(let status, let text, let headers):
            return HTTPResponse(status: status, headers: headers, body: .bytes(Array(text.utf8)))
        case .endless(let text):
            return HTTPResponse(
                status: 200,
                body: .stream { writer in
                    let piece = [UInt8](repeating: 0x61, count: 1 << 16)
                    try await writer.write(Array(text.utf8))
                    // Far beyond what is read, and still not without end.
                    for _ in 0..<1000 { try await writer.write(piece) }
                })
        case .silent:
            // Cancelled as soon as the client is gone.
            try? await Task.sleep(for: .seconds(30))
            return HTTPResponse(status: 200)
        }
    }
}
