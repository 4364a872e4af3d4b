/// How the scheduler works.
package struct SchedulerConfiguration: Sendable {
    /// Items being fetched and read at most.
    package var workers = 64
    /// Claimed items at most that a model may be asked about, waiting for it or not yet: what bounds the pages that are
    /// held for it. Nil without a model.
    package var modelItems: Int?
    package var leaseDuration: Duration = .seconds(60)
    /// How often the store is asked although nothing woke the scheduler.
    package var idlePoll: Duration = .seconds(5)
    package var retry = RetryPolicy()
    /// What a thousand tokens of the model cost, begun thousands counted whole.
    package var creditsPer1000Tokens = 0
    package var politeness = Politeness.Configuration()

    package init() {}

    /// Of the workers, those that only batches without one may have.
    package var reservedWorkers: Int { workers / 8 }
}
