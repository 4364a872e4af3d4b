/// Carries one chat request to the endpoint and brings back what came of it.
package protocol ChatTransport: Sendable {
    func post(_ body: [UInt8]) async -> ChatReply
}

package enum ChatReply: Sendable, Equatable {
    case answer(ChatAnswer)
    case timedOut
    case unreachable
    case cancelled
}

/// An HTTP answer of any status.
package struct ChatAnswer: Sendable, Equatable {
    package var status: Int
    package var body: [UInt8]
    package var retryAfter: Duration?
    /// The body was longer than anything that is read, and ends early here.
    package var isCut: Bool

    package init(status: Int, body: [UInt8], retryAfter: Duration? = nil, isCut: Bool = false) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.isCut = isCut
    }
}
