/// A request's line and fields, checked.
package struct RequestHead: Sendable {
    /// How the end of the body is found (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    package var method = HTTPMethod.get
    /// Path and query, or `*`.
    package var target = ""
    package var isHTTP10 = false
    package var headers = HTTPHeaders()
    package var framing = Framing.none
    /// The client lets the connection live after the answer.
    package var keepsAlive = false
    /// The client waits for `100 Continue` before it sends the body.
    package var expectsContinue = false
}
