import Batches

/// A fetcher that asks a site's `robots.txt` first (RFC 9309), for the URL as it was submitted and for the target of
/// every redirect.
///
/// A file that the site does not have (4xx) allows everything. One that cannot be read (5xx, 429, no answer, a broken
/// one) allows nothing, and the fetch fails with that cause; but rules that were read before stay in force.
package actor RobotsFetcher: Fetcher {
    /// Whose file, and by which way it is read: what fails by a proxy tells nothing of other ways.
    private struct Site: Hashable {
        let origin: String
        /// The country that was asked for; nil without a proxy.
        let proxy: String?
    }

    /// What is known of one site.
    private struct Entry {
        var rules: RobotsRules?
        /// Why the last try gave no rules.
        var failure: FetchError?
        var failuresInARow = 0
        var askedAt: ContinuousClock.Instant

        /// How long the file is not asked for again.
        var lifetime: Duration {
            guard let failure else { return RobotsFetcher.lifetime }
            let doubled = RobotsFetcher.firstPause * (1 << min(failuresInARow - 1, 20))
            let asked = min(failure.retryAfter ?? .zero, RobotsFetcher.longestRetryAfter)
            return max(min(doubled, RobotsFetcher.longestPause), asked)
        }
    }

    private let fetcher: any Fetcher
    private let agent: String
    private let hostLimit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private var entries: [Site: Entry] = [:]
    private var ruleBytes = 0
    /// Those who wait for a file that is being asked for.
    private var waiting: [Site: [AsyncStream<Entry>.Continuation]] = [:]

    /// The standard asks not to use a file for longer than a day while it can be read.
    private static let lifetime = Duration.seconds(24 * 3600)
    /// After a failure, and twice as long after each further one: no longer than an item waits for its second attempt
    /// and its third, so that a fault which passes costs nobody its item.
    private static let firstPause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(8)
    /// Of what a site may ask for.
    private static let longestRetryAfter = Duration.seconds(300)
    /// Items are put off by whole milliseconds, and must not come back too early.
    private static let slack = Duration.milliseconds(10)
    /// Of all rules in memory together.
    private static let ruleByteLimit = 64 << 20

    package init(
        _ fetcher: any Fetcher, agent: String = "orbweaver", hostLimit: Int = 10_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.fetcher = fetcher
        self.agent = agent
        self.hostLimit = max(1, hostLimit)
        self.now = now
    }

    package nonisolated func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
        let address: WebAddress
        do throws(URLProblem) {
            address = try WebAddress(request.url)
        } catch {
            throw FetchError(.badURL(error))
        }
        let delay = try await admit(address, request)
        var judged = request
        judged.admits = { [self] target async throws(FetchError) in _ = try await admit(target, request)
        }
        do throws(FetchError) {
            var page = try await fetcher.fetch(judged)
            page.crawlDelay = delay
            return page
        } catch {
            var error = error
            error.crawlDelay = delay
            throw error
        }
    }

    /// Throws when the site does not want `address` fetched; returns the delay that it asks for. Judges on the caller's
    /// own time: other fetches need not wait for it.
    private nonisolated func admit(_ address: WebAddress, _ request: FetchRequest) async throws(FetchError)
        -> Duration?
    {
        let rules = try await rules(for: address, request)
        guard rules.allows(address.pathAndQuery) else {
            var error = FetchError(.robotsDisallowed, finalURL: address.text)
            error.crawlDelay = rules.crawlDelay
            throw error
        }
        return rules.crawlDelay
    }

    private func rules(for address: WebAddress, _ request: FetchRequest) async throws(FetchError)
        -> RobotsRules
    {
        let site = Site(
            origin: address.origin, proxy: request.useProxy ? request.proxyCountry ?? "" : nil)
        if let entry = entries[site], now() - entry.askedAt < entry.lifetime {
            return try rules(of: entry, for: address, isKept: true)
        }
        let isFirst = waiting[site] == nil
        if isFirst { ask(site, request) }
        let (answers, continuation) = AsyncStream<Entry>.makeStream()
        waiting[site, default: []].append(continuation)
        for await entry in answers { return try rules(of: entry, for: address, isKept: !isFirst) }
        // Without an answer this task was cancelled.
        throw FetchError(.cancelled, finalURL: address.text)
    }

    /// A failure that is kept comes with the time until the file is asked for again, and without another fetch's times.
    private func rules(of entry: Entry, for address: WebAddress, isKept: Bool) throws(FetchError)
        -> RobotsRules
    {
        if let rules = entry.rules { return rules }
        guard let failure = entry.failure else { return .allowingEverything }
        var error = FetchError(failure.cause, statusCode: failure.statusCode, finalURL: address.text)
        error.isOfRobots = failure.reason != .addressNotAllowed
        error.isKept = isKept
        if isKept {
            error.retryAfter = max(entry.lifetime - (now() - entry.askedAt), .zero) + Self.slack
        } else {
            error.timings = failure.timings
            error.retryAfter = failure.retryAfter
        }
        throw error
    }

    /// Not a child of the asking task: others wait for the same file when that one is cancelled.
    private func ask(_ site: Site, _ request: FetchRequest) {
        waiting[site] = []
        var file = FetchRequest(url: site.origin + "/robots.txt")
        file.useProxy = request.useProxy
        file.proxyCountry = request.proxyCountry
        file.firstBytes = RobotsRules.lengthLimit
        Task { [fetcher, agent, file] in
            let result = await Self.read(file, with: fetcher, for: agent)
            self.finish(site, result)
        }
    }

    private func finish(_ site: Site, _ result: Result<RobotsRules, FetchError>) {
        let old = remove(site)
        var entry = Entry(askedAt: now())
        switch result {
        case .success(let rules): entry.rules = rules
        case .failure(let error):
            entry.rules = old?.rules
            entry.failure = error
            entry.failuresInARow = (old?.failuresInARow ?? 0) + 1
        }
        store(site, entry)
        for waiter in waiting.removeValue(forKey: site) ?? [] {
            waiter.yield(entry)
            waiter.finish()
        }
    }

    private func store(_ site: Site, _ entry: Entry) {
        let size = entry.rules?.byteCount ?? 0
        while entries.count >= hostLimit || ruleBytes + size > Self.ruleByteLimit,
            let oldest = entries.min(by: { $0.value.askedAt < $1.value.askedAt })
        {
            remove(oldest.key)
        }
        entries[site] = entry
        ruleBytes += size
    }

    @discardableResult
    private func remove(_ site: Site) -> Entry? {
        let entry = entries.removeValue(forKey: site)
        ruleBytes -= entry?.rules?.byteCount ?? 0
        return entry
    }

    private static func read(
        _ request: FetchRequest, with fetcher: any Fetcher, for agent: String
    ) async -> Result<RobotsRules, FetchError> {
        do throws(FetchError) {
            return .success(RobotsRules(parsing: try await fetcher.fetch(request).body, for: agent))
        } catch {
            switch error.cause {
            // "Unavailable" in the standard's words; anything else is "unreachable".
            case .clientError, .tooManyRedirects, .redirectNotAllowed: return .success(.allowingEverything)
            default: return .failure(error)
            }
        }
    }
}
