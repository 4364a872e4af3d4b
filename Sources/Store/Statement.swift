import Batches
import CSQLite

/// A prepared statement, finalized with its last reference. Parameters count from 1, columns from 0.
///
/// Belongs to one connection and, like it, to one queue.
final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    init(_ sql: String, on database: OpaquePointer) throws(StoreError) {
        var handle: OpaquePointer?
        var sql = sql
        let code = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                sqlite3_prepare_v3(
                    database, text.baseAddress, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle,
                    nil)
            }
        }
        guard code == SQLITE_OK, let handle else {
            throw StoreError(sqlite: code, systemError: sqlite3_system_errno(database))
        }
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ values: [any SQLBindable]) throws(StoreError) {
        for (index, value) in values.enumerated() { try bind(value.sqlValue, at: Int32(index + 1)) }
    }

    func bind(_ value: SQLValue, at parameter: Int32) throws(StoreError) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, parameter)
            case .integer(let number): sqlite3_bind_int64(handle, parameter, number)
            case .text(var text):
                text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) { utf8 in
                        // An empty buffer may have no address, which would bind NULL.
                        sqlite3_bind_text64(
                            handle, parameter, utf8.baseAddress ?? UnsafePointer(emptyText),
                            UInt64(utf8.count),
                            csqlite_transient(), UInt8(SQLITE_UTF8))
                    }
                }
            case .blob(let bytes):
                bytes.withUnsafeBytes { bytes in
                    sqlite3_bind_blob64(
                        handle, parameter, bytes.baseAddress ?? UnsafeRawPointer(emptyText),
                        UInt64(bytes.count),
                        csqlite_transient())
                }
            }
        guard code == SQLITE_OK else { throw StoreError(sqlite: code) }
    }

    /// True while a row is ready to be read.
    func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw StoreError(sqlite: code, systemError: sqlite3_system_errno(database))
        }
    }

    /// Ends the execution and forgets the values, which may be large.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Ends the execution and keeps the values, for the next round of a loop.
    func rewind() { sqlite3_reset(handle) }

    var row: Row { Row(handle: handle) }
    var sql: String { String(cString: sqlite3_sql(handle)) }
}

/// One zero byte for empty texts and blobs to point at.
private nonisolated(unsafe) let emptyText: UnsafeMutablePointer<CChar> = {
    // Never written after this, never freed: safe from every thread.
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return byte
}()
