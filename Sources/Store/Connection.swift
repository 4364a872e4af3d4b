import Batches
import CSQLite

/// One SQLite connection with its prepared statements. Used on one queue only.
final class Connection {
    struct Settings: Sendable {
        var path: String
        /// The VFS's name; nil for the system's own.
        var vfs: String?
        var isReadOnly = false
        /// Nothing changes the file, so that neither locks nor what a log needs beside it are used.
        var isImmutable = false
        var busyTimeout = Duration.seconds(5)
        /// The page cache grows up to this.
        var cacheKilobytes = 1024
        /// Pages in the write-ahead log after which a commit copies them into the database.
        var checkpointPages = 1000
    }

    let database: OpaquePointer
    /// Keyed by the address of the SQL literal: hashing one word is all that finding a statement costs.
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]

    init(_ settings: Settings) throws(StoreError) {
        var handle: OpaquePointer?
        let access = settings.isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code =
            settings.isImmutable
            ? sqlite3_open_v2(settings.immutableURI, &handle, flags | SQLITE_OPEN_URI, settings.vfs)
            : sqlite3_open_v2(settings.path, &handle, flags, settings.vfs)
        guard let handle else { throw .sqlite(code: SQLITE_NOMEM) }
        guard code == SQLITE_OK else {
            let systemError = sqlite3_system_errno(handle)
            sqlite3_close_v2(handle)
            throw StoreError(sqlite: code, systemError: systemError)
        }
        database = handle
        sqlite3_busy_timeout(handle, Int32(clamping: settings.busyTimeout.milliseconds))
        // Keeps a damaged file from making SQLite do more than fail.
        _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        _ = csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        if !settings.isReadOnly {
            try script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            // A log that one large transaction stretched shrinks again with the next checkpoint.
            try script(
                """
                PRAGMA wal_autocheckpoint = \(settings.checkpointPages);
                PRAGMA journal_size_limit = \(settings.checkpointPages * 4096 * 4)
                """)
        }
        try script(
            """
            PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -\(settings.cacheKilobytes)
            """)
    }

    deinit {
        // Statements are finalized as they go; close_v2 waits for those that are not gone yet.
        statements = [:]
        sqlite3_close_v2(database)
    }

    /// Runs statements without parameters, results ignored.
    func script(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// Runs one statement to its end.
    func run(_ sql: StaticString, _ values: any SQLBindable...) throws(StoreError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// As `run`; gives the number of rows changed, cascades not counted.
    func change(_ sql: StaticString, _ values: any SQLBindable...) throws(StoreError) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
        return Int(sqlite3_changes64(database))
    }

    func first<Value>(
        _ sql: StaticString, _ values: any SQLBindable..., read: (Row) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step() ? try read(statement.row) : nil
    }

    func all<Value>(
        _ sql: StaticString, _ values: any SQLBindable..., read: (Row) throws(StoreError) -> Value
    ) throws(StoreError) -> [Value] {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [Value] = []
        while try statement.step() { rows.append(try read(statement.row)) }
        return rows
    }

    /// Calls `body` with each row, up to the one that cannot be read.
    func each(_ sql: StaticString, _ body: (Row) throws(StoreError) -> Void) throws(StoreError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        while try statement.step() { try body(statement.row) }
    }

    /// The prepared statement of `sql`, for loops that bind by hand. Reset it when done.
    func statement(_ sql: StaticString) throws(StoreError) -> Statement {
        if let statement = statements[sql.utf8Start] { return statement }
        let statement = try Statement(String(describing: sql), on: database)
        statements[sql.utf8Start] = statement
        return statement
    }

    /// Runs `body` in a read transaction: all that it reads is of one moment.
    func snapshot<Value>(_ body: (Connection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try run("BEGIN")
        defer { if isInTransaction { try? run("ROLLBACK") } }
        return try body(self)
    }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(database) }
    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    /// Every statement prepared so far with the plan that SQLite made for it, one line a step.
    func queryPlans() throws(StoreError) -> [String: [String]] {
        var plans: [String: [String]] = [:]
        for statement in statements.values {
            let explanation = try Statement("EXPLAIN QUERY PLAN " + statement.sql, on: database)
            var steps: [String] = []
            while try explanation.step() { steps.append(explanation.row.text(3)) }
            plans[statement.sql] = steps
        }
        return plans
    }

    private func error(_ code: Int32) -> StoreError {
        StoreError(sqlite: code, systemError: sqlite3_system_errno(database))
    }
}
