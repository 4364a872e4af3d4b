import Batches

/// What the scheduler takes from the machine around it: time, chance and threads. With those of a test, one seed
/// decides everything that it does.
package struct SchedulerEnvironment: Sendable {
    package var clock: any SchedulerClock = SystemSchedulerClock()
    package var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    /// Where its tasks run; nil for the shared pool.
    package var executor: (any TaskExecutor)?

    package init() {}
}

/// Time that can be waited for.
package protocol SchedulerClock: SteadyClock {
    /// Throws at once when the task is cancelled.
    func sleep(for duration: Duration) async throws(CancellationError)
}

package struct SystemSchedulerClock: SchedulerClock {
    package init() {}

    package func now() -> Timestamp { SystemWallClock().now() }
    package func instant() -> ContinuousClock.Instant { .now }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw CancellationError()
        }
    }
}
