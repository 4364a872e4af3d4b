/// Where an item's time went, in milliseconds; nil for a phase it never reached.
package struct ItemTimings: Equatable, Sendable {
    /// From being due to being picked up.
    package var queue: Int?
    package var dns: Int?
    package var connect: Int?
    package var tls: Int?
    package var firstByte: Int?
    package var download: Int?
    package var extract: Int?
    /// From pick-up to terminal state.
    package var total: Int?

    package init() {}
}

/// One URL of a batch, as stored.
package struct Item: Equatable, Sendable {
    package let id: ItemID
    /// Position in the submission, from 0.
    package let position: Int
    /// Exactly as submitted.
    package let url: String
    package var jobID: String
    package var status: ItemStatus
    /// The result as one JSON value's text, written once by the worker; nil until completed.
    package var result: [UInt8]?
    package var error: String?
    package var errorCode: FailureReason?
    package var creditsUsed: Int
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    package var attempts: Int
    package var statusCode: Int?
    package var finalURL: String?
    package var title: String?
    package var timings: ItemTimings
    /// Superset facts as one JSON object's text (provenance, extraction failure), written by the worker.
    package var extra: [UInt8]?

    package init(
        id: ItemID, position: Int, url: String, jobID: String, status: ItemStatus, result: [UInt8]? = nil,
        error: String? = nil, errorCode: FailureReason? = nil, creditsUsed: Int = 0,
        startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil, attempts: Int = 0, statusCode: Int? = nil,
        finalURL: String? = nil, title: String? = nil, timings: ItemTimings = ItemTimings(),
        extra: [UInt8]? = nil
    ) {
        self.id = id
        self.position = position
        self.url = url
        self.jobID = jobID
        self.status = status
        self.result = result
        self.error = error
        self.errorCode = errorCode
        self.creditsUsed = creditsUsed
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.attempts = attempts
        self.statusCode = statusCode
        self.finalURL = finalURL
        self.title = title
        self.timings = timings
        self.extra = extra
    }

    /// About how long the item's text is in an answer.
    package var byteCount: Int {
        700 + url.utf8.count + (error?.utf8.count ?? 0) + (finalURL?.utf8.count ?? 0)
            + (title?.utf8.count ?? 0) + (result?.count ?? 0) + (extra?.count ?? 0)
    }
}
