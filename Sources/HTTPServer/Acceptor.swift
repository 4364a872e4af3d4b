import Dispatch
import Glibc
import Logging
import Synchronization

/// Accepts connections and deals them out to the shards.
actor Acceptor {
    private nonisolated let jobs: JobQueue
    private nonisolated let executor: ShardExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let acceptsPerTurn = 256
    private static let pauseDuration = DispatchTimeInterval.milliseconds(50)

    private let listener: Listener
    private let context: ServerContext
    private let shards: [Shard]
    private let share: DescriptorShare
    private var nextShard = 0
    private var source: (any DispatchSourceRead)?
    /// Kept open to be given up when descriptors run out, so that a client can be taken off the queue and
    /// closed instead of waking us again and again.
    private var spare: Int32 = -1
    private var isPaused = false
    private var lastWarning: ContinuousClock.Instant?

    init(listener: Listener, context: ServerContext, shards: [Shard], share: DescriptorShare) {
        self.share = share
        self.listener = listener
        self.context = context
        self.shards = shards
        jobs = JobQueue(label: "http.acceptor")
        executor = ShardExecutor(jobs: jobs)
    }

    func start() {
        spare = openSpare()
        let source = DispatchSource.makeReadSource(fileDescriptor: listener.descriptor, queue: jobs.queue)
        source.setEventHandler { self.assumeIsolated { $0.accept() } }
        let descriptor = listener.descriptor
        source.setCancelHandler { close(descriptor) }
        source.activate()
        self.source = source
    }

    /// Closes the listener. Clients that were not accepted yet are refused by the kernel.
    func stop() {
        accept()
        // A suspended source must not be let go of.
        resume()
        source?.cancel()
        source = nil
        if spare >= 0 { close(spare) }
        spare = -1
    }

    private func accept() {
        guard source != nil else { return }
        var dealt = [[AcceptedSocket]](repeating: [], count: shards.count)
        accepting: for _ in 0..<Self.acceptsPerTurn {
            var storage = sockaddr_storage()
            switch Syscall.accept(listener.descriptor, &storage) {
            case .done(let descriptor):
                guard let socket = admit(Int32(descriptor), storage) else { continue }
                dealt[nextShard].append(socket)
                nextShard = (nextShard + 1) % shards.count
            case .wouldBlock: break accepting
            case .failed(EMFILE), .failed(ENFILE):
                guard dropOne() else {
                    pause()
                    break accepting
                }
            // What the kernel could not give now it will not give the next moment either.
            case .failed(ENOMEM), .failed(ENOBUFS):
                pause()
                break accepting
            // Of the one connection that was to be accepted: accept(2).
            case .failed: continue
            }
        }
        for (shard, sockets) in zip(shards, dealt) where !sockets.isEmpty {
            shard.async { $0.adopt(sockets) }
        }
    }

    private func admit(_ descriptor: Int32, _ storage: sockaddr_storage) -> AcceptedSocket? {
        let open = context.openConnections.add(1, ordering: .relaxed).newValue
        guard open <= share.connections + share.surplus else {
            close(descriptor)
            context.openConnections.subtract(1, ordering: .relaxed)
            return nil
        }
        return AcceptedSocket(
            descriptor: descriptor, address: SocketAddress(storage).host, isSurplus: open > share.connections)
    }

    /// Closes a waiting connection in place of the spare descriptor; false when there is none, or no connection left.
    private func dropOne() -> Bool {
        if spare >= 0 { close(spare) }
        var storage = sockaddr_storage()
        let accepted = Syscall.accept(listener.descriptor, &storage)
        if case .done(let descriptor) = accepted { close(Int32(descriptor)) }
        spare = openSpare()
        warn("out of file descriptors, connections dropped")
        if case .done = accepted { return true }
        return false
    }

    /// Takes no connection for a moment: the listener would wake us again at once.
    private func pause() {
        warn("no connection can be accepted")
        guard let source, !isPaused else { return }
        isPaused = true
        source.suspend()
        jobs.queue.asyncAfter(deadline: .now() + Self.pauseDuration) { self.assumeIsolated { $0.resume() } }
    }

    private func resume() {
        guard isPaused else { return }
        isPaused = false
        source?.resume()
    }

    /// At most once a second: it may be thousands.
    private func warn(_ message: Logger.Message) {
        let now = ContinuousClock.now
        guard lastWarning.map({ now - $0 >= .seconds(1) }) ?? true else { return }
        lastWarning = now
        context.logger.warning(message)
    }

    private func openSpare() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
