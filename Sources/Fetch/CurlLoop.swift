import CCurl
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One thread that owns a libcurl multi handle and is the executor of the actor that drives it: the
/// actor's jobs and libcurl's work take turns, so no handle is ever touched by two threads.
final class CurlLoop: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isOpen = true
        var thread: pthread_t?
        weak var engine: TransferEngine?
    }

    private let state = Mutex(State())
    /// Only the loop's thread uses them, except for `curl_multi_wakeup`, which is safe from any thread
    /// and is called under the lock that `isOpen` is cleared under before they are freed.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    nonisolated(unsafe) let share: UnsafeMutableRawPointer?
    nonisolated(unsafe) let connections = Connections()

    init(maxConnections: Int, idleConnections: Int) {
        CurlLibrary.prepare
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl gave no multi handle") }
        self.multi = multi
        share = curl_share_init()
        if let share { _ = ccurl_share_tls_sessions(share) }
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, maxConnections)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnections)
    }

    /// Starts the thread; it ends by itself once `engine` is gone.
    func start(driving engine: TransferEngine) {
        state.withLock { $0.engine = engine }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        precondition(code == 0, "no thread for the fetch loop")
        pthread_detach(thread)
    }

    func wake() {
        state.withLock { if $0.isOpen { _ = curl_multi_wakeup(multi) } }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock {
            $0.jobs.append(job)
            if $0.isOpen { _ = curl_multi_wakeup(multi) }
        }
    }

    func checkIsolated() {
        let thread = state.withLock { $0.thread }
        precondition(thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false)
    }

    private func run() {
        // libcurl leaves SIGPIPE alone when told to use no signals, and TLS writes can raise it.
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, nil)
        state.withLock { $0.thread = pthread_self() }
        while turn() { curl_multi_poll(multi, nil, 0, 10_000, nil) }
        state.withLock { $0.isOpen = false }
        curl_multi_cleanup(multi)
        if let share { curl_share_cleanup(share) }
    }

    private func turn() -> Bool {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs.removeAll() }
                return state.jobs
            }
            if jobs.isEmpty { break }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
        guard let engine = state.withLock({ $0.engine }) else { return false }
        engine.assumeIsolated { $0.drive() }
        return true
    }
}
