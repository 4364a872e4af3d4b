/// Tells a store that takes nothing any more from one that had a bad moment.
struct StalledStore {
    /// How long writes may fail while nothing gets done.
    var patience = Duration.seconds(5)
    private var finished = 0
    private var failures = 0
    private var failingSince: ContinuousClock.Instant?

    init() {}

    /// Takes how many items have ended and how many writes have failed; true when it is time to give up.
    mutating func isStalled(finished: Int, failures: Int, at now: ContinuousClock.Instant) -> Bool {
        if finished != self.finished { failingSince = nil }
        let isFailing = failures > self.failures
        (self.finished, self.failures) = (finished, failures)
        guard isFailing else { return false }
        let since = failingSince ?? now
        failingSince = since
        return now - since >= patience
    }
}
