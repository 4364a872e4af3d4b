import Synchronization

/// Which request queued a batch's items, so that the line of its end can name it. In memory only, and only until the
/// batch ends: after a restart nobody knows.
package final class BatchRequests: Sendable {
    private let requests = Mutex<[BatchID: String]>([:])

    package init() {}

    /// Returns the request that was kept for the batch before.
    @discardableResult
    package func keep(_ request: String, for batch: BatchID) -> String? {
        requests.withLock { $0.updateValue(request, forKey: batch) }
    }

    /// Undoes a `keep` of a request that queued nothing after all, unless the batch ended or another came meanwhile.
    package func undo(_ request: String, for batch: BatchID, earlier: String?) {
        requests.withLock { if $0[batch] == request { $0[batch] = earlier } }
    }

    package var count: Int { requests.withLock { $0.count } }

    package func take(_ batch: BatchID) -> String? { requests.withLock { $0.removeValue(forKey: batch) } }
}
