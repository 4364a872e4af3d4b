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

    /// Everything that is wrong with the database, one line each; empty when it is sound. Reads all of it.
    package func verify() async throws(StoreError) -> [String] {
        try await Self.aside(readers.settings) { connection throws(StoreError) in
            try Verification.problems(of: connection)
        }
    }

    /// As `verify`, of any database: a backup, or one that a server has open. Nothing is written to it.
    package static func verify(databaseAt path: String) async throws(StoreError) -> [String] {
        try await aside(Connection.Settings(reading: path)) { connection throws(StoreError) in
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
