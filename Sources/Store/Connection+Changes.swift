import Batches

/// What one item's change of state does to its batch's counters.
struct CounterChange {
    var running = 0
    var completed = 0
    var failed = 0
    var cancelled = 0
    var creditsUsed = 0
}

extension Connection {
    func record(
        _ kind: BatchEvent.Kind, batch: Int64, version: Int64, position: Int?, at now: Timestamp
    ) throws(StoreError) {
        try run(
            "INSERT INTO events (batch, version, position, kind, at) VALUES (?1, ?2, ?3, ?4, ?5)", batch,
            version,
            position, kind.rawValue, now)
    }

    /// Moves the batch's counters with one item's change; completes a running batch whose items have all
    /// come to an end. Records the event. Returns the batch's end when this was the last item to come to one.
    @discardableResult
    func count(
        _ change: CounterChange, batch: Int64, position: Int, kind: BatchEvent.Kind, at now: Timestamp
    ) throws(StoreError) -> BatchEnd? {
        let moved = try first(
            """
            UPDATE batches SET running_count = running_count + ?2, completed_count = completed_count + ?3,
                failed_count = failed_count + ?4, cancelled_count = cancelled_count + ?5,
                credits_used = credits_used + ?6, version = version + 1,
                status = iif(status = 'running' AND total_urls = completed_count + failed_count
                    + cancelled_count + ?3 + ?4 + ?5, 'completed', status),
                finished_at = iif(status = 'running' AND total_urls = completed_count + failed_count
                    + cancelled_count + ?3 + ?4 + ?5, ?7, finished_at)
            WHERE number = ?1
            RETURNING version, total_urls, completed_count, failed_count, cancelled_count, credits_used, status,
                owner, id
            """, batch, change.running, change.completed, change.failed, change.cancelled, change.creditsUsed,
            now
        ) { row throws(StoreError) -> (version: Int64, end: BatchEnd?) in
            let (completed, failed, cancelled) = (row.int(2), row.int(3), row.int(4))
            guard row.int(1) == completed + failed + cancelled else { return (row.int64(0), nil) }
            let end = BatchEnd(
                batch: BatchID(row.text(8)), owner: KeyID(row.int64(7)), status: try row.value(6),
                completedCount: completed, failedCount: failed, cancelledCount: cancelled,
                creditsUsed: row.int(5), duration: .zero)
            return (row.int64(0), end)
        }
        guard let moved else { throw .corrupt }
        try record(kind, batch: batch, version: moved.version, position: position, at: now)
        guard var end = moved.end else { return nil }
        end.duration = try timeSinceQueued(batch, until: now)
        return end
    }

    /// Since the batch was submitted or last retried. Walks back over its events, so it is for ends only.
    func timeSinceQueued(_ batch: Int64, until now: Timestamp) throws(StoreError) -> Duration {
        let queuedAt = try first(
            """
            SELECT at FROM events WHERE batch = ?1 AND kind IN ('submitted', 'retried')
            ORDER BY version DESC LIMIT 1
            """, batch
        ) { $0.timestamp(0) }
        return queuedAt.map { max(now - $0, .zero) } ?? .zero
    }

    /// Takes `items` that came to an end, and what was reserved for them, off the owner's sums.
    func release(items: Int, credits: Int, of owner: KeyID) throws(StoreError) {
        try run(
            "UPDATE keys SET open_items = open_items - ?2, credits_reserved = credits_reserved - ?3 WHERE id = ?1",
            owner, items, credits)
    }
}
