import Batches

/// The numbered SQL files of `migrations/`, embedded at build time. Only ever added to.
enum Migrations {
    /// The migration at index n takes a database from version n to n + 1.
    static let all: [[UInt8]] = [
        PackageResources.sqlite_0001_batches_sql, PackageResources.sqlite_0002_tokens_sql,
        PackageResources.sqlite_0003_deletion_sql,
    ]

    /// Throws unless the database is of the newest version.
    static func check(_ migrations: [[UInt8]] = all, of connection: Connection) throws(StoreError) {
        let found = try version(of: connection, supported: migrations.count)
        guard found == migrations.count else { throw .olderSchema(found: found, supported: migrations.count) }
    }

    /// Brings the database to the newest version, each step in a transaction of its own.
    static func apply(_ migrations: [[UInt8]] = all, to connection: Connection) throws(StoreError) {
        let found = try version(of: connection, supported: migrations.count)
        for (version, migration) in migrations.enumerated().dropFirst(found) {
            do {
                try connection.script("BEGIN IMMEDIATE")
                // Another process may have come first while this one waited for the lock.
                let current = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
                if current == version {
                    try connection.script(String(decoding: migration, as: UTF8.self))
                    try connection.script("PRAGMA user_version = \(version + 1)")
                }
                try connection.script("COMMIT")
            } catch {
                if connection.isInTransaction { try? connection.script("ROLLBACK") }
                throw error
            }
        }
    }

    private static func version(of connection: Connection, supported: Int) throws(StoreError) -> Int {
        // In this order: another process may be making the database, tables and version in one transaction.
        let hasTables = try connection.first("PRAGMA schema_version") { $0.int(0) } != 0
        let found = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        guard found <= supported else { throw .newerSchema(found: found, supported: supported) }
        guard found > 0 || !hasTables else { throw .foreign }
        return found
    }
}
