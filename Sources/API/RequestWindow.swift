import Batches

/// Counts the requests of one key in windows of a minute.
struct RequestWindow: Sendable {
    private var start: Timestamp
    private var used = 0

    init(startingAt start: Timestamp) { self.start = start }

    /// Counts a request at `now` against `limit`; beyond it the request is refused and not counted.
    mutating func admit(limit: Int, at now: Timestamp) -> RateDecision {
        // A clock set back starts a new window too, rather than one that lasts for hours.
        if now < start || now - start >= Self.length {
            start = now
            used = 0
        }
        let isAdmitted = used < limit
        if isAdmitted { used += 1 }
        let left = (Self.length - (now - start)).milliseconds
        return RateDecision(
            isAdmitted: isAdmitted, limit: limit, remaining: limit - used,
            resetSeconds: max(1, Int((left + 999) / 1000)))
    }

    static let length = Duration.seconds(60)
}

/// Whether a request may go on, and what the rate-limit headers say (IETF draft 6).
struct RateDecision: Equatable, Sendable {
    let isAdmitted: Bool
    let limit: Int
    let remaining: Int
    /// From now, not an epoch.
    let resetSeconds: Int

    /// What clients are told where no limit is set.
    static let unlimited = RateDecision(
        isAdmitted: true, limit: 1_000_000, remaining: 1_000_000, resetSeconds: 60)
}
