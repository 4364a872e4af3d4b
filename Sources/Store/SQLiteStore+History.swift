import Batches

extension SQLiteStore {
    package func usage(
        of owner: KeyID, from first: Timestamp, through last: Timestamp
    ) async throws(StoreError) -> [UsageDay] {
        try await readers.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT day, requests, failures, credits, input_tokens, output_tokens, latency_ms
                FROM usage WHERE owner = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day
                """, owner, first.day, last.day
            ) { row in
                UsageDay(
                    day: Timestamp(day: row.int64(0)), requests: row.int(1), failures: row.int(2),
                    credits: row.int(3), inputTokens: row.int(4), outputTokens: row.int(5),
                    latency: row.int(6))
            }
        }
    }

    /// Tokens that models took for the batch, and for its owner since the day of `first`.
    package func tokens(
        of batch: BatchID, and owner: KeyID, since first: Timestamp
    ) async throws(StoreError) -> (batch: Int, owner: Int) {
        try await readers.read { connection throws(StoreError) in
            let ofBatch = try connection.first("SELECT tokens FROM batches WHERE id = ?1", batch.rawValue) {
                $0.int(0)
            }
            let ofOwner = try connection.first(
                "SELECT coalesce(sum(input_tokens + output_tokens), 0) FROM usage WHERE owner = ?1 AND day >= ?2",
                owner, first.day
            ) { $0.int(0) }
            return (ofBatch ?? 0, ofOwner ?? 0)
        }
    }

    /// The batch's events behind `version`, oldest first, `limit` at most; nil when the owner has no such batch.
    package func events(
        of id: BatchID, of owner: KeyID, after version: Int64, limit: Int
    ) async throws(StoreError) -> [BatchEvent]? {
        try await readers.read { connection throws(StoreError) in
            guard let found = try NumberedBatch.find(id, of: owner, on: connection) else { return nil }
            return try connection.all(
                """
                SELECT version, kind, position, at FROM events
                WHERE batch = ?1 AND version > ?2 ORDER BY version LIMIT ?3
                """, found.number, version, max(0, limit)
            ) { row throws(StoreError) in
                BatchEvent(
                    version: row.int64(0), kind: try row.value(1), position: row.optionalInt(2),
                    at: row.timestamp(3))
            }
        }
    }
}
