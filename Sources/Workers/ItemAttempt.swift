import Batches

/// What one attempt at an item came to. Whether a failure is final is the retry policy's decision.
package struct ItemAttempt: Sendable {
    package enum Ending: Sendable, Equatable {
        /// `result` is one JSON value's text.
        case completed(result: [UInt8])
        /// `retryAfter` is how long the site asked to be left alone.
        case failed(FailureReason, message: String, retryAfter: Duration? = nil)
    }

    package var ending: Ending
    package var statusCode: Int?
    package var finalURL: String?
    package var title: String?
    package var timings = ItemTimings()
    /// As `Item.extra`.
    package var extra: [UInt8]?
    package var inputTokens = 0
    package var outputTokens = 0
    /// From asking to the whole page or the failure; nil when nothing was fetched.
    package var fetchTime: Duration?
    /// Of parsing and rendering, without the wait for a thread.
    package var readingTime: Duration?
    /// How long the host took to answer; nil when it did not.
    package var hostLatency: Duration?
    /// The failure is one that an earlier attempt met: the host was not asked again.
    package var isKept = false
    /// It failed through a proxy, so that silence says nothing about the host.
    package var isProxied = false
    /// What the site asks for between two fetches.
    package var crawlDelay: Duration?

    package init(ending: Ending) { self.ending = ending }
}
