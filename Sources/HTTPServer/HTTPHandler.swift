/// Answers one request. It runs on the queue of the request's connection until it first suspends elsewhere, so
/// it must not block; it is cancelled when the client is gone.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// The body of an answer that the server makes itself, before any handler runs: its content type and bytes.
package typealias HTTPErrorBody =
    @Sendable (_ status: Int, _ message: String) -> (contentType: String, bytes: [UInt8])
