/// The settings of the routes; limits that protect a public service do not bite a local user by default.
package struct APIConfiguration: Sendable {
    /// How a completed item's `result` looks in a status answer (contract conflict C2).
    package enum ResultShape: String, Sendable, CaseIterable {
        /// The extracted value itself.
        case bare
        /// An object as a single scrape's result: `content`, `data`, `screenshots`, `stats` and flags.
        case wrapped
    }

    /// URLs a submission may carry.
    package var maxURLs = 50
    /// Bytes a JSON body may have; nil for a limit that follows `maxURLs`.
    package var bodyLimit: Int?
    /// Items of one key that may be waiting or running at once.
    package var pendingLimit = 1_000_000
    /// Requests a key may make in a minute; nil for no limit.
    package var requestsPerMinute: Int?
    package var creditsPerItem = 2
    package var resultShape = ResultShape.bare
    /// Answer 401 instead of 403 to an unknown, revoked or expired key (contract conflict C1).
    package var unauthorizedForInvalidKey = false
    /// Batches with more items than this are answered in pages of `defaultPageSize`.
    package var pagingThreshold = 1000
    package var defaultPageSize = 1000
    package var maxPageSize = 10_000
    /// Items read from the store at first for a status answer: batches of up to so many are one snapshot, if
    /// `bytesPerRead` is enough for them.
    package var itemsPerRead = 100
    /// Bytes of items that end a read of the store for a status answer. What an answer holds in memory is about so
    /// much, or one item where that is larger.
    package var bytesPerRead = 2 << 20
    /// Memory for rendered answers of finished batches.
    package var answerCacheBytes = 16 << 20
    /// How long a key stays known without a look into the store: the delay of a revocation.
    package var keyCacheDuration: Duration = .seconds(1)
    /// What `/health` reports.
    package var version = "dev"

    package init() {}

    /// Bytes a JSON body may have: the configured limit, else room for `maxURLs` long URLs beside schema, prompt
    /// and cookies.
    package var bodyLimitBytes: Int { bodyLimit ?? max(1 << 20, 256 << 10 + maxURLs * 2048) }
}
