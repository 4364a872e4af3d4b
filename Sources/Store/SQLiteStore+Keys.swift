import Batches

extension SQLiteStore {
    package func addKey(_ key: NewKey) async throws(StoreError) -> APIKey {
        let now = clock.now()
        return try await writer.write { connection throws(StoreError) in
            try connection.run(
                """
                INSERT INTO keys (name, hash, prefix, monthly_credit_limit, created_at, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """, key.name, key.hash, key.prefix, key.monthlyCreditLimit, now, key.expiresAt)
            return APIKey(
                id: KeyID(connection.lastInsertedRow), name: key.name, prefix: key.prefix,
                monthlyCreditLimit: key.monthlyCreditLimit, createdAt: now, expiresAt: key.expiresAt,
                revokedAt: nil)
        }
    }

    package func keys() async throws(StoreError) -> [APIKey] {
        try await readers.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT id, name, prefix, monthly_credit_limit, created_at, expires_at, revoked_at
                FROM keys ORDER BY id
                """
            ) { APIKey($0) }
        }
    }

    package func revokeKey(_ id: KeyID) async throws(StoreError) -> Bool {
        let now = clock.now()
        return try await writer.write { connection throws(StoreError) in
            try connection.change(
                "UPDATE keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1", id, now) > 0
        }
    }

    /// Sets the key's monthly limit, nil for none; false when it has that limit, or there is no such key.
    package func setCreditLimit(_ limit: Int?, of id: KeyID) async throws(StoreError) -> Bool {
        try await writer.write { connection throws(StoreError) in
            try connection.change(
                """
                UPDATE keys SET monthly_credit_limit = ?2
                WHERE id = ?1 AND monthly_credit_limit IS NOT ?2
                """, id, limit) > 0
        }
    }

    package func key(withHash hash: [UInt8]) async throws(StoreError) -> APIKey? {
        try await readers.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT id, name, prefix, monthly_credit_limit, created_at, expires_at, revoked_at
                FROM keys WHERE hash = ?1
                """, hash
            ) { APIKey($0) }
        }
    }
}

extension APIKey {
    fileprivate init(_ row: Row) {
        self.init(
            id: KeyID(row.int64(0)), name: row.text(1), prefix: row.text(2),
            monthlyCreditLimit: row.optionalInt(3), createdAt: row.timestamp(4),
            expiresAt: row.optionalTimestamp(5), revokedAt: row.optionalTimestamp(6))
    }
}
