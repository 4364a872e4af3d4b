import Batches

/// How the store is doing, for metrics. Cheap: nothing is counted row by row but the running items.
package struct StoreStatistics: Equatable, Sendable {
    package var pendingItems: Int
    package var runningItems: Int
    /// For how long the oldest item that could be claimed has been due; nil when none waits. Found among the
    /// oldest open batches, so exact but for items retried or put off out of turn.
    package var oldestWait: Duration?
    package var databaseBytes: Int
    /// Inside the database, free for new rows.
    package var freeBytes: Int
    package var logBytes: Int
    package var writes: WriteLoad
}
