/// A submission that passed validation and is about to be stored.
package struct NewBatch: Sendable {
    package var id: BatchID
    package var owner: KeyID
    package var urls: [Entry]
    package var options: BatchOptions
    /// Credits reserved for each item at submit and refunded for those that fail or are cancelled.
    package var creditsPerItem: Int
    package var schemaWarnings: [String]

    /// One URL, with the host that politeness counts it under (lower-case, with a non-default port).
    package struct Entry: Sendable, Equatable {
        package var url: String
        package var host: String
        package init(url: String, host: String) {
            self.url = url
            self.host = host
        }
    }

    package init(
        id: BatchID = BatchID(randomUUID()), owner: KeyID, urls: [Entry],
        options: BatchOptions = BatchOptions(), creditsPerItem: Int = 2, schemaWarnings: [String] = []
    ) {
        self.id = id
        self.owner = owner
        self.urls = urls
        self.options = options
        self.creditsPerItem = creditsPerItem
        self.schemaWarnings = schemaWarnings
    }
}

/// A stored batch without its items. Counters always equal the item rows:
/// `pending + running + completed + failed + cancelled = total`.
package struct Batch: Equatable, Sendable {
    package let id: BatchID
    package let owner: KeyID
    package var status: BatchStatus
    package var totalURLs: Int
    package var runningCount: Int
    package var completedCount: Int
    package var failedCount: Int
    package var cancelledCount: Int
    package var creditsPerItem: Int
    /// Sum over items.
    package var creditsUsed: Int
    package var options: BatchOptions
    package var schemaWarnings: [String]
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    /// Grows with every change of the batch or one of its items: a cached answer is good while it stands still.
    package var version: Int64

    package init(
        id: BatchID, owner: KeyID, status: BatchStatus, totalURLs: Int, runningCount: Int,
        completedCount: Int, failedCount: Int, cancelledCount: Int, creditsPerItem: Int, creditsUsed: Int,
        options: BatchOptions, schemaWarnings: [String], createdAt: Timestamp, finishedAt: Timestamp?,
        version: Int64
    ) {
        self.id = id
        self.owner = owner
        self.status = status
        self.totalURLs = totalURLs
        self.runningCount = runningCount
        self.completedCount = completedCount
        self.failedCount = failedCount
        self.cancelledCount = cancelledCount
        self.creditsPerItem = creditsPerItem
        self.creditsUsed = creditsUsed
        self.options = options
        self.schemaWarnings = schemaWarnings
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.version = version
    }

    package var pendingCount: Int {
        totalURLs - runningCount - completedCount - failedCount - cancelledCount
    }
}
