import Synchronization

/// The cookies of live batches, in memory only: never on disk, never in a log or an answer
/// (contract section 18). They are gone after a restart, once no item of the batch can need them any more, and
/// the oldest once all together exceed the capacity.
package final class CookieVault: Sendable {
    private struct Entry {
        let text: String
        let age: UInt64
    }

    private struct State {
        var entries: [BatchID: Entry] = [:]
        var bytes = 0
        var kept: UInt64 = 0
    }

    private let capacityBytes: Int
    private let state = Mutex(State())

    package init(capacityBytes: Int = 64 << 20) { self.capacityBytes = capacityBytes }

    package func keep(_ text: String, for batch: BatchID) {
        state.withLock { state in
            if let old = state.entries[batch] { state.bytes -= old.text.utf8.count }
            state.kept += 1
            state.entries[batch] = Entry(text: text, age: state.kept)
            state.bytes += text.utf8.count
            guard state.bytes > capacityBytes else { return }
            // A quarter goes at once, so that a full vault does not sort itself at each submission.
            for (id, entry) in state.entries.sorted(by: { $0.value.age < $1.value.age }) {
                guard state.bytes > capacityBytes / 4 * 3 else { break }
                state.entries[id] = nil
                state.bytes -= entry.text.utf8.count
            }
        }
    }

    /// Nil when the batch never had cookies or they were forgotten.
    package func cookies(of batch: BatchID) -> String? { state.withLock { $0.entries[batch]?.text } }

    /// A batch that ended without failed items cannot be retried; the cookies of another are kept for that.
    package func forget(after end: BatchEnd) {
        if end.failedCount == 0 { forget(end.batch) }
    }

    package func forget(_ batch: BatchID) {
        state.withLock { state in
            guard let old = state.entries.removeValue(forKey: batch) else { return }
            state.bytes -= old.text.utf8.count
        }
    }
}
