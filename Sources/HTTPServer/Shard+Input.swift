import Glibc

/// What clients send: from bytes to requests.
extension Shard {
    /// Reads of one connection in one round.
    private static let readsPerRound = 16
    /// What is read of a body that nobody wants, to keep its connection.
    private static let discardBytes = 1 << 18

    /// Reads and uses what the socket has, as long as it is wanted.
    func readInput(_ connection: Connection) {
        var reads = 0
        while connection.isReadable, !connection.isClosed, wantsInput(connection) {
            guard reads < Self.readsPerRound else { return readLater(connection) }
            reads += 1
            switch Syscall.read(connection.socket, into: pollSet.readBuffer) {
            case .done(0):
                connection.isReadable = false
                endInput(connection)
            case .done(let count):
                // Less than asked for is all there is; only the end could be behind it.
                if count < pollSet.readBuffer.count, !connection.isEndSeen { connection.isReadable = false }
                receive(count, connection)
            case .wouldBlock: connection.isReadable = false
            case .failed: close(connection)
            }
        }
    }

    /// Goes on after an exchange: with what waits in the buffer, then with the socket.
    func continueInput(_ connection: Connection) {
        // Without bytes too: a body that was held with its last byte has its end still to come.
        if !connection.input.isEmpty || connection.exchange != nil { useBuffered(connection) }
        guard !connection.isClosed else { return }
        updateWait(connection)
        readInput(connection)
    }

    /// The body's reader caught up, or asked for the first time.
    func resumeBody(_ id: Connection.ID, exchange serial: Int) {
        guard let connection = connection(id), connection.exchange != nil, connection.exchangeCount == serial
        else { return }
        connection.exchange?.isBodyPaused = false
        if connection.exchange?.awaitsContinue == true {
            connection.exchange?.awaitsContinue = false
            if connection.exchange?.answer == Exchange.Answer.none {
                send("HTTP/1.1 100 Continue\r\n\r\n", to: connection)
            }
        }
        if !connection.isClosed { continueInput(connection) }
    }

    /// Reads on without keeping what comes, so that the next request can be found.
    func discardBody(_ connection: Connection) {
        connection.exchange?.body = nil
        connection.exchange?.isBodyPaused = false
        connection.exchange?.discardBudget = Self.discardBytes
        continueInput(connection)
    }

    /// The body will not come whole. Its handler learns so and answers; then the connection ends.
    func failBody(_ connection: Connection, _ error: HTTPBodyError) {
        guard let exchange = connection.exchange, !exchange.isBodyComplete else { return close(connection) }
        if exchange.discardBudget != nil { return close(connection) }
        exchange.body?.finish(.failure(error))
        connection.exchange?.isBodyComplete = true
        connection.exchange?.keepsAlive = false
        connection.exchange?.endsInLinger = error != .connectionClosed
        connection.input = []
        updateWait(connection)
    }

    /// Answers what is no request, and closes.
    func refuse(_ connection: Connection, _ error: RequestError) {
        if let exchange = connection.exchange {
            return exchange.discardBudget == nil ? failBody(connection, .malformed) : close(connection)
        }
        let head = connection.parser.head
        var exchange = Exchange(
            requestID: requestIDs.id(for: head.headers.first("x-request-id")), isHead: head.method == .head,
            isHTTP10: head.isHTTP10, acceptsGzip: false, keepsAlive: false, isBodyComplete: true,
            awaitsContinue: false)
        context.logger.debug(
            "request refused",
            metadata: [
                "reason": "\(error)", "address": "\(connection.address)", "request": "\(exchange.requestID)",
            ])
        connection.input = []
        exchange.endsInLinger = true
        connection.exchange = exchange
        _ = answer(connection, with: context.response(to: error))
    }

    private func wantsInput(_ connection: Connection) -> Bool {
        guard let exchange = connection.exchange else { return true }
        return !exchange.isBodyComplete && !exchange.isBodyPaused
    }

    private func receive(_ count: Int, _ connection: Connection) {
        guard connection.wait != .linger else {
            connection.lingerBudget -= count
            // Many read their answer only once they have sent everything.
            if !isDraining {
                connection.deadline = min(now &+ Self.lingerPause.nanoseconds, connection.lingerEnd)
            }
            if connection.lingerBudget < 0 { close(connection) }
            return
        }
        let bytes = UnsafeRawBufferPointer(rebasing: pollSet.readBuffer[..<count]).assumingMemoryBound(
            to: UInt8.self)
        if connection.input.isEmpty {
            let used = use(bytes, of: connection)
            if used < count, !connection.isClosed, connection.wait != .linger {
                connection.input = Array(bytes[used...])
            }
        } else {
            connection.input.append(contentsOf: bytes)
            useBuffered(connection)
        }
        if !connection.isClosed { updateWait(connection) }
    }

    private func useBuffered(_ connection: Connection) {
        var input: [UInt8] = []
        swap(&input, &connection.input)
        let used = input.withUnsafeBufferPointer { use($0, of: connection) }
        guard !connection.isClosed, connection.wait != .linger, used < input.count else { return }
        connection.input = used == 0 ? input : Array(input[used...])
    }

    /// Takes requests and body bytes out of `bytes` until the connection is busy with one. Returns how many
    /// bytes were used.
    private func use(_ bytes: UnsafeBufferPointer<UInt8>, of connection: Connection) -> Int {
        var position = 0
        while !connection.isClosed, connection.wait != .linger, wantsInput(connection) {
            switch connection.parser.next(in: bytes, at: &position) {
            case .needMore: return position
            case .head(let head): begin(head, on: connection, bytes, &position)
            case .body(let range): deliver(UnsafeBufferPointer(rebasing: bytes[range]), to: connection)
            case .end:
                connection.exchange?.isBodyComplete = true
                connection.exchange?.body?.finish(.success(()))
                if connection.exchange?.discardBudget != nil { forgetExchange(of: connection) }
            case .refused(let error):
                refuse(connection, error)
                return bytes.count
            }
        }
        return position
    }

    private func begin(
        _ head: RequestHead, on connection: Connection, _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: inout Int
    ) {
        connection.exchangeCount += 1
        let limit = context.configuration.limits.bodyBytes
        var exchange = Exchange(
            requestID: requestIDs.id(for: head.headers.first("x-request-id")), isHead: head.method == .head,
            isHTTP10: head.isHTTP10,
            acceptsGzip: head.headers.first("accept-encoding").map(AcceptEncoding.allowsGzip) ?? false,
            keepsAlive: head.keepsAlive, isBodyComplete: head.framing == .none,
            awaitsContinue: head.expectsContinue)
        let body: HTTPBody
        switch head.framing {
        case .none: body = HTTPBody([], limitBytes: limit)
        case .length(let length) where length <= bytes.count - position:
            body = HTTPBody(Array(bytes[position..<position + length]), limitBytes: limit)
            skipBody(&connection.parser, bytes, &position)
            exchange.isBodyComplete = true
            exchange.awaitsContinue = false
        case .length, .chunked:
            let (id, serial) = (connection.id, connection.exchangeCount)
            let stream = BodyStream(isHeld: head.expectsContinue) {
                self.async { $0.resumeBody(id, exchange: serial) }
            }
            var declared: Int?
            if case .length(let length) = head.framing { declared = length }
            exchange.body = stream
            exchange.isBodyPaused = head.expectsContinue
            exchange.bodyLength = declared
            body = HTTPBody(stream, declaredLength: declared, limitBytes: limit)
        }
        let request = HTTPRequest(
            method: head.method, target: head.target, headers: head.headers, body: body,
            remoteAddress: connection.address, id: exchange.requestID)
        taskStarted()
        exchange.task = handle(request, for: connection.id)
        connection.exchange = exchange
    }

    /// Moves the parser past a body that lies in `bytes` as a whole.
    private func skipBody(
        _ parser: inout RequestParser, _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) {
        while case .body = parser.next(in: bytes, at: &position) {}
    }

    private func deliver(_ bytes: UnsafeBufferPointer<UInt8>, to connection: Connection) {
        if connection.wait == .body {
            grantTime(connection, for: bytes.count, context.configuration.timeouts.body)
        }
        if let budget = connection.exchange?.discardBudget {
            connection.exchange?.discardBudget = budget - bytes.count
            if budget < bytes.count { linger(connection) }
        } else if connection.exchange?.body?.push(bytes) == false {
            connection.exchange?.isBodyPaused = true
        }
    }

    /// The answer has left and now the body has been skipped: the next request may follow in the same bytes.
    private func forgetExchange(of connection: Connection) {
        if isDraining { close(connection) } else { connection.exchange = nil }
    }

    private func endInput(_ connection: Connection) {
        guard let exchange = connection.exchange, !exchange.isBodyComplete else { return close(connection) }
        failBody(connection, .connectionClosed)
    }

    /// Runs the handler on the shard's queue and hands its answer on.
    private nonisolated func handle(_ request: HTTPRequest, for id: Connection.ID) -> Task<Void, Never> {
        Task(executorPreference: tasks) {
            let response = await self.context.handler(request)
            let streams = self.enter { $0.answer(id, with: response) }
            if streams {
                let isWhole = await self.produce(response.body, for: id)
                self.enter { $0.endStream(id, isWhole: isWhole) }
            }
        }
    }

    /// Runs a streaming body. False when it failed.
    private nonisolated func produce(_ body: HTTPResponse.Body, for id: Connection.ID) async -> Bool {
        let serial = enter { $0.connection(id)?.exchangeCount }
        let writer = HTTPBodyWriter { (bytes) throws(HTTPWriteError) in
            try await self.write(bytes, to: id, exchange: serial)
        }
        do {
            switch body {
            case .empty: break
            case .bytes(let whole):
                for start in stride(from: 0, to: whole.count, by: Self.compressedAtOnceBytes) {
                    try await writer.write(Array(whole[start...].prefix(Self.compressedAtOnceBytes)))
                }
            case .stream(let run): try await run(writer)
            }
            return true
        } catch {
            return false
        }
    }
}
