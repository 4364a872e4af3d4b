import Batches
import CSQLite

extension SQLiteStore {
    package func add(_ batch: NewBatch, pendingLimit: Int) async throws(StoreError) -> Batch {
        let (now, dueAt) = (clock.now(), steady.now())
        return try await writer.write { connection throws(StoreError) in
            try connection.reserve(
                items: batch.urls.count, at: batch.creditsPerItem, for: batch.owner,
                pendingLimit: pendingLimit,
                now: now)
            let stored = Batch(
                id: batch.id, owner: batch.owner, status: .pending, totalURLs: batch.urls.count,
                runningCount: 0,
                completedCount: 0, failedCount: 0, cancelledCount: 0, creditsPerItem: batch.creditsPerItem,
                creditsUsed: 0, options: batch.options, schemaWarnings: batch.schemaWarnings, createdAt: now,
                finishedAt: nil, version: 1)
            try connection.run(
                """
                INSERT INTO batches (id, owner, status, total_urls, credits_per_item, created_at, version,
                    options, schema_warnings)
                VALUES (?1, ?2, 'pending', ?3, ?4, ?5, 1, ?6, ?7)
                """, batch.id, batch.owner, batch.urls.count, batch.creditsPerItem, now,
                batch.options.jsonText,
                StringList.text(batch.schemaWarnings))
            let number = connection.lastInsertedRow
            try connection.run("UPDATE keys SET batches = batches + 1 WHERE id = ?1", batch.owner)
            try connection.insert(batch.urls, into: number, of: batch.owner, dueAt: dueAt)
            try connection.record(.submitted, batch: number, version: 1, position: nil, at: now)
            return stored
        }
    }

    package func batch(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Batch? {
        try await readers.read { connection throws(StoreError) in
            try NumberedBatch.find(id, of: owner, on: connection)?.batch
        }
    }

    package func items(
        of id: BatchID, of owner: KeyID, _ query: ItemQuery
    ) async throws(StoreError) -> BatchSnapshot? {
        let codec = codec
        return try await readers.read { connection throws(StoreError) in
            guard let found = try NumberedBatch.find(id, of: owner, on: connection) else { return nil }
            let limit = max(0, query.limit)
            var items: [Item] = []
            let statement = try connection.statement(
                """
                SELECT position, url, status, retries, attempts, credits_used, started_at, finished_at,
                    error_code, status_code, queue_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, download_ms,
                    extract_ms, total_ms, error, final_url, title, extra, result
                FROM items INDEXED BY items_by_batch LEFT JOIN results ON results.item = items.number
                WHERE batch = ?1 AND position > ?2 AND (?3 IS NULL OR status = ?3)
                ORDER BY position LIMIT ?4
                """)
            defer { statement.reset() }
            try statement.bind([found.number, query.after ?? -1, query.status, limit])
            var bytes = 0
            while try statement.step() {
                let item = try Item(statement.row, batch: found.number, codec: codec)
                items.append(item)
                bytes += item.byteCount
                if bytes >= query.maxBytes { break }
            }
            // Whether there are more is asked apart: a step to the next row would read its result.
            let isCut = items.count == limit || bytes >= query.maxBytes
            let after = items.last?.position ?? query.after ?? -1
            let hasMore =
                isCut
                ? try connection.hasItem(of: found.number, after: after, status: query.status) : false
            return BatchSnapshot(batch: found.batch, items: items, hasMore: hasMore)
        }
    }

    package func batches(of owner: KeyID, page: Int, limit: Int) async throws(StoreError) -> BatchPage {
        let limit = max(0, limit)
        let (offset, isBeyond) = max(0, page - 1).multipliedReportingOverflow(by: limit)
        return try await readers.read { connection throws(StoreError) in
            let total =
                try connection.first("SELECT batches FROM keys WHERE id = ?1", owner) { $0.int(0) } ?? 0
            guard !isBeyond, offset < total else { return BatchPage(batches: [], total: total) }
            let batches = try connection.all(
                """
                SELECT number, id, owner, status, total_urls, running_count, completed_count, failed_count,
                    cancelled_count, credits_per_item, credits_used, created_at, finished_at, version, options,
                    schema_warnings
                FROM batches INDEXED BY batches_by_owner WHERE owner = ?1 AND being_deleted = 0
                ORDER BY number DESC LIMIT ?2 OFFSET ?3
                """, owner, limit, offset
            ) { row throws(StoreError) in try Batch(row) }
            return BatchPage(batches: batches, total: total)
        }
    }

    package func cancel(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Cancellation {
        let now = clock.now()
        let (cancellation, end) = try await writer.write {
            connection throws(StoreError) -> (Cancellation, BatchEnd?) in
            guard let found = try NumberedBatch.find(id, of: owner, on: connection) else {
                return (.unknown, nil)
            }
            let batch = found.batch
            guard !batch.status.isTerminal else { return (.alreadyTerminal(batch.status), nil) }
            let count = try connection.change(
                """
                UPDATE items INDEXED BY items_by_batch SET status = 'cancelled', parked = 0, finished_at = ?2
                WHERE batch = ?1 AND status = 'pending'
                """, found.number, now)
            try connection.run(
                """
                UPDATE batches SET status = 'cancelled', finished_at = ?2, cancelled_count = cancelled_count + ?3,
                    version = version + 1
                WHERE number = ?1
                """, found.number, now, count)
            let refund = count * batch.creditsPerItem
            try connection.release(items: count, credits: refund, of: owner)
            try connection.record(
                .cancelled, batch: found.number, version: batch.version + 1, position: nil, at: now)
            let cancellation = Cancellation.cancelled(items: count, creditsRefunded: refund)
            // What still runs goes on, and the batch ends with the last of it.
            guard batch.runningCount == 0 else { return (cancellation, nil) }
            let end = BatchEnd(
                batch: id, owner: owner, status: .cancelled, completedCount: batch.completedCount,
                failedCount: batch.failedCount, cancelledCount: batch.cancelledCount + count,
                creditsUsed: batch.creditsUsed,
                duration: try connection.timeSinceQueued(found.number, until: now))
            return (cancellation, end)
        }
        if let end { onBatchEnd(end) }
        return cancellation
    }

    package func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) async throws(StoreError) -> Retry {
        let (now, dueAt) = (clock.now(), steady.now())
        return try await writer.write { connection throws(StoreError) in
            guard let found = try NumberedBatch.find(id, of: owner, on: connection) else { return .unknown }
            let count = found.batch.failedCount
            guard count > 0 else { return .noFailedItems }
            try connection.reserve(
                items: count, at: found.batch.creditsPerItem, for: owner, pendingLimit: pendingLimit, now: now
            )
            try connection.run(
                """
                DELETE FROM results WHERE item IN
                    (SELECT number FROM items INDEXED BY items_by_batch WHERE batch = ?1 AND status = 'failed')
                """, found.number)
            try connection.run(
                """
                UPDATE items INDEXED BY items_by_batch SET status = 'pending', due_at = ?2, retries = retries + 1,
                    attempts = 0, started_at = NULL, finished_at = NULL
                WHERE batch = ?1 AND status = 'failed'
                """, found.number, dueAt)
            try connection.run(
                """
                UPDATE batches SET status = 'running', finished_at = NULL, failed_count = 0,
                    version = version + 1
                WHERE number = ?1
                """, found.number)
            try connection.record(
                .retried, batch: found.number, version: found.batch.version + 1, position: nil, at: now)
            return .queued(items: count)
        }
    }
}

extension Connection {
    /// Counts `items` more as open and their credits as reserved, within the owner's limits.
    fileprivate func reserve(
        items: Int, at credits: Int, for owner: KeyID, pendingLimit: Int, now: Timestamp
    ) throws(StoreError) {
        let key = try first(
            "SELECT open_items, credits_reserved, monthly_credit_limit FROM keys WHERE id = ?1", owner
        ) { (open: $0.int(0), reserved: $0.int(1), limit: $0.optionalInt(2)) }
        guard let key else { throw .sqlite(code: SQLITE_CONSTRAINT) }
        guard key.open + items <= pendingLimit else {
            throw .tooManyPending(limit: pendingLimit, pending: key.open)
        }
        let needed = items * credits
        if let limit = key.limit {
            let used = try first(
                "SELECT coalesce(sum(credits), 0) FROM usage WHERE owner = ?1 AND day >= ?2", owner,
                now.startOfMonth.day
            ) { $0.int(0) }
            let taken = (used ?? 0) + key.reserved
            guard taken + needed <= limit else {
                throw .creditLimitReached(limit: limit, used: taken, needed: needed)
            }
        }
        try run(
            "UPDATE keys SET open_items = open_items + ?2, credits_reserved = credits_reserved + ?3 WHERE id = ?1",
            owner, items, needed)
    }

    fileprivate func hasItem(
        of batch: Int64, after position: Int, status: ItemStatus?
    ) throws(StoreError) -> Bool {
        try first(
            """
            SELECT 1 FROM items INDEXED BY items_by_batch
            WHERE batch = ?1 AND position > ?2 AND (?3 IS NULL OR status = ?3) LIMIT 1
            """, batch, position, status
        ) { _ in true } ?? false
    }

    fileprivate func insert(
        _ urls: [NewBatch.Entry], into batch: Int64, of owner: KeyID, dueAt: Timestamp
    ) throws(StoreError) {
        let statement = try statement(
            "INSERT INTO items (batch, owner, due_at, position, url, host) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        defer { statement.reset() }
        try statement.bind([batch, owner, dueAt])
        for (position, entry) in urls.enumerated() {
            try statement.bind(.integer(Int64(position)), at: 4)
            try statement.bind(.text(entry.url), at: 5)
            try statement.bind(.text(entry.host), at: 6)
            _ = try statement.step()
            statement.rewind()
        }
    }
}
