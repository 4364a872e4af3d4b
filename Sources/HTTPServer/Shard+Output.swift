import Glibc

/// Answers: from what handlers return to bytes on the socket.
extension Shard {
    /// A streaming answer waits while more than this is unsent.
    private static let highWaterBytes = 1 << 18
    /// A body longer than this is compressed piece by piece, so that other connections get their turn between.
    static let compressedAtOnceBytes = 1 << 17
    /// A declared body that was not read is skipped up to this length, to keep its connection.
    private static let skippableBytes = 1 << 18

    /// Sends a handler's answer. True when its body is a stream that must run now; otherwise the handler's
    /// task is over.
    func answer(_ id: Connection.ID, with response: HTTPResponse) -> Bool {
        guard let connection = connection(id), connection.exchange?.answer == Exchange.Answer.none,
            answer(connection, with: response)
        else {
            taskEnded()
            return false
        }
        return true
    }

    func answer(_ connection: Connection, with response: HTTPResponse) -> Bool {
        guard var exchange = connection.exchange else { return false }
        let facts = ResponseHead.facts(of: response.headers)
        if isDraining || facts.saysClose || mustAbandonBody(exchange) { exchange.keepsAlive = false }
        var head = ResponseHead(
            status: response.status, headers: response.headers, facts: facts, length: .unsaid,
            keepsAlive: exchange.keepsAlive, isHTTP10: exchange.isHTTP10, requestID: exchange.requestID)
        var bytes: [UInt8] = []
        var streams = false
        if response.status != 204, response.status != 304 {
            let isCompressible =
                context.configuration.compressionLevel > 0
                && ResponseHead.isCompressible(facts, in: head.headers)
            switch response.body {
            case .empty: head.length = .exactly(declaredLength(head) ?? 0)
            case .bytes(let whole):
                head.varies = isCompressible && whole.count >= context.configuration.compressionThresholdBytes
                head.isCompressed = head.varies && exchange.acceptsGzip
                if exchange.isHead {
                    // The length of a compressed form that nobody made is not told.
                    head.length = head.isCompressed ? .unsaid : .exactly(whole.count)
                } else if head.isCompressed, whole.count > Self.compressedAtOnceBytes, !exchange.isHTTP10 {
                    startStream(&head, &exchange)
                    streams = true
                } else {
                    bytes = head.isCompressed ? compress(whole, &head) : whole
                    head.length = .exactly(bytes.count)
                }
            case .stream:
                head.varies = isCompressible
                head.isCompressed = isCompressible && exchange.acceptsGzip
                startStream(&head, &exchange)
                streams = !exchange.isHead
            }
        }
        exchange.answer = streams ? .streaming : .complete
        connection.exchange = exchange
        // Until it is whole, so that not even the end of this process can make it look so.
        if case .close = exchange.framing { Syscall.setReset(true, atEndOf: connection.socket) }
        headBuffer.removeAll(keepingCapacity: true)
        head.write(to: &headBuffer, date: date.bytes)
        send(bytes, to: connection)
        return streams
    }

    /// Sends a piece of a streaming answer; returns once there is room for the next.
    func write(_ bytes: [UInt8], to id: Connection.ID, exchange serial: Int?) async throws(HTTPWriteError) {
        guard let connection = connection(id), let exchange = connection.exchange,
            exchange.answer == .streaming,
            connection.exchangeCount == serial
        else { throw .connectionClosed }
        if case .length(let remaining) = exchange.framing {
            guard bytes.count <= remaining else { throw .tooLong }
            connection.exchange?.framing = .length(remaining: remaining - bytes.count)
        }
        sendPiece(exchange.compressor?.add(bytes) ?? bytes, to: connection)
        while !connection.isClosed, connection.output.count > Self.highWaterBytes {
            await withUnsafeContinuation { connection.exchange?.writers.append($0) }
        }
        if connection.isClosed { throw .connectionClosed }
    }

    /// Ends a streaming answer, and its handler's task. One that is not whole is cut off, so that the client can
    /// tell.
    func endStream(_ id: Connection.ID, isWhole: Bool) {
        defer { taskEnded() }
        guard let connection = connection(id), let exchange = connection.exchange,
            exchange.answer == .streaming
        else { return }
        if case .length(let remaining) = exchange.framing, remaining > 0 { return close(connection) }
        guard isWhole else { return close(connection) }
        if let compressor = exchange.compressor { sendPiece(compressor.finish(), to: connection) }
        guard !connection.isClosed else { return }
        connection.exchange?.compressor = nil
        connection.exchange?.answer = .complete
        if case .chunked = exchange.framing {
            send("0\r\n\r\n", to: connection)
        } else {
            flush(connection)
        }
    }

    /// Sends bytes of ours.
    func send(_ text: StaticString, to connection: Connection) {
        headBuffer.removeAll(keepingCapacity: true)
        headBuffer.append(text: text)
        send([], to: connection)
    }

    /// Writes what is unsent, then sees what its end allows.
    func flush(_ connection: Connection) {
        let before = connection.output.count
        if connection.isWritable {
            switch connection.output.flush(to: connection.socket) {
            case .drained: break
            case .wouldBlock: connection.isWritable = false
            case .failed: return close(connection)
            }
        }
        connection.written += before - connection.output.count
        if connection.output.count <= Self.highWaterBytes / 4, let exchange = connection.exchange {
            connection.exchange?.writers = []
            for writer in exchange.writers { writer.resume() }
        }
        settle(connection)
    }

    /// The answer has left: goes on to the next request, or ends the connection.
    func finish(_ connection: Connection) {
        guard let exchange = connection.exchange else { return }
        if case .close = exchange.framing { Syscall.setReset(false, atEndOf: connection.socket) }
        if !exchange.isBodyComplete, exchange.keepsAlive, !isDraining { return discardBody(connection) }
        if exchange.keepsAlive, !isDraining {
            connection.exchange = nil
            continueInput(connection)
        } else if exchange.endsInLinger || !exchange.isBodyComplete || connection.isReadable
            || !connection.input.isEmpty
        {
            // Closing with bytes unread would reset the connection, and the answer might be lost with it.
            linger(connection)
        } else {
            close(connection)
        }
    }

    /// Sends `headBuffer`, `body` and `tail`; what the socket has no room for waits in the connection.
    private func send(_ body: [UInt8], tail: StaticString = "", to connection: Connection) {
        var written = 0
        if connection.output.isEmpty, connection.isWritable {
            switch writeNow(body, tail, to: connection.socket) {
            case .done(let count):
                written = count
                connection.written += count
                connection.isWritable = count == headBuffer.count + body.count + tail.utf8CodeUnitCount
            case .wouldBlock: connection.isWritable = false
            case .failed: return close(connection)
            }
        }
        if !connection.isWritable || !connection.output.isEmpty {
            if written < headBuffer.count { connection.output.append(Array(headBuffer[written...])) }
            written = max(written - headBuffer.count, 0)
            connection.output.append(body, dropping: min(written, body.count))
            written = max(written - body.count, 0)
            var end: [UInt8] = []
            end.append(text: tail)
            connection.output.append(end, dropping: written)
        }
        settle(connection)
    }

    private func writeNow(_ body: [UInt8], _ tail: StaticString, to socket: Int32) -> Syscall.Outcome {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: 3) { vectors in
            headBuffer.withUnsafeBufferPointer { head in
                body.withUnsafeBufferPointer { body in
                    vectors[0] = iovec(
                        iov_base: UnsafeMutablePointer(mutating: head.baseAddress), iov_len: head.count)
                    vectors[1] = iovec(
                        iov_base: UnsafeMutablePointer(mutating: body.baseAddress), iov_len: body.count)
                    vectors[2] = iovec(
                        iov_base: UnsafeMutablePointer(mutating: tail.utf8Start),
                        iov_len: tail.utf8CodeUnitCount)
                    let used = tail.utf8CodeUnitCount > 0 ? 3 : body.isEmpty ? 1 : 2
                    return Syscall.write(socket, UnsafeMutableBufferPointer(rebasing: vectors[..<used]))
                }
            }
        }
    }

    private func settle(_ connection: Connection) {
        guard connection.output.isEmpty, connection.exchange?.answer == .complete else {
            return updateWait(connection)
        }
        finish(connection)
    }

    private func sendPiece(_ bytes: [UInt8], to connection: Connection) {
        guard !bytes.isEmpty, let exchange = connection.exchange else { return }
        headBuffer.removeAll(keepingCapacity: true)
        if case .chunked = exchange.framing {
            headBuffer.append(hexadecimal: bytes.count)
            headBuffer.append(text: "\r\n")
            send(bytes, tail: "\r\n", to: connection)
        } else {
            send(bytes, to: connection)
        }
    }

    private func startStream(_ head: inout ResponseHead, _ exchange: inout Exchange) {
        if head.isCompressed, !exchange.isHead {
            exchange.compressor = GzipCompressor(level: context.configuration.compressionLevel)
            head.isCompressed = exchange.compressor != nil
        }
        if !head.isCompressed, let length = declaredLength(head) {
            head.length = .exactly(length)
            exchange.framing = .length(remaining: length)
        } else if exchange.isHTTP10 {
            exchange.framing = .close
            exchange.keepsAlive = exchange.keepsAlive && exchange.isHead
            head.keepsAlive = exchange.keepsAlive
        } else {
            head.length = .chunked
            exchange.framing = .chunked
        }
    }

    /// The gzip form of `bytes`, or `bytes` and a head that says so.
    private func compress(_ bytes: [UInt8], _ head: inout ResponseHead) -> [UInt8] {
        guard let compressor = GzipCompressor(level: context.configuration.compressionLevel) else {
            head.isCompressed = false
            return bytes
        }
        return compressor.finish(bytes)
    }

    private func declaredLength(_ head: ResponseHead) -> Int? {
        let length = head.facts.contentLength.flatMap {
            Int(String(decoding: head.headers.wire[$0], as: UTF8.self))
        }
        return length.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Whether the rest of the body is not worth reading, or may never come.
    private func mustAbandonBody(_ exchange: Exchange) -> Bool {
        guard !exchange.isBodyComplete else { return false }
        return exchange.awaitsContinue || (exchange.bodyLength ?? .max) > Self.skippableBytes
    }
}
