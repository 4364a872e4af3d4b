import Batches

/// A fetcher that asks a site's `robots.txt` first (RFC 9309), for the URL as it was submitted and for the target of
/// every redirect.
///
/// A file that the site does not have (4xx) allows everything. One that cannot be read (5xx, 429, no answer) allows
/// nothing, and the fetch fails with that transient cause; but rules that were read before stay in force.
package actor RobotsFetcher: Fetcher {
    /// What is known of one origin.
    private struct Entry {
        var rules: RobotsRules?
        /// Why the last try gave no rules.
        var failure: FetchError?
        var askedAt: ContinuousClock.Instant
    }

    private let fetcher: any Fetcher
    private let agent: String
    private let hostLimit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private var entries: [String: Entry] = [:]
    private var ruleBytes = 0
    /// Those who wait for a file that is being asked for.
    private var waiting: [String: [AsyncStream<Void>.Continuation]] = [:]

    /// The standard asks not to use a file for longer than a day while it can be read.
    private static let lifetime = Duration.seconds(24 * 3600)
    /// A failure is asked again sooner.
    private static let failureLifetime = Duration.seconds(60)
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
        let origin = address.origin
        while true {
            if let entry = entries[origin] {
                let lifetime = entry.failure == nil ? Self.lifetime : Self.failureLifetime
                if now() - entry.askedAt < lifetime {
                    if let rules = entry.rules { return rules }
                    if let failure = entry.failure { throw about(address, failure) }
                }
            }
            if waiting[origin] == nil { ask(origin, request) }
            let (answer, continuation) = AsyncStream<Void>.makeStream()
            waiting[origin, default: []].append(continuation)
            // Ends with the answer, or at once when this task is cancelled.
            for await _ in answer {}
            if Task.isCancelled { throw FetchError(.cancelled, finalURL: address.text) }
        }
    }

    private func about(_ address: WebAddress, _ failure: FetchError) -> FetchError {
        var error = FetchError(
            failure.cause, statusCode: failure.statusCode, finalURL: address.text,
            timings: failure.timings,
            retryAfter: failure.retryAfter)
        error.isOfRobots = failure.reason != .addressNotAllowed
        return error
    }

    /// Not a child of the asking task: others wait for the same file when that one is cancelled.
    private func ask(_ origin: String, _ request: FetchRequest) {
        waiting[origin] = []
        var file = FetchRequest(url: origin + "/robots.txt")
        file.useProxy = request.useProxy
        file.proxyCountry = request.proxyCountry
        file.firstBytes = RobotsRules.lengthLimit
        Task { [fetcher, agent, file] in
            let result = await Self.read(file, with: fetcher, for: agent)
            self.finish(origin, result)
        }
    }

    private func finish(_ origin: String, _ result: Result<RobotsRules, FetchError>) {
        let old = remove(origin)
        switch result {
        case .success(let rules): store(origin, Entry(rules: rules, askedAt: now()))
        case .failure(let error):
            store(origin, Entry(rules: old?.rules, failure: error, askedAt: now()))
        }
        for waiter in waiting.removeValue(forKey: origin) ?? [] { waiter.finish() }
    }

    private func store(_ origin: String, _ entry: Entry) {
        let size = entry.rules?.byteCount ?? 0
        while entries.count >= hostLimit || ruleBytes + size > Self.ruleByteLimit,
            let oldest = entries.min(by: { $0.value.askedAt < $1.value.askedAt })
        {
            remove(oldest.key)
        }
        entries[origin] = entry
        ruleBytes += size
    }

    @discardableResult
    private func remove(_ origin: String) -> Entry? {
        let entry = entries.removeValue(forKey: origin)
        ruleBytes -= entry?.rules?.byteCount ?? 0
        return entry
    }

    private static func read(
        _ request: FetchRequest, with fetcher: any Fetcher, for agent: String
    ) async -> Result<RobotsRules, FetchError> {
        do throws(FetchError) {
            return .success(RobotsRules(parsing: try await fetcher.fetch(request).body, for: agent))
        } catch {
            // What is transient is "unreachable" in the standard's words, the rest "unavailable".
            if error.reason.isTransient || error.reason == .addressNotAllowed || error.cause == .cancelled {
                return .failure(error)
            }
            return .success(.allowingEverything)
        }
    }
}
