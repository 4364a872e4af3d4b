import Batches
import Synchronization

/// Rendered status answers of batches at rest, least recently used out first once their bytes exceed the
/// capacity.
///
/// A batch at rest changes through a retry only. The route that retries calls `forget` before and after
/// the store's transaction; an answer read before that is not taken in afterwards, as `insert` compares
/// the `generation` that its reader started from. Should the store be changed by someone else, `version`
/// and `checkedAt` let a reader look again now and then.
final class AnswerCache: Sendable {
    struct Key: Hashable, Sendable {
        let batch: BatchID
        let owner: KeyID
        let query: StatusQuery
    }

    struct Answer: Sendable {
        let body: [UInt8]
        let entityTag: String
        let link: String?
        let version: Int64
        var checkedAt: Timestamp
    }

    private struct State {
        var answers = RecencyList<Key, Answer>()
        var generation = 0
    }

    private let capacityBytes: Int
    private let state = Mutex(State())

    init(capacityBytes: Int) { self.capacityBytes = capacityBytes }

    /// To be taken before the store is read for an answer that may be inserted.
    var generation: Int { state.withLock { $0.generation } }

    func answer(for key: Key) -> Answer? { state.withLock { $0.answers.use(key) } }

    /// Does nothing when something was forgotten since `generation`, or when the answer would take more
    /// than half of the capacity.
    func insert(_ answer: Answer, for key: Key, readAt generation: Int) {
        let weight = answer.body.count + Self.overheadBytes
        guard weight <= capacityBytes / 2 else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            state.answers.insert(answer, for: key, weighing: weight)
            while state.answers.weight > capacityBytes { state.answers.removeOldest() }
        }
    }

    /// Notes that the answer still was the store's state at `moment`.
    func confirm(_ key: Key, at moment: Timestamp) {
        state.withLock { $0.answers.update(key) { $0.checkedAt = moment } }
    }

    func forget(_ batch: BatchID) {
        state.withLock { state in
            state.generation += 1
            for key in Array(state.answers.keys) where key.batch == batch { state.answers.remove(key) }
        }
    }

    /// About what an entry takes beside its body.
    private static let overheadBytes = 400
}
