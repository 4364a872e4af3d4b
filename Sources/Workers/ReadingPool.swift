import CLinux
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A few threads of lower priority that read pages, so that a big batch does not slow the API down.
///
/// Work is run in the order it came; there is never more of it than items in flight.
package final class ReadingPool: Sendable {
    private typealias Job = @Sendable () -> Void

    private struct State {
        private var jobs: [Job?] = []
        /// Jobs before this index are taken, and their places empty.
        private var next = 0

        mutating func add(_ job: @escaping Job) { jobs.append(job) }

        /// The oldest job. A taken job leaves nothing behind: it holds a page, and under load the queue
        /// may never run empty.
        mutating func take() -> Job? {
            guard next < jobs.count else { return nil }
            let job = jobs[next]
            jobs[next] = nil
            next += 1
            if next == jobs.count || next >= 256 {
                jobs.removeFirst(next)
                next = 0
            }
            return job
        }
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
        let waiting = DispatchSemaphore(value: 0)

        /// Runs jobs until it is signalled without one: the pool is gone.
        func work() {
            while true {
                waiting.wait()
                guard let job = state.withLock({ $0.take() }) else { return }
                job()
            }
        }
    }

    private let shared = Shared()
    private let threadCount: Int

    /// Added to the threads' nice value: they yield to everything else in the process.
    private static let niceness: Int32 = 10

    package init(threads: Int) {
        var started = 0
        for _ in 0..<max(1, threads) {
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
            var thread = pthread_t()
            let context = Unmanaged.passRetained(shared)
            let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
                clinux_lower_priority(ReadingPool.niceness)
                if let context { Unmanaged<Shared>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            }
            if pthread_create(&thread, &attributes, start, context.toOpaque()) == 0 {
                started += 1
            } else {
                context.release()
            }
            pthread_attr_destroy(&attributes)
        }
        threadCount = started
    }

    deinit {
        for _ in 0..<threadCount { shared.waiting.signal() }
    }

    /// Runs `work` on a thread of the pool; where the system gave none, on the caller's.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        guard threadCount > 0 else { return work() }
        return await withCheckedContinuation { continuation in
            shared.state.withLock { $0.add { continuation.resume(returning: work()) } }
            shared.waiting.signal()
        }
    }
}
