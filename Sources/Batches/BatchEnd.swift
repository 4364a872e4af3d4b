/// How a batch ended: told once each time that none of its items waits or runs any more, after the commit that ended
/// the last one. A cancelled batch ends with its last running item; a retried one ends again.
package struct BatchEnd: Equatable, Sendable {
    package var batch: BatchID
    package var owner: KeyID
    package var status: BatchStatus
    package var completedCount: Int
    package var failedCount: Int
    package var cancelledCount: Int
    /// Sum over all items.
    package var creditsUsed: Int
    /// Since it was submitted or last retried.
    package var duration: Duration

    package init(
        batch: BatchID, owner: KeyID, status: BatchStatus, completedCount: Int, failedCount: Int,
        cancelledCount: Int, creditsUsed: Int, duration: Duration
    ) {
        self.batch = batch
        self.owner = owner
        self.status = status
        self.completedCount = completedCount
        self.failedCount = failedCount
        self.cancelledCount = cancelledCount
        self.creditsUsed = creditsUsed
        self.duration = duration
    }
}
