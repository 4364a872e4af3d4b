import Batches
import Synchronization

/// Stands still until it is moved.
package final class TestClock: SteadyClock {
    private struct State {
        var time: Timestamp
        var instant = ContinuousClock.now
    }

    private let state: Mutex<State>

    /// Starts on 2024-01-15T10:00:00Z.
    package init(at milliseconds: Int64 = 1_705_312_800_000) {
        state = Mutex(State(time: Timestamp(milliseconds: milliseconds)))
    }

    package func now() -> Timestamp { state.withLock { $0.time } }
    package func instant() -> ContinuousClock.Instant { state.withLock { $0.instant } }

    /// Time passes.
    package func advance(by duration: Duration) {
        state.withLock {
            $0.time = $0.time + duration
            $0.instant += duration
        }
    }

    /// Somebody sets the clock; no time passes.
    package func set(forwardBy duration: Duration) { state.withLock { $0.time = $0.time + duration } }
}
