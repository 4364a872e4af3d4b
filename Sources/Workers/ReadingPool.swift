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
/// Keys take turns, and a key's batches, so that a page of a small batch does not wait for all those of a big one, nor a
/// key's for all of another's many. There is never more work than items in flight.
package final class ReadingPool: Sendable {
    private typealias Job = @Sendable () -> Void

    private final class Shared: Sendable {
        let jobs = Mutex(ReadingTurns<Job>())
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

    /// Runs `work` on a thread of the pool; where the system gave none, on the caller's. Nil when the task was cancelled
    /// before it was begun; what is begun goes on to its end.
    package func run<Value: Sendable>(
        for batch: BatchID, of owner: KeyID, _ work: @escaping @Sendable () -> Value
    ) async -> Value? {
        guard threadCount > 0 else { return work() }
        let place = WaitingPlace<Value>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard place.take(continuation) else { return continuation.resume(returning: nil) }
                shared.jobs.withLock {
                    $0.add({ place.leave()?.resume(returning: work()) }, for: batch, of: owner)
                }
                shared.waiting.signal()
            }
        } onCancel: {
            place.leave()?.resume(returning: nil)
        }
    }
}

/// The caller of a job that waits for its turn; whoever lets it leave resumes it, and that happens once.
private final class WaitingPlace<Value: Sendable>: Sendable {
    private enum State {
        case free
        case taken(CheckedContinuation<Value?, Never>)
        case left
    }

    private let state = Mutex(State.free)

    /// False when it was left before it was taken.
    func take(_ continuation: CheckedContinuation<Value?, Never>) -> Bool {
        state.withLock { state in
            guard case .free = state else { return false }
            state = .taken(continuation)
            return true
        }
    }

    func leave() -> CheckedContinuation<Value?, Never>? {
        state.withLock { state in
            defer { state = .left }
            guard case .taken(let continuation) = state else { return nil }
            return continuation
        }
    }
}
