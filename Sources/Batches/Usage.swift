/// What one key used on one day (UTC).
package struct UsageDay: Equatable, Sendable {
    /// The day's first moment.
    package var day: Timestamp
    /// Items that came to an end.
    package var requests: Int
    package var failures: Int
    package var credits: Int
    package var inputTokens: Int
    package var outputTokens: Int
    /// Sum over the requests, in milliseconds.
    package var latency: Int

    package init(
        day: Timestamp, requests: Int, failures: Int, credits: Int, inputTokens: Int, outputTokens: Int,
        latency: Int
    ) {
        self.day = day
        self.requests = requests
        self.failures = failures
        self.credits = credits
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.latency = latency
    }
}

/// One change of a batch or of one of its items.
package struct BatchEvent: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        // Of the batch, with all items that the change touched.
        case submitted, retried
        // Of one item.
        case started, putOff, givenBack, leaseLost, completed, failed
        // Of the batch with its pending items, or of one item that was running then and did not finish.
        case cancelled
    }

    /// Counts a batch's events from 1; the newest one's is `Batch.version`.
    package var version: Int64
    package var kind: Kind
    /// The item's position; nil for the batch itself.
    package var position: Int?
    package var at: Timestamp

    package init(version: Int64, kind: Kind, position: Int?, at: Timestamp) {
        self.version = version
        self.kind = kind
        self.position = position
        self.at = at
    }
}
