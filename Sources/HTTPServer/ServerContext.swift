import Logging
import Synchronization

/// What the shards and the acceptor of one server share.
final class ServerContext: Sendable {
    let configuration: HTTPServerConfiguration
    let logger: Logger
    let errorBody: HTTPErrorBody
    let handler: HTTPHandler
    /// Sockets that are open now.
    let openConnections = Atomic<Int>(0)
    /// Requests whose handler has been started.
    let requests = Atomic<Int>(0)

    init(
        configuration: HTTPServerConfiguration, logger: Logger, errorBody: @escaping HTTPErrorBody,
        handler: @escaping HTTPHandler
    ) {
        self.configuration = configuration
        self.logger = logger
        self.errorBody = errorBody
        self.handler = handler
    }

    /// The answer to what no handler sees.
    func response(to error: RequestError) -> HTTPResponse {
        var (headers, bytes) = errorBody(error.status, error.message)
        if error == .overloaded, headers.first("Retry-After") == nil { headers.add("Retry-After", "1") }
        return HTTPResponse(status: error.status, headers: headers, body: .bytes(bytes))
    }
}
