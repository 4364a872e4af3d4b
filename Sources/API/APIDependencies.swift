import Batches
import Logging

/// What the routes work with. Functions stand for modules that the routes do not import.
package struct APIDependencies: Sendable {
    package var store: any Store
    package var cookies: CookieVault
    package var requests: BatchRequests
    package var clock: any WallClock
    package var logger: Logger
    /// SHA-256 of a key's UTF-8 text.
    package var hashKey: @Sendable ([UInt8]) -> [UInt8]
    package var checkURL: SubmissionRules.URLCheck
    package var checkCookies: SubmissionRules.CookieCheck
    package var checkSchema: SubmissionRules.SchemaCheck
    /// Called after items became pending, to wake the workers.
    package var onQueued: @Sendable () -> Void
    /// Why the server cannot take work now; nil when it can. For `/ready`.
    package var whyNotReady: @Sendable () async -> String?
    /// The text of `/metrics` in the Prometheus format; nil for no such route.
    package var metrics: (@Sendable () async -> String)?

    package init(
        store: any Store, cookies: CookieVault, requests: BatchRequests = BatchRequests(),
        clock: any WallClock = SystemWallClock(), logger: Logger,
        hashKey: @escaping @Sendable ([UInt8]) -> [UInt8],
        checkURL: @escaping SubmissionRules.URLCheck,
        checkCookies: @escaping SubmissionRules.CookieCheck = { _ in nil },
        checkSchema: @escaping SubmissionRules.SchemaCheck,
        onQueued: @escaping @Sendable () -> Void,
        whyNotReady: @escaping @Sendable () async -> String? = { nil },
        metrics: (@Sendable () async -> String)? = nil
    ) {
        self.store = store
        self.cookies = cookies
        self.requests = requests
        self.clock = clock
        self.logger = logger
        self.hashKey = hashKey
        self.checkURL = checkURL
        self.checkCookies = checkCookies
        self.checkSchema = checkSchema
        self.onQueued = onQueued
        self.whyNotReady = whyNotReady
        self.metrics = metrics
    }
}
