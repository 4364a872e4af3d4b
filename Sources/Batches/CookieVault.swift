import Synchronization

/// The cookies of live batches, in memory only: never on disk, never in a log or an answer
/// (contract section 18). They are gone after a restart.
package final class CookieVault: Sendable {
    private let cookies = Mutex<[BatchID: String]>([:])

    package init() {}

    package func keep(_ text: String, for batch: BatchID) { cookies.withLock { $0[batch] = text } }

    /// Nil when the batch never had cookies or they were forgotten.
    package func cookies(of batch: BatchID) -> String? { cookies.withLock { $0[batch] } }

    package func forget(_ batch: BatchID) { cookies.withLock { _ = $0.removeValue(forKey: batch) } }
}
