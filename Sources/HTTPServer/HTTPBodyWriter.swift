/// Where a streaming answer goes.
package struct HTTPBodyWriter: Sendable {
    private let send: @Sendable ([UInt8]) async throws(HTTPWriteError) -> Void

    package init(send: @escaping @Sendable ([UInt8]) async throws(HTTPWriteError) -> Void) {
        self.send = send
    }

    /// Sends `bytes`, and returns once the client has taken enough of what was sent before to make room.
    package func write(_ bytes: [UInt8]) async throws(HTTPWriteError) {
        guard !bytes.isEmpty else { return }
        try await send(bytes)
    }

    package func write(_ text: String) async throws(HTTPWriteError) { try await write(Array(text.utf8)) }
}

/// Why a streaming answer cannot go on.
package enum HTTPWriteError: Error, Equatable {
    /// The client went away, or was too slow.
    case connectionClosed
    /// More bytes than `Content-Length` promised.
    case tooLong
}
