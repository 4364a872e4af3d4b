import Batches

extension SQLiteStore {
    /// Deletes up to `limit` batches that came to their end before `moment`, oldest first, with their items,
    /// results and events; gives the names of those that are gone. Usage stays.
    ///
    /// A large batch takes many transactions, so that other writes come between them and none needs memory or
    /// log of the batch's size. With the first of them the batch is unknown to everybody; what a crash or the
    /// cancelling of the task leaves of it, the next call deletes.
    ///
    /// The newest batch of all is kept whatever its age, so that no batch number is used twice.
    package func deleteBatches(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError)
        -> [BatchID]
    {
        var deleted: [BatchID] = []
        let portion = configuration.deletionPortion
        while deleted.count < limit, !Task.isCancelled {
            let step = try await writer.write { connection throws(StoreError) -> DeletionStep in
                guard let batch = try connection.batchToDelete(finishedBefore: moment) else {
                    return .nothingToDo
                }
                guard try connection.deletePortion(portion, of: batch.number) else { return .moreToDo }
                try connection.run("DELETE FROM batches WHERE number = ?1", batch.number)
                return .isGone(batch.id)
            }
            switch step {
            case .nothingToDo: return deleted
            case .moreToDo: continue
            case .isGone(let batch): deleted.append(batch)
            }
        }
        return deleted
    }
}

private enum DeletionStep {
    case nothingToDo
    case moreToDo
    case isGone(BatchID)
}

extension Connection {
    fileprivate typealias OldBatch = (number: Int64, id: BatchID)

    /// The batch whose deletion has begun, else the one that ended first, taken away from its owner; nil when
    /// none is old enough.
    fileprivate func batchToDelete(finishedBefore moment: Timestamp) throws(StoreError) -> OldBatch? {
        let begun = try first(
            """
            SELECT number, id FROM batches INDEXED BY batches_being_deleted WHERE being_deleted = 1
            ORDER BY number LIMIT 1
            """
        ) { OldBatch($0.int64(0), BatchID($0.text(1))) }
        if let begun { return begun }
        let batch = try first(
            """
            SELECT number, id, owner FROM batches INDEXED BY batches_by_end
            WHERE finished_at < ?1 AND running_count = 0 AND number < (SELECT max(number) FROM batches)
            ORDER BY finished_at LIMIT 1
            """, moment
        ) { (number: $0.int64(0), id: BatchID($0.text(1)), owner: KeyID($0.int64(2))) }
        guard let batch else { return nil }
        try run("UPDATE batches SET being_deleted = 1 WHERE number = ?1", batch.number)
        try run("UPDATE keys SET batches = batches - 1 WHERE id = ?1", batch.owner)
        return (batch.number, batch.id)
    }

    /// Deletes up to `count` items, first to last, with their results; behind the last of them events, in
    /// portions too. True when nothing is left.
    fileprivate func deletePortion(_ count: Int, of batch: Int64) throws(StoreError) -> Bool {
        let (last, isAll) = try portionEnd(count, of: batch)
        if let last {
            try run(
                "DELETE FROM items INDEXED BY items_by_batch WHERE batch = ?1 AND position <= ?2", batch, last
            )
        }
        guard isAll else { return false }
        // They are small: many fit into a page.
        let events = try change(
            """
            DELETE FROM events WHERE batch = ?1 AND version < ?2 +
                (SELECT version FROM events WHERE batch = ?1 ORDER BY version LIMIT 1)
            """, batch, 4 * count)
        return events < 4 * count
    }

    /// The position that a portion ends at, nil without items, and whether it is the batch's last. Fewer than
    /// `count` items where their results are large: every page of those is read once more.
    private func portionEnd(_ count: Int, of batch: Int64) throws(StoreError) -> (last: Int?, isAll: Bool) {
        let statement = try statement(
            """
            SELECT position, coalesce(length(result), 0)
            FROM items INDEXED BY items_by_batch LEFT JOIN results ON results.item = items.number
            WHERE batch = ?1 ORDER BY position LIMIT ?2
            """)
        defer { statement.reset() }
        try statement.bind([batch, count + 1])
        var (items, bytes) = (0, 0)
        var last: Int?
        while try statement.step() {
            guard items < count, bytes < Self.portionBytes else { return (last, false) }
            items += 1
            last = statement.row.int(0)
            bytes += statement.row.int(1)
        }
        return (last, true)
    }

    /// Results that one transaction deletes, but for the last one's size.
    private static var portionBytes: Int { 4 << 20 }
}
