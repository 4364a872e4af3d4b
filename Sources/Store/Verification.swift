import Batches

/// Checks a whole database: SQLite's own structure, the schema, references, that every counter equals its rows, and that
/// what is stored can be read.
enum Verification {
    static func problems(of connection: Connection) throws(StoreError) -> [String] {
        var problems: [String] = []
        do {
            try connection.each("PRAGMA integrity_check") { row throws(StoreError) in
                if row.text(0) != "ok" { problems.append(row.text(0)) }
            }
        } catch {
            // Of a damaged file it tells what it can, and then fails.
            guard !problems.isEmpty else { throw error }
        }
        guard problems.isEmpty else { return problems }
        problems = try connection.all("PRAGMA foreign_key_check") {
            "row \($0.int64(1)) of \($0.text(0)) refers to a missing row of \($0.text(2))"
        }
        guard problems.isEmpty else { return problems }
        let hasBatches = try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'batches'") {
            $0.int(0)
        }
        guard hasBatches != nil else {
            return ["it is no database of orbweaver: there is no table of batches"]
        }
        problems = try SchemaObjects.problems(of: connection)
        // Without an index that a query names, or with a table of another form, it would fail.
        guard problems.isEmpty else { return problems }
        try connection.viewKeptBatches()
        for (fault, sql) in checks {
            problems += try connection.all(sql) { "\(fault): \($0.text(0))" }
        }
        return try problems + unreadable(in: connection)
    }

    /// Each query gives the rows that break a rule.
    private static let checks: [(fault: String, sql: StaticString)] = [
        (
            "a batch's counters differ from its items",
            """
            SELECT kept_batches.id FROM kept_batches LEFT JOIN (
                SELECT batch, count(*) AS total, sum(status = 'running') AS running,
                    sum(status = 'completed') AS completed, sum(status = 'failed') AS failed,
                    sum(status = 'cancelled') AS cancelled, sum(credits_used) AS credits,
                    min(position) AS first, max(position) AS last
                FROM items GROUP BY batch) AS counted ON counted.batch = kept_batches.number
            WHERE (total_urls, running_count, completed_count, failed_count, cancelled_count, credits_used,
                0, total_urls - 1)
                IS NOT (total, running, completed, failed, cancelled, credits, first, last)
            """
        ),
        (
            "a batch's status differs from its items'",
            """
            SELECT id FROM batches WHERE NOT CASE status
                WHEN 'pending' THEN running_count + completed_count + failed_count + cancelled_count = 0
                WHEN 'running' THEN completed_count + failed_count + cancelled_count < total_urls
                WHEN 'completed' THEN completed_count + failed_count + cancelled_count = total_urls
                WHEN 'cancelled' THEN running_count + completed_count + failed_count + cancelled_count = total_urls
                ELSE 0 END
            """
        ),
        (
            "a key's sums differ from its batches",
            """
            SELECT keys.id FROM keys LEFT JOIN (
                SELECT owner, count(*) AS number,
                    sum(total_urls - completed_count - failed_count - cancelled_count) AS open,
                    sum((total_urls - completed_count - failed_count - cancelled_count) * credits_per_item)
                        AS reserved
                FROM kept_batches GROUP BY owner) AS counted ON counted.owner = keys.id
            WHERE (batches, open_items, credits_reserved)
                IS NOT (coalesce(number, 0), coalesce(open, 0), coalesce(reserved, 0))
            """
        ),
        (
            // More may be: of batches that were deleted, and of items that ended again.
            "a key's usage is less than what its batches came to",
            """
            SELECT batches.owner FROM batches LEFT JOIN (
                SELECT owner, sum(requests) AS requests, sum(failures) AS failures, sum(credits) AS credits
                FROM usage GROUP BY owner) AS charged ON charged.owner = batches.owner
            GROUP BY batches.owner
            HAVING sum(credits_used) > coalesce(credits, 0) OR sum(failed_count) > coalesce(failures, 0)
                OR sum(completed_count + failed_count) > coalesce(requests, 0)
            """
        ),
        (
            "a key's usage contradicts itself",
            """
            SELECT owner FROM usage WHERE failures > requests
                OR min(requests, failures, credits, input_tokens, output_tokens, latency_ms) < 0
            """
        ),
        (
            "the number that item ids are made with is missing",
            """
            SELECT 'item_id_secret' WHERE EXISTS (SELECT 1 FROM batches)
                AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'item_id_secret')
            """
        ),
        (
            "an item has another owner than its batch",
            """
            SELECT items.number FROM items JOIN batches ON batches.number = items.batch
            WHERE items.owner <> batches.owner
            """
        ),
        (
            "an item's result does not go with its status",
            """
            SELECT items.number FROM items LEFT JOIN results ON results.item = items.number
            WHERE NOT CASE items.status
                WHEN 'completed' THEN results.result IS NOT NULL
                WHEN 'failed' THEN results.item IS NOT NULL AND results.result IS NULL
                    AND results.error_code IS NOT NULL
                ELSE results.item IS NULL END
            """
        ),
        (
            "a batch's events do not lead to what it is",
            """
            SELECT kept_batches.id FROM kept_batches LEFT JOIN (
                SELECT batch, count(*) AS changes, max(version) AS last, max(position) AS last_position,
                    sum(kind = 'completed') AS completed, sum(kind = 'failed') AS failed,
                    max(iif(position IS NULL, version, 0)) AS turn
                FROM events GROUP BY batch) AS counted ON counted.batch = kept_batches.number
            WHERE (version, version, completed_count) IS NOT (changes, last, completed)
                OR failed_count > failed OR last_position >= total_urls
                OR (status = 'cancelled') IS NOT (
                    SELECT kind = 'cancelled' FROM events WHERE batch = number AND version = turn)
            """
        ),
    ]
}

extension Connection {
    /// Makes `kept_batches`, for this connection alone: those of which all items must be there. Also of a database
    /// whose version deleted batches at once.
    fileprivate func viewKeptBatches() throws(StoreError) {
        let version = try first("PRAGMA user_version") { $0.int(0) } ?? 0
        let condition = version < 3 ? "" : " WHERE being_deleted = 0"
        try script("CREATE TEMP VIEW IF NOT EXISTS kept_batches AS SELECT * FROM batches\(condition)")
    }
}
