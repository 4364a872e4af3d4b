import Batches

extension Verification {
    /// What a database holds that the server could not read, or would pass on as JSON though it is none.
    static func unreadable(in connection: Connection) throws(StoreError) -> [String] {
        var problems: [String] = []
        try connection.each("SELECT id, options, schema_warnings FROM batches") { row throws(StoreError) in
            do {
                _ = try BatchOptions(jsonText: row.text(1))
                _ = try StringList.strings(row.text(2))
            } catch {
                problems.append("a batch's options or warnings are no JSON: \(row.text(0))")
            }
        }
        let codes = Set(FailureReason.allCases.map(\.rawValue))
        // As text, since newer versions of SQLite may take a blob for JSON in a form of their own.
        try connection.each(
            """
            SELECT item, error_code, result, extra, json_valid(CAST(result AS TEXT)), json_valid(CAST(extra AS TEXT))
            FROM results
            """
        ) { row in
            if let code = row.optionalText(1), !codes.contains(code) {
                problems.append("an item has an unknown error code: \(row.int64(0))")
            }
            for column in [Int32(2), 3] where !row.isNull(column) {
                if row.int(column + 2) == 0 || !row.isWholeText(column) {
                    problems.append("an item's result is no JSON: \(row.int64(0))")
                }
            }
        }
        return problems
    }
}

extension Row {
    /// Whether a blob is UTF-8 without a zero byte, at which SQLite's functions for text end.
    fileprivate func isWholeText(_ column: Int32) -> Bool {
        withBlob(column) { bytes in
            !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        }
    }
}
