/// A request's line and fields, checked.
struct RequestHead: Sendable {
    /// How the end of the body is found (RFC 9112 §6.3).
    enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    var method = HTTPMethod.get
    /// Path and query, or `*`.
    var target = ""
    var isHTTP10 = false
    var headers = HTTPHeaders()
    var framing = Framing.none
    /// The client lets the connection live after the answer.
    var keepsAlive = false
    /// The client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
}
