import Batches
import Logging
import Store

/// The keys that a server has from its start: the one of the settings, or else a first one.
struct StartKeys {
    /// The key that the settings name.
    let text: String?
    /// Its monthly credit limit; nil for none.
    let monthlyCredits: Int?
    let logger: Logger
    var clock: any WallClock = SystemWallClock()

    /// Brings the store in line with the settings.
    func settle(in store: SQLiteStore) async throws(StoreError) {
        if let text { try await settle(KeyText(text), in: store) }
    }

    /// Whether nobody could ask the server anything.
    func lacksFirst(in store: SQLiteStore) async throws(StoreError) -> Bool {
        guard text == nil else { return false }
        return try await store.keys().isEmpty
    }

    func makeFirst(in store: SQLiteStore) async throws(StoreError) -> KeyText {
        let key = KeyText.random()
        _ = try await store.addKey(NewKey(name: "first", hash: key.hash, prefix: key.prefix))
        return key
    }

    private func settle(_ key: KeyText, in store: SQLiteStore) async throws(StoreError) {
        guard let known = try await store.key(withHash: key.hash) else {
            _ = try await store.addKey(
                NewKey(
                    name: Setting.apiKey.environmentName, hash: key.hash, prefix: key.prefix,
                    monthlyCreditLimit: monthlyCredits))
            return
        }
        if !known.isUsable(at: clock.now()) {
            logger.warning(
                "the key of the settings was revoked or has expired: it is refused",
                metadata: ["setting": "\(Setting.apiKey.environmentName)", "key": "\(known.id.rawValue)"])
        }
        if try await store.setCreditLimit(monthlyCredits, of: known.id) {
            logger.info(
                "monthly credit limit changed",
                metadata: [
                    "setting": "\(Setting.creditsMonthly.environmentName)", "key": "\(known.id.rawValue)",
                    "limit": "\(monthlyCredits.map(String.init) ?? "none")",
                ])
        }
    }
}
