import Logging

/// An HTTP/1.1 server on raw sockets.
package final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let logger: Logger
    private let errorBody: HTTPErrorBody
    private let handler: HTTPHandler

    package init(
        configuration: HTTPServerConfiguration, logger: Logger, errorBody: @escaping HTTPErrorBody,
        handler: @escaping HTTPHandler
    ) {
        self.configuration = configuration
        self.logger = logger
        self.errorBody = errorBody
        self.handler = handler
    }

    /// Binds and starts to accept. Returns the bound address.
    package func start() async throws(HTTPServerError) -> SocketAddress {
        throw .unknownHost(configuration.host)
    }

    /// Stops accepting, lets requests in flight finish within `grace`, then closes every connection.
    package func shutdown(grace: Duration) async {}
}
