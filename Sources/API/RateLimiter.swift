import Batches
import Synchronization

/// The request windows of all keys seen. Only authenticated keys get one, so their number is bounded.
final class RateLimiter: Sendable {
    private let limit: Int?
    private let windows = Mutex<[KeyID: RequestWindow]>([:])

    /// `limit` is requests a minute and key; nil admits all.
    init(limit: Int?) { self.limit = limit }

    func admit(_ key: KeyID, at now: Timestamp) -> RateDecision {
        guard let limit else { return .unlimited }
        return windows.withLock {
            $0[key, default: RequestWindow(startingAt: now)].admit(limit: limit, at: now)
        }
    }
}
