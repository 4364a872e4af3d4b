/// The time of day as it was at the start, carried on by time that only moves forward: what is due after a while is due
/// after just that while, however the clock is set meanwhile.
package struct SteadyTime: Sendable {
    private let clock: any SteadyClock
    private let start: Timestamp
    private let startInstant: ContinuousClock.Instant

    package init(from clock: any SteadyClock) {
        self.clock = clock
        start = clock.now()
        startInstant = clock.instant()
    }

    package func now() -> Timestamp { start + (clock.instant() - startInstant) }
}
