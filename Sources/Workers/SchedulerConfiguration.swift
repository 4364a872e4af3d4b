/// How the scheduler works.
package struct SchedulerConfiguration: Sendable {
    /// Items in flight at most.
    package var workers = 64
    package var leaseDuration: Duration = .seconds(60)
    /// How often the store is asked although nothing woke the scheduler.
    package var idlePoll: Duration = .seconds(5)
    package var retry = RetryPolicy()
    /// What a thousand tokens of the model cost, begun thousands counted whole.
    package var creditsPer1000Tokens = 0
    package var politeness = Politeness.Configuration()

    package init() {}
}
