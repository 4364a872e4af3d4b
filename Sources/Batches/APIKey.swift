/// A key about to be stored: its hash, never its text.
package struct NewKey: Sendable {
    package var name: String
    /// SHA-256 of the key's UTF-8 text.
    package var hash: [UInt8]
    /// The first characters, to tell keys apart in a list.
    package var prefix: String
    /// Credits a calendar month (UTC); nil for no limit.
    package var monthlyCreditLimit: Int?
    package var expiresAt: Timestamp?

    package init(
        name: String, hash: [UInt8], prefix: String, monthlyCreditLimit: Int? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.name = name
        self.hash = hash
        self.prefix = prefix
        self.monthlyCreditLimit = monthlyCreditLimit
        self.expiresAt = expiresAt
    }
}

package struct APIKey: Equatable, Sendable {
    package let id: KeyID
    package let name: String
    package let prefix: String
    package let monthlyCreditLimit: Int?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    package let revokedAt: Timestamp?

    package init(
        id: KeyID, name: String, prefix: String, monthlyCreditLimit: Int?, createdAt: Timestamp,
        expiresAt: Timestamp?, revokedAt: Timestamp?
    ) {
        self.id = id
        self.name = name
        self.prefix = prefix
        self.monthlyCreditLimit = monthlyCreditLimit
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    package func isUsable(at moment: Timestamp) -> Bool {
        revokedAt == nil && expiresAt.map { moment < $0 } ?? true
    }
}
