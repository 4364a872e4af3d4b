import Logging

@testable import HTTPServer

/// A running server that answers with what it understood: method, target and body.
struct TestServer {
    let server: HTTPServer
    let port: Int

    init(
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in }, handler: HTTPHandler? = nil
    ) async throws {
        var configuration = HTTPServerConfiguration()
        configuration.shards = 2
        // Tests share the machine; only those of timeouts may meet one.
        configuration.timeouts.header = .seconds(60)
        configuration.timeouts.body = .seconds(60)
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        server = HTTPServer(
            configuration: configuration, logger: logger,
            errorBody: { status, message in
                (["Content-Type": "application/json"], Array("\(status) \(message)".utf8))
            },
            handler: handler ?? Self.mirror)
        port = try await server.start().port
    }

    func stop() async { await server.shutdown(grace: .seconds(5)) }

    func connect(receiveBuffer: Int32? = nil, patience: Duration = .seconds(20)) throws -> RawClient {
        try RawClient(port: port, receiveBuffer: receiveBuffer, patience: patience)
    }

    /// Sends one request on a new connection and takes its answer.
    func ask(_ request: String, isHead: Bool = false) async throws -> RawResponse? {
        let client = try connect()
        await client.send(request)
        return await client.response(isHead: isHead)
    }

    @Sendable static func mirror(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(HTTPBodyError) {
            let body = try await request.body.collect()
            return text(200, "\(request.method) \(request.target) \(String(decoding: body, as: UTF8.self))")
        } catch {
            return text(status(of: error), "\(error)")
        }
    }

    static func status(of error: HTTPBodyError) -> Int {
        switch error {
        case .tooLarge: 413
        case .malformed: 400
        case .timedOut: 408
        case .connectionClosed, .cancelled: 400
        }
    }

    static func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
    }
}
