/// Answers one request. It runs on the queue of the request's connection until it first suspends elsewhere, so
/// it must not block; it is cancelled when the client is gone.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// What an answer that the server makes itself says, before any handler runs: its header fields, of which
/// `Content-Type` is one, and its body.
package typealias HTTPErrorBody =
    @Sendable (_ status: Int, _ message: String) -> (headers: HTTPHeaders, bytes: [UInt8])
