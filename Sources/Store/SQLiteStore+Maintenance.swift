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
                pendingItems: open - (running ?? 0), runningItems: running ?? 0, oldestDueAt: oldest,
                databaseBytes: page * pages, freeBytes: page * free, logBytes: 0, writes: load)
        }
        var file = stat()
        if stat(configuration.databasePath + "-wal", &file) == 0 { statistics.logBytes = Int(file.st_size) }
        return statistics
    }

    /// Deletes up to `limit` batches that came to their end before `moment`, oldest first, with their items,
    /// results and events; gives their number. Usage stays. One transaction a batch, so that other writes
    /// need not wait for all of them.
    ///
    /// The newest batch of all is kept whatever its age, so that no batch number is used twice.
    package func deleteBatches(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        var count = 0
        while count < limit, try await deleteOldestBatch(finishedBefore: moment) { count += 1 }
        return count
    }

    private func deleteOldestBatch(finishedBefore moment: Timestamp) async throws(StoreError) -> Bool {
        try await writer.write { connection throws(StoreError) in
            let batch = try connection.first(
                """
                SELECT number, owner FROM batches INDEXED BY batches_by_end
                WHERE finished_at < ?1 AND running_count = 0 AND number < (SELECT max(number) FROM batches)
                ORDER BY finished_at LIMIT 1
                """, moment
            ) { (number: $0.int64(0), owner: KeyID($0.int64(1))) }
            guard let batch else { return false }
            try connection.run("DELETE FROM batches WHERE number = ?1", batch.number)
            try connection.run("UPDATE keys SET batches = batches - 1 WHERE id = ?1", batch.owner)
            return true
        }
    }

    /// Everything that is wrong with the database, one line each; empty when it is sound. Reads all of it.
    package func verify() async throws(StoreError) -> [String] {
        try await aside { connection throws(StoreError) in try Verification.problems(of: connection) }
    }

    /// Checks a database that no server has open, such as a backup.
    package static func verify(databaseAt path: String) async throws(StoreError) -> [String] {
        var settings = Connection.Settings(path: path)
        settings.isReadOnly = true
        let readers = Readers(settings, count: 1)
        let problems = try await readers.read { connection throws(StoreError) in
            try Verification.problems(of: connection)
        }
        await readers.close()
        return problems
    }

    /// Writes a copy of the database as it is at one moment to `path`, replacing a file there at the very end.
    /// Reads and writes go on meanwhile.
    package func backup(to path: String) async throws(StoreError) {
        let partial = path + ".partial"
        do throws(StoreError) {
            unlink(partial)
            try await aside { connection throws(StoreError) in
                // Inside the read transaction: one moment, however long the copy takes.
                try connection.run("SELECT count(*) FROM keys")
                try connection.copy(to: partial)
            }
            guard rename(partial, path) == 0 else { throw StoreError(errno: errno) }
            try syncFolder(of: path)
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// The plan of every statement that was prepared so far, to see that each uses an index.
    package func queryPlans() async throws(StoreError) -> [String: [String]] {
        let plans = try await readers.queryPlans()
        let writing = try await writer.use { connection throws(StoreError) in try connection.queryPlans() }
        return plans.merging(writing) { first, _ in first }
    }

    /// Reads on a connection of its own, for what takes long.
    private func aside<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let readers = Readers(readers.settings, count: 1)
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

/// Makes a rename in the folder of `path` last.
private func syncFolder(of path: String) throws(StoreError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(errno: errno) }
}

extension Connection {
    /// Copies every page into a new database at `path`, synced when this returns.
    fileprivate func copy(to path: String) throws(StoreError) {
        var target: OpaquePointer?
        defer { sqlite3_close_v2(target) }
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &target, flags, nil)
        guard code == SQLITE_OK else {
            throw StoreError(sqlite: code, systemError: target.map { sqlite3_system_errno($0) } ?? 0)
        }
        sqlite3_exec(target, "PRAGMA synchronous = FULL", nil, nil, nil)
        let copy = sqlite3_backup_init(target, "main", database, "main")
        let copied = sqlite3_backup_step(copy, -1)
        let finished = sqlite3_backup_finish(copy)
        guard copied == SQLITE_DONE, finished == SQLITE_OK else {
            throw StoreError(
                sqlite: finished == SQLITE_OK ? copied : finished,
                systemError: target.map { sqlite3_system_errno($0) } ?? 0)
        }
    }
}
