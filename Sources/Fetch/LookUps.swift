import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Name look-ups of the system's, which block and cannot be ended: each has a thread of its own, and who asked goes
/// away when the answer is late. Those who ask for one name at a time share its look-up.
final class LookUps: Sendable {
    typealias Waiter = CheckedContinuation<[IPAddress]?, Never>

    private struct State {
        private(set) var waiters: [String: [Int: Waiter]] = [:]
        /// Names that wait for a thread, the oldest first.
        private var queue: [String] = []
        private var running: Set<String> = []
        var lastID = 0

        mutating func add(_ waiter: Waiter, _ id: Int, for host: String) {
            if waiters[host] == nil, !running.contains(host) { queue.append(host) }
            waiters[host, default: [:]][id] = waiter
        }

        mutating func removeWaiter(_ id: Int, of host: String) -> Waiter? {
            let waiter = waiters[host]?.removeValue(forKey: id)
            if waiters[host]?.isEmpty ?? false {
                waiters[host] = nil
                queue.removeAll { $0 == host }
            }
            return waiter
        }

        /// The next name to look up, where there is a thread for it.
        mutating func next(limit: Int) -> String? {
            guard running.count < limit, !queue.isEmpty else { return nil }
            let host = queue.removeFirst()
            running.insert(host)
            return host
        }

        mutating func finish(_ host: String) -> [Int: Waiter] {
            running.remove(host)
            return waiters.removeValue(forKey: host) ?? [:]
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let lookUp: @Sendable (String) -> [IPAddress]

    /// At most `limit` threads at once: more than fetches run at a time, since a name that was given up keeps its own.
    init(limit: Int = 256, _ lookUp: @escaping @Sendable (String) -> [IPAddress] = LookUps.ask) {
        self.limit = limit
        self.lookUp = lookUp
    }

    /// Empty where there are none; nil when they were not found within `timeout`, or the task was cancelled.
    func addresses(of host: String, within timeout: Duration) async -> [IPAddress]? {
        await withTaskGroup(of: [IPAddress]?.self) { group in
            group.addTask { await self.answer(for: host) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Ends at once, with nil, when the task is cancelled.
    private func answer(for host: String) async -> [IPAddress]? {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                state.withLock { $0.add(waiter, id, for: host) }
                // The handler may have run before there was anything to give up.
                if Task.isCancelled { giveUp(id, of: host) }
                startDue()
            }
        } onCancel: {
            giveUp(id, of: host)
        }
    }

    private func giveUp(_ id: Int, of host: String) {
        state.withLock { $0.removeWaiter(id, of: host) }?.resume(returning: nil)
    }

    /// Gives threads to the names that wait, as long as there are any.
    private func startDue() {
        while let host = state.withLock({ $0.next(limit: limit) }) {
            let work = Work { [self] in
                finish(host, lookUp(host))
                startDue()
            }
            // Where no thread is to be had, there is no answer either.
            if !work.start() { finish(host, []) }
        }
    }

    private func finish(_ host: String, _ addresses: [IPAddress]) {
        let waiters = state.withLock { $0.finish(host) }
        for waiter in waiters.values { waiter.resume(returning: addresses) }
    }

    static func ask(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            entry?.pointee.ai_addr.flatMap { IPAddress($0) }
        }
    }
}

/// What a thread of its own does. Dispatch would lend some, but has a few hundred for the whole process.
private final class Work: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
