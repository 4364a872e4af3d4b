import Batches
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
/// Batches take turns, so that a page of a small one does not wait for all those of a big one. There is never more
/// work than items in flight.
package final class ReadingPool: Sendable {
    private typealias Job = @Sendable () -> Void

    private final class Shared: Sendable {
        let jobs = Mutex(TurnQueue<BatchID, Job>())
        let waiting = DispatchSemaphore(value: 0)

        /// Runs jobs until it is signalled without one: the pool is gone.
        func work() {
            while true {
                waiting.wait()
                guard let job = jobs.withLock({ $0.take() }) else { return }
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
    package func run<Value: Sendable>(
        for batch: BatchID, _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        guard threadCount > 0 else { return work() }
        return await withCheckedContinuation { continuation in
            shared.jobs.withLock { $0.add({ continuation.resume(returning: work()) }, of: batch) }
            shared.waiting.signal()
        }
    }
}
