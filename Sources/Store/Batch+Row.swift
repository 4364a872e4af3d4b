import Batches

extension Batch {
    /// From `number, id, owner, status, total_urls, running_count, completed_count, failed_count,
    /// cancelled_count, credits_per_item, credits_used, created_at, finished_at, version, options,
    /// schema_warnings`.
    init(_ row: Row) throws(StoreError) {
        self.init(
            id: BatchID(row.text(1)), owner: KeyID(row.int64(2)), status: try row.value(3),
            totalURLs: row.int(4),
            runningCount: row.int(5), completedCount: row.int(6), failedCount: row.int(7),
            cancelledCount: row.int(8), creditsPerItem: row.int(9), creditsUsed: row.int(10),
            options: try BatchOptions(jsonText: row.text(14)),
            schemaWarnings: try StringList.strings(row.text(15)), createdAt: row.timestamp(11),
            finishedAt: row.optionalTimestamp(12), version: row.int64(13))
    }
}

/// A batch with its row number.
struct NumberedBatch {
    let number: Int64
    let batch: Batch

    init(_ row: Row) throws(StoreError) {
        number = row.int64(0)
        batch = try Batch(row)
    }

    /// The batch `id` of `owner`, by the unique index on its id.
    static func find(_ id: BatchID, of owner: KeyID, on connection: Connection) throws(StoreError)
        -> NumberedBatch?
    {
        try connection.first(
            """
            SELECT number, id, owner, status, total_urls, running_count, completed_count, failed_count,
                cancelled_count, credits_per_item, credits_used, created_at, finished_at, version, options,
                schema_warnings
            FROM batches WHERE id = ?1 AND owner = ?2 AND being_deleted = 0
            """, id, owner
        ) { row throws(StoreError) in try NumberedBatch(row) }
    }
}
