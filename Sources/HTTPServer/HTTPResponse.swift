/// An answer. The server adds `Date`, `X-Request-Id`, the framing fields and `Connection` itself, compresses
/// where the client takes it, and leaves the body out where HTTP forbids one.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Runs when the head has been written. The answer is chunked, unless `headers` say its length; an
        /// error thrown cuts the connection, so that the client sees the answer is not whole.
        case stream(@Sendable (HTTPBodyWriter) async throws -> Void)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int, headers: HTTPHeaders = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
