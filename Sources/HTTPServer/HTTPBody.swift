/// A request body: chunks as they arrive, read once.
///
/// Nothing more is taken from the socket while chunks wait here, so a slow reader slows its client down.
/// A client that waits for `100 Continue` gets it when reading starts.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = HTTPBodyError

    private enum Source {
        case bytes([UInt8])
        case stream(BodyStream)
    }

    private let source: Source
    /// The length that the request declared; nil when chunked.
    package let declaredLength: Int?
    /// More than this is refused with `tooLarge`. The server's default; a handler may set its own.
    package var limitBytes: Int

    package init(_ bytes: [UInt8] = [], limitBytes: Int = .max) {
        source = .bytes(bytes)
        declaredLength = bytes.count
        self.limitBytes = limitBytes
    }

    init(_ stream: BodyStream, declaredLength: Int?, limitBytes: Int) {
        source = .stream(stream)
        self.declaredLength = declaredLength
        self.limitBytes = limitBytes
    }

    /// The whole body, if it has at most `limit` bytes (the body's own limit where nil).
    package func collect(limit: Int? = nil) async throws(HTTPBodyError) -> [UInt8] {
        var limited = self
        if let limit { limited.limitBytes = limit }
        var iterator = limited.makeAsyncIterator()
        guard var whole = try await iterator.next() else { return [] }
        if let declaredLength, declaredLength > whole.count { whole.reserveCapacity(declaredLength) }
        while let chunk = try await iterator.next() { whole.append(contentsOf: chunk) }
        return whole
    }

    package func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    package struct Iterator: AsyncIteratorProtocol {
        private let body: HTTPBody
        private var read = 0
        private var isDone = false

        fileprivate init(body: HTTPBody) { self.body = body }

        package mutating func next() async throws(HTTPBodyError) -> [UInt8]? {
            guard !isDone else { return nil }
            if let declared = body.declaredLength, declared > body.limitBytes {
                throw .tooLarge(limitBytes: body.limitBytes)
            }
            switch body.source {
            case .bytes(let bytes):
                isDone = true
                return bytes.isEmpty ? nil : bytes
            case .stream(let stream):
                guard let chunk = try await stream.next() else {
                    isDone = true
                    return nil
                }
                read += chunk.count
                guard read <= body.limitBytes else { throw .tooLarge(limitBytes: body.limitBytes) }
                return chunk
            }
        }
    }
}
