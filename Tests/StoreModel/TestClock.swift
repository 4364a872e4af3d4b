import Batches
import Synchronization

/// Stands still until it is moved.
package final class TestClock: WallClock {
    private let time: Mutex<Timestamp>

    /// Starts on 2024-01-15T10:00:00Z.
    package init(at milliseconds: Int64 = 1_705_312_800_000) {
        time = Mutex(Timestamp(milliseconds: milliseconds))
    }

    package func now() -> Timestamp { time.withLock { $0 } }
    package func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}
