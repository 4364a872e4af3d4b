import Batches

/// The tables, indexes and triggers of a database, against those that the migrations make: a query that names a missing
/// index fails, and a foreign trigger changes rows behind the server's back.
enum SchemaObjects {
    static func problems(of connection: Connection) throws(StoreError) -> [String] {
        let version = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        guard version > 0 else { return ["its schema has no version"] }
        guard version <= Migrations.all.count else {
            return ["a newer version wrote it (schema \(version); this one knows \(Migrations.all.count))"]
        }
        let sound = try Connection(Connection.Settings(path: ":memory:"))
        try Migrations.apply(Array(Migrations.all.prefix(version)), to: sound)
        var expected = try all(of: sound)
        var problems: [String] = []
        for (name, text) in try all(of: connection).sorted(by: { $0.key < $1.key }) {
            switch expected.removeValue(forKey: name) {
            case text: break
            case nil: problems.append("\(name) does not belong to it")
            default: problems.append("\(name) is not as it is made")
            }
        }
        return problems + expected.keys.sorted().map { "\($0) is missing" }
    }

    /// The text that made each, by kind and name; without comments and layout. What SQLite's ANALYZE leaves does no harm.
    private static func all(of connection: Connection) throws(StoreError) -> [String: String] {
        let rows = try connection.all(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*'"
        ) { ("\($0.text(0)) \($0.text(1))", bare($0.text(2))) }
        return Dictionary(rows) { first, _ in first }
    }

    private static func bare(_ sql: String) -> String {
        sql.split(separator: "\n").map { line in
            var (code, previous) = (line[...], UInt8(0))
            for index in line.utf8.indices {
                let byte = line.utf8[index]
                if byte == UInt8(ascii: "-"), previous == byte {
                    code = line[..<line.utf8.index(before: index)]
                    break
                }
                previous = byte
            }
            return code.split(separator: " ").joined(separator: " ")
        }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
