import Batches
import Synchronization

/// Finds the key behind a request's headers. Good keys stay known for a moment, under their hash, so that
/// polling does not ask the store each time.
final class Authenticator: Sendable {
    /// SHA-256 of a key's UTF-8 text.
    typealias Hash = @Sendable ([UInt8]) -> [UInt8]

    private struct KnownKey {
        let key: APIKey
        let checkedAt: Timestamp
    }

    private let store: any Store
    private let clock: any WallClock
    private let hash: Hash
    private let duration: Duration
    private let known = Mutex<[[UInt8]: KnownKey]>([:])

    init(store: any Store, clock: any WallClock, duration: Duration, hash: @escaping Hash) {
        self.store = store
        self.clock = clock
        self.duration = duration
        self.hash = hash
    }

    /// The usable key that the request carries. `x-api-key` wins over `Authorization: Bearer`; an empty
    /// value counts as missing.
    func key(apiKey: String?, authorization: String?) async throws(APIError) -> APIKey {
        guard let text = Self.nonEmpty(apiKey) ?? Self.bearerToken(authorization) else { throw .missingKey }
        let hash = hash(Array(text.utf8))
        let now = clock.now()
        if let key = known.withLock({ $0[hash] }), isFresh(key, at: now), key.key.isUsable(at: now) {
            return key.key
        }
        let found: APIKey?
        do throws(StoreError) {
            found = try await store.key(withHash: hash)
        } catch {
            throw .store(error)
        }
        guard let found, found.isUsable(at: now) else {
            known.withLock { _ = $0.removeValue(forKey: hash) }
            throw .invalidKey
        }
        known.withLock {
            if $0.count >= Self.capacity { $0 = $0.filter { isFresh($0.value, at: now) } }
            if $0.count >= Self.capacity { $0.removeAll(keepingCapacity: true) }
            $0[hash] = KnownKey(key: found, checkedAt: now)
        }
        return found
    }

    /// A clock set back must not let a key stay known for longer.
    private func isFresh(_ key: KnownKey, at now: Timestamp) -> Bool {
        now >= key.checkedAt && now - key.checkedAt < duration
    }

    static func bearerToken(_ authorization: String?) -> String? {
        guard let text = trimmed(authorization),
            let blank = text.firstIndex(where: { $0 == " " || $0 == "\t" }),
            text[..<blank].lowercased() == "bearer"
        else { return nil }
        return nonEmpty(String(text[blank...]))
    }

    private static func nonEmpty(_ text: String?) -> String? {
        guard let text = trimmed(text), !text.isEmpty else { return nil }
        return text
    }

    private static func trimmed(_ text: String?) -> String? {
        guard let text else { return nil }
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }

    private static let capacity = 4096
}
