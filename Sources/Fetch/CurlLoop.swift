import CCurl
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Drives every transfer on one thread of its own, through libcurl's multi interface.
final class CurlLoop: Sendable {
    private struct State {
        var added: [Transfer] = []
        var cancelled: [Transfer] = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let multi: CurlHandle
    /// TLS sessions, shared by all transfers. Only the loop's thread uses it, so it needs no lock.
    let share: CurlHandle

    /// Nil when libcurl or the system cannot give what is needed.
    init?(maxConnections: Int) {
        CurlLibrary.prepare
        guard let multi = curl_multi_init(), let share = curl_share_init() else { return nil }
        self.multi = CurlHandle(pointer: OpaquePointer(multi))
        self.share = CurlHandle(pointer: OpaquePointer(share))
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, maxConnections)
        ccurl_share_tls_sessions(share)
        var thread = pthread_t()
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            if let context { Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        }
        let context = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, start, context.toOpaque()) == 0 else {
            context.release()
            return nil
        }
        pthread_detach(thread)
    }

    /// Runs `transfer` to its end; the code says how it ended.
    func perform(_ transfer: Transfer) async -> CURLcode {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.done = continuation
                state.withLock { state in
                    state.added.append(transfer)
                    // A cancellation before this line found nothing to cancel.
                    if Task.isCancelled { state.cancelled.append(transfer) }
                }
                wake()
            }
        } onCancel: {
            state.withLock { $0.cancelled.append(transfer) }
            wake()
        }
    }

    /// Ends the thread; transfers under way end as aborted.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake()
    }

    private func wake() { curl_multi_wakeup(multi.raw) }

    private func run() {
        var running: [UnsafeMutableRawPointer: Transfer] = [:]
        while true {
            let (added, cancelled, isStopping) = state.withLock { state in
                defer {
                    state.added = []
                    state.cancelled = []
                }
                return (state.added, state.cancelled, state.isStopping)
            }
            for transfer in added {
                running[transfer.easy] = transfer
                if curl_multi_add_handle(multi.raw, transfer.easy) != CURLM_OK {
                    finish(transfer, CURLE_OUT_OF_MEMORY, &running)
                }
            }
            for transfer in isStopping ? Array(running.values) : cancelled where running[transfer.easy] != nil
            {
                transfer.abort = .cancelled
                finish(transfer, CURLE_ABORTED_BY_CALLBACK, &running)
            }
            if isStopping { break }
            var count: Int32 = 0
            curl_multi_perform(multi.raw, &count)
            while let message = curl_multi_info_read(multi.raw, &count) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                    let transfer = running[easy]
                else { continue }
                finish(transfer, ccurl_message_result(message), &running)
            }
            curl_multi_poll(multi.raw, nil, 0, 1000, nil)
        }
        curl_multi_cleanup(multi.raw)
        curl_share_cleanup(share.raw)
    }

    private func finish(
        _ transfer: Transfer, _ code: CURLcode, _ running: inout [UnsafeMutableRawPointer: Transfer]
    ) {
        curl_multi_remove_handle(multi.raw, transfer.easy)
        running[transfer.easy] = nil
        transfer.done?.resume(returning: code)
        transfer.done = nil
    }
}

/// A libcurl handle that threads may share.
///
/// `@unchecked Sendable`: of a multi handle other threads call `curl_multi_wakeup` only, which libcurl allows from
/// any thread; a share handle is only passed on.
struct CurlHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(pointer) }
}
