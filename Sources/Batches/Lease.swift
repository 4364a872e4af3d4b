/// A worker's claim on an item until a stated time. A result is accepted only with the token of the
/// item's newest lease, so a worker that lost its lease cannot overwrite another's result.
package struct Lease: Hashable, Sendable {
    package let item: ItemID
    /// Grows with each claim of the item.
    package let token: Int64

    package init(item: ItemID, token: Int64) {
        self.item = item
        self.token = token
    }
}

/// An item handed to a worker, with all that the pipeline needs.
package struct ClaimedItem: Sendable {
    package let lease: Lease
    package let batch: BatchID
    package let owner: KeyID
    package let url: String
    package let host: String
    package let options: BatchOptions
    /// Attempts counted so far, this one included: 1 on the first.
    package let attempt: Int
    /// When the item became due (submitted, put off until, or retried), in the store's steady time.
    package let dueAt: Timestamp
    /// When it was claimed, in the same.
    package let startedAt: Timestamp
    /// Credits that its batch reserved for it.
    package let creditsReserved: Int

    package init(
        lease: Lease, batch: BatchID, owner: KeyID, url: String, host: String, options: BatchOptions,
        attempt: Int, dueAt: Timestamp, startedAt: Timestamp, creditsReserved: Int
    ) {
        self.lease = lease
        self.batch = batch
        self.owner = owner
        self.url = url
        self.host = host
        self.options = options
        self.attempt = attempt
        self.dueAt = dueAt
        self.startedAt = startedAt
        self.creditsReserved = creditsReserved
    }
}

/// What `Store.claim` found.
package struct Claim: Sendable {
    package var items: [ClaimedItem]
    /// How long until the earliest item that is put off becomes due; nil when nothing waits for a time.
    package var nextDueIn: Duration?

    package init(items: [ClaimedItem], nextDueIn: Duration? = nil) {
        self.items = items
        self.nextDueIn = nextDueIn
    }
}

/// How a worker's turn with an item ended.
package struct ItemOutcome: Sendable {
    package enum Ending: Sendable, Equatable {
        /// `result` is one JSON value's text.
        case completed(result: [UInt8], creditsUsed: Int)
        case failed(FailureReason, message: String)
        /// A transient failure: pending again, due after a while; the attempt counts.
        case putOff(for: Duration, FailureReason, message: String)
        /// Not the item's fault (shutdown): pending again at once, the attempt does not count.
        case givenBack
    }

    package var lease: Lease
    package var ending: Ending
    package var statusCode: Int?
    package var finalURL: String?
    package var title: String?
    package var timings: ItemTimings
    /// As `Item.extra`.
    package var extra: [UInt8]?
    package var inputTokens = 0
    package var outputTokens = 0

    package init(
        lease: Lease, ending: Ending, statusCode: Int? = nil, finalURL: String? = nil, title: String? = nil,
        timings: ItemTimings = ItemTimings(), extra: [UInt8]? = nil
    ) {
        self.lease = lease
        self.ending = ending
        self.statusCode = statusCode
        self.finalURL = finalURL
        self.title = title
        self.timings = timings
        self.extra = extra
    }
}
