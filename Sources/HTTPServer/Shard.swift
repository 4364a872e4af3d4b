import CLinux
import Dispatch
import Glibc
import Logging
import Synchronization

/// A share of the connections, on one serial queue.
///
/// The sockets are watched by an epoll set of the shard's own, and Dispatch watches that set: one wake-up
/// serves every socket that is ready, and a socket that is idle costs its `Connection` and nothing else. All
/// deadlines are checked by one timer, which only runs while there are connections.
///
/// This file has the connections' table, the events and the deadlines; `Shard+Input` takes what clients send,
/// `Shard+Output` writes answers.
actor Shard {
    nonisolated let context: ServerContext
    nonisolated let tasks: ShardTaskExecutor
    private nonisolated let jobs: JobQueue
    private nonisolated let executor: ShardExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How long a client that has its last answer may send nothing before the end.
    static let lingerPause = Duration.seconds(2)

    let pollSet: PollSet
    private var source: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?

    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [UInt32] = []
    private var openCount = 0
    /// Connections that have more to read than their turn allows.
    private var unfinished: [Connection.ID] = []
    /// Handlers that have not returned.
    private var runningTasks = 0

    /// The time of the current round.
    private(set) var now = Syscall.now()
    var date = HTTPDate()
    var headBuffer: [UInt8] = []
    var requestIDs = RequestIDs()

    private(set) var isDraining = false
    private var drainDeadline = UInt64.max
    private var drainWaiter: CheckedContinuation<Void, Never>?

    init(index: Int, context: ServerContext) throws(HTTPServerError) {
        self.context = context
        jobs = JobQueue(label: "http.shard.\(index)")
        executor = ShardExecutor(jobs: jobs)
        tasks = ShardTaskExecutor(jobs: jobs)
        pollSet = try PollSet()
    }

    /// Starts to listen to events. The shard lives until `drain` has returned.
    func start() {
        let source = DispatchSource.makeReadSource(fileDescriptor: pollSet.descriptor, queue: jobs.queue)
        source.setEventHandler { self.turn() }
        source.activate()
        self.source = source
    }

    /// Runs `body` on the shard's queue.
    nonisolated func async(_ body: @escaping @Sendable (isolated Shard) -> Void) {
        jobs.queue.async { self.assumeIsolated { body($0) } }
    }

    /// Enters the actor from code that runs on its queue, such as a handler's task.
    nonisolated func enter<Result: Sendable>(_ body: (isolated Shard) -> Result) -> Result {
        assumeIsolated(body)
    }

    /// Takes over accepted sockets. Those that are too many are told so and closed.
    func adopt(_ accepted: [AcceptedSocket]) {
        now = Syscall.now()
        date.update(to: Syscall.wallClock())
        for socket in accepted {
            let connection = open(socket)
            guard pollSet.add(socket.descriptor, as: connection.id.word) else {
                close(connection)
                continue
            }
            updateWait(connection)
            if isDraining {
                close(connection)
            } else if socket.isSurplus {
                refuse(connection, .overloaded)
            }
        }
    }

    /// Closes idle connections, lets the others finish their request until `grace` is over, then closes them.
    func drain(grace: Duration) async {
        _ = poll()
        isDraining = true
        drainDeadline = now &+ grace.nanoseconds
        for case let connection? in slots where connection.wait == .idle { close(connection) }
        if openCount > 0 || runningTasks > 0 {
            startTimer()
            await withCheckedContinuation { drainWaiter = $0 }
        }
        timer?.cancel()
        timer = nil
        source?.cancel()
        source = nil
    }

    func connection(_ id: Connection.ID) -> Connection? {
        let slot = Int(id.slot)
        guard slot < slots.count, generations[slot] == id.generation else { return nil }
        return slots[slot]
    }

    /// Closes the socket and ends whatever waited for it. An answer that is not whole ends in a reset: where the
    /// connection's end is its end (HTTP/1.0) nothing else tells the client, and the kernel would go on to hold what
    /// nobody reads.
    func close(_ connection: Connection) {
        guard !connection.isClosed else { return }
        connection.isClosed = true
        if !connection.output.isEmpty || connection.exchange?.answer == .streaming {
            Syscall.setReset(true, atEndOf: connection.socket)
        }
        Glibc.close(connection.socket)
        let slot = Int(connection.id.slot)
        slots[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(connection.id.slot)
        openCount -= 1
        context.openConnections.subtract(1, ordering: .relaxed)
        if let exchange = connection.exchange {
            connection.exchange = nil
            if exchange.answer != .complete { exchange.task?.cancel() }
            exchange.body?.finish(.failure(.connectionClosed))
            for writer in exchange.writers { writer.resume() }
        }
        if openCount == 0 { becomeQuiet() }
    }

    /// Reads on in the next round, so that one client does not hold up the others.
    func readLater(_ connection: Connection) {
        if unfinished.isEmpty { jobs.queue.async { self.turn() } }
        unfinished.append(connection.id)
    }

    func taskStarted() {
        runningTasks += 1
        context.requests.add(1, ordering: .relaxed)
    }

    func taskEnded() {
        runningTasks -= 1
        if openCount == 0 { becomeQuiet() }
    }

    /// Sets what the connection waits for now, and until when. A wait that goes on keeps its deadline.
    func updateWait(_ connection: Connection) {
        guard connection.wait != .linger else { return }
        let wait: Connection.Wait
        if !connection.output.isEmpty {
            wait = .write
        } else if let exchange = connection.exchange {
            wait = exchange.isBodyComplete || exchange.isBodyPaused ? .handler : .body
        } else {
            wait = connection.parser.isBetweenRequests && connection.input.isEmpty ? .idle : .head
        }
        guard wait != connection.wait || connection.deadline == .max else { return }
        connection.wait = wait
        let timeouts = context.configuration.timeouts
        switch wait {
        case .idle: connection.deadline = now &+ timeouts.idle.nanoseconds
        case .head: connection.deadline = now &+ timeouts.header.nanoseconds
        case .body: connection.deadline = now &+ timeouts.body.nanoseconds
        case .write: connection.deadline = now &+ timeouts.writeStall.nanoseconds
        case .handler, .linger: connection.deadline = .max
        }
    }

    /// Moves the deadline on by a second for each KiB that went through, to `timeout` from now at most: neither a
    /// stall nor a drip lasts longer than that.
    func grantTime(_ connection: Connection, for bytes: Int, _ timeout: Duration) {
        let earned = UInt64(bytes) * Duration.seconds(1).nanoseconds / 1024
        connection.deadline = min(connection.deadline &+ earned, now &+ timeout.nanoseconds)
    }

    /// Grants time for what the client took since the last look. Room in the socket would tell too little: the kernel
    /// holds megabytes of an answer, and tells of room only when a third of that is free.
    private func grantTimeForTaken(_ connection: Connection) {
        let taken = max(connection.written - Syscall.unacknowledged(connection.socket), connection.taken)
        grantTime(connection, for: taken - connection.taken, context.configuration.timeouts.writeStall)
        connection.taken = taken
    }

    /// Half-closes, and throws away what the client still sends until it has read its last answer.
    func linger(_ connection: Connection) {
        shutdown(connection.socket, Int32(SHUT_WR))
        connection.exchange = nil
        connection.input = []
        connection.wait = .linger
        connection.deadline = now &+ Self.lingerPause.nanoseconds
        connection.lingerEnd = now &+ context.configuration.timeouts.body.nanoseconds
        readInput(connection)
    }

    // MARK: Events

    /// Serves events and jobs until there are none, or others have waited long enough for the queue.
    private nonisolated func turn() {
        for _ in 0..<JobQueue.roundsPerTurn {
            jobs.promiseRound()
            let isIdle = enter { $0.poll() == 0 }
            jobs.runJobs()
            if isIdle { return }
        }
        jobs.queue.async { self.turn() }
    }

    /// Handles the events there are. Returns how much there was to do.
    private func poll() -> Int {
        let ready = pollSet.wait()
        now = Syscall.now()
        date.update(to: Syscall.wallClock())
        var postponed: [Connection.ID] = []
        swap(&postponed, &unfinished)
        for id in postponed {
            if let connection = connection(id) { readInput(connection) }
        }
        for index in ready {
            let event = pollSet[index]
            guard let connection = connection(Connection.ID(event.word)) else { continue }
            handle(event.flags, connection)
        }
        return ready.count + postponed.count
    }

    private func handle(_ flags: UInt32, _ connection: Connection) {
        if flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return close(connection) }
        if flags & EPOLLRDHUP.rawValue != 0 { connection.isEndSeen = true }
        if flags & EPOLLOUT.rawValue != 0 {
            connection.isWritable = true
            if !connection.output.isEmpty { flush(connection) }
        }
        if flags & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 {
            connection.isReadable = true
            readInput(connection)
        }
    }

    private func open(_ accepted: AcceptedSocket) -> Connection {
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = UInt32(slots.count)
            slots.append(nil)
            generations.append(0)
        }
        let connection = Connection(
            id: Connection.ID(slot: slot, generation: generations[Int(slot)]), socket: accepted.descriptor,
            address: accepted.address, limits: context.configuration.limits)
        slots[Int(slot)] = connection
        openCount += 1
        startTimer()
        return connection
    }

    // MARK: Deadlines

    private func startTimer() {
        guard timer == nil else { return }
        let timeouts = context.configuration.timeouts
        let shortest =
            [timeouts.header, timeouts.body, timeouts.idle, timeouts.writeStall].min() ?? .seconds(1)
        let interval = min(max(shortest / 4, .milliseconds(10)), .seconds(1))
        let timer = DispatchSource.makeTimerSource(queue: jobs.queue)
        let tick = DispatchTimeInterval.nanoseconds(Int(interval.nanoseconds))
        timer.schedule(deadline: .now() + tick, repeating: tick, leeway: .milliseconds(10))
        timer.setEventHandler { self.assumeIsolated { $0.sweep() } }
        timer.activate()
        self.timer = timer
    }

    private func sweep() {
        now = Syscall.now()
        date.update(to: Syscall.wallClock())
        for case let connection? in slots {
            if connection.wait == .write { grantTimeForTaken(connection) }
            if drainDeadline <= now {
                close(connection)
            } else if connection.deadline <= now {
                expire(connection)
            }
        }
        // A handler that ignores its cancellation does not hold up the end for ever.
        if drainDeadline <= now { drainWaiter.take()?.resume() }
    }

    private func expire(_ connection: Connection) {
        switch connection.wait {
        case .idle, .linger, .write: close(connection)
        case .head: refuse(connection, .timedOut)
        case .body: failBody(connection, .timedOut)
        case .handler: break
        }
    }

    /// The last connection is gone: nothing is left to time.
    private func becomeQuiet() {
        if isDraining {
            if runningTasks == 0 { drainWaiter.take()?.resume() }
        } else {
            timer?.cancel()
            timer = nil
        }
    }
}
