import Batches

/// What the scheduler has done since its start and does now, for metrics.
package struct SchedulerStatistics: Sendable, Equatable {
    package var completed = 0
    package var failed: [FailureReason: Int] = [:]
    package var putOff: [FailureReason: Int] = [:]
    package var givenBack = 0
    /// Outcomes that came after their lease was lost; nothing was stored for them.
    package var stale = 0
    package var inFlight = 0
    /// Of those in flight, read and waiting for the model.
    package var askingModel = 0
    /// Claimed, but waiting for a place at their host.
    package var parked = 0
    package var fetchTimes = Histogram(bounds: Histogram.waitBounds)
    package var readingTimes = Histogram()
    /// From being due to being claimed.
    package var queueTimes = Histogram(bounds: Histogram.waitBounds)
    package var inputTokens = 0
    package var outputTokens = 0

    package init() {}
}
