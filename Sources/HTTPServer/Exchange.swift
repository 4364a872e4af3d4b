/// One request of a connection and its answer, from the end of its head until the answer has been written.
struct Exchange {
    enum Answer {
        case none
        case streaming
        /// All of it is with the socket or in the connection's output.
        case complete
    }

    /// How a streaming answer says where it ends.
    enum Framing {
        case chunked
        case length(remaining: Int)
        case close
    }

    let requestID: String
    let isHead: Bool
    let isHTTP10: Bool
    let acceptsGzip: Bool
    /// False once anything said or happened that ends the connection after this answer.
    var keepsAlive: Bool
    var task: Task<Void, Never>?

    /// Where the body goes; nil when it came with the head, or there is none.
    var body: BodyStream?
    /// The last byte of the request has been used.
    var isBodyComplete: Bool
    /// The length that the head declared.
    var bodyLength: Int?
    /// The body's reader is behind: nothing is read from the socket until it asks.
    var isBodyPaused = false
    /// Nobody wants the rest of the body; so many bytes of it are read at most to keep the connection.
    var discardBudget: Int?
    /// The client has not been told yet to send the body it holds back.
    var awaitsContinue: Bool
    /// Bytes may come that belong to no request we know, so the connection is not just closed.
    var endsInLinger = false

    var answer = Answer.none
    var framing = Framing.length(remaining: 0)
    var compressor: GzipCompressor?
    /// Writers of the streaming answer that wait for room.
    var writers: [UnsafeContinuation<Void, Never>] = []
}
