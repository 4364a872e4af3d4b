import Batches
import CSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension SQLiteStore {
    package func statistics() async throws(StoreError) -> StoreStatistics {
        let load = await writer.load
        let now = steady.now()
        var statistics = try await readers.read { connection throws(StoreError) in
            let open = try connection.first("SELECT sum(open_items) FROM keys") { $0.int(0) } ?? 0
            let running = try connection.first(
                "SELECT count(*) FROM items INDEXED BY items_leased WHERE status = 'running'"
            ) { $0.int(0) }
            let oldest = try connection.first(
                """
                SELECT (
                    SELECT due_at FROM items INDEXED BY items_ready
                    WHERE owner = batches.owner AND batch = batches.number AND status = 'pending' AND parked = 0
                    ORDER BY number LIMIT 1) AS due
                FROM batches INDEXED BY batches_open WHERE finished_at IS NULL AND due IS NOT NULL
                ORDER BY number LIMIT 1
                """
            ) { $0.timestamp(0) }
            let page = try connection.first("PRAGMA page_size") { $0.int(0) } ?? 0
            let pages = try connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
            let free = try connection.first("PRAGMA freelist_count") { $0.int(0) } ?? 0
            return StoreStatistics(
                pendingItems: open - (running ?? 0), runningItems: running ?? 0,
                oldestWait: oldest.map { max(now - $0, .zero) },
                databaseBytes: page * pages, freeBytes: page * free, logBytes: 0, writes: load)
        }
        var file = stat()
        if stat(configuration.databasePath + "-wal", &file) == 0 { statistics.logBytes = Int(file.st_size) }
        return statistics
    }

    /// Deletes up to `limit` batches that came to their end before `moment`, oldest first, with their items,
    /// results and events; gives their names. Usage stays. One transaction a batch, so that other writes
    /// need not wait for all of them.
    ///
    /// The newest batch of all is kept whatever its age, so that no batch number is used twice.
    package func deleteBatches(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError)
        -> [BatchID]
    {
        var deleted: [BatchID] = []
        while deleted.count < limit, let batch = try await deleteOldestBatch(finishedBefore: moment) {
            deleted.append(batch)
        }
        return deleted
    }

    private func deleteOldestBatch(finishedBefore moment: Timestamp) async throws(StoreError) -> BatchID? {
        try await writer.write { connection throws(StoreError) in
            let batch = try connection.first(
                """
                SELECT number, owner, id FROM batches INDEXED BY batches_by_end
                WHERE finished_at < ?1 AND running_count = 0 AND number < (SELECT max(number) FROM batches)
                ORDER BY finished_at LIMIT 1
                """, moment
            ) { (number: $0.int64(0), owner: KeyID($0.int64(1)), id: BatchID($0.text(2))) }
            guard let batch else { return nil }
            try connection.run("DELETE FROM batches WHERE number = ?1", batch.number)
            try connection.run("UPDATE keys SET batches = batches - 1 WHERE id = ?1", batch.owner)
            return batch.id
        }
    }

    /// Everything that is wrong with the database, one line each; empty when it is sound. Reads all of it.
    package func verify() async throws(StoreError) -> [String] {
        try await Self.aside(readers.settings) { connection throws(StoreError) in
            try Verification.problems(of: connection)
        }
    }

    /// As `verify`, of any database: a backup, or one that a server has open. Nothing is written to it.
    package static func verify(databaseAt path: String) async throws(StoreError) -> [String] {
        var settings = Connection.Settings(path: path)
        settings.isReadOnly = true
        return try await aside(settings) { connection throws(StoreError) in
            try Verification.problems(of: connection)
        }
    }

    /// The plan of every statement that was prepared so far, to see that each uses an index.
    package func queryPlans() async throws(StoreError) -> [String: [String]] {
        let plans = try await readers.queryPlans()
        let writing = try await writer.use { connection throws(StoreError) in try connection.queryPlans() }
        return plans.merging(writing) { first, _ in first }
    }

    /// Reads on a connection of its own, for what takes long.
    static func aside<Value: Sendable>(
        _ settings: Connection.Settings, _ body: @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let readers = Readers(settings, count: 1)
        let result: Result<Value, StoreError>
        do throws(StoreError) {
            result = .success(try await readers.read(body))
        } catch {
            result = .failure(error)
        }
        await readers.close()
        return try result.get()
    }
}
