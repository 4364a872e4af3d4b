import Batches

/// Waiting work of many batches: keys take turns, then a key's batches, and a batch's work goes in its order.
struct ReadingTurns<Work> {
    /// Each key once for every piece of its work.
    private var keys = TurnQueue<KeyID, KeyID>()
    private var batches: [KeyID: TurnQueue<BatchID, Work>] = [:]

    mutating func add(_ work: Work, for batch: BatchID, of owner: KeyID) {
        keys.add(owner, of: owner)
        batches[owner, default: TurnQueue()].add(work, of: batch)
    }

    /// Nil when none waits.
    mutating func take() -> Work? {
        guard let owner = keys.take() else { return nil }
        let work = batches[owner]?.take()
        if batches[owner]?.isEmpty ?? false { batches[owner] = nil }
        return work
    }
}
