import Batches

/// A fetcher that asks a site's `robots.txt` first (RFC 9309), for the URL as it was submitted.
///
/// A file that the site does not have (4xx) allows everything; one that cannot be read now (5xx, no answer)
/// allows nothing, and the fetch fails with that transient cause.
package actor RobotsFetcher: Fetcher {
    private struct Entry {
        var task: Task<Result<RobotsRules, FetchError>, Never>
        var since: ContinuousClock.Instant
    }

    private let fetcher: any Fetcher
    private let agent: String
    private let hostLimit: Int
    private var entries: [String: Entry] = [:]

    /// The standard asks not to use a file for longer than a day.
    private static let lifetime = Duration.seconds(24 * 3600)
    /// A failure is asked again sooner.
    private static let failureLifetime = Duration.seconds(60)

    package init(_ fetcher: any Fetcher, agent: String = "orbweaver", hostLimit: Int = 10_000) {
        self.fetcher = fetcher
        self.agent = agent
        self.hostLimit = max(1, hostLimit)
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
        let address: WebAddress
        do throws(URLProblem) {
            address = try WebAddress(request.url)
        } catch {
            throw FetchError(.badURL(error))
        }
        let rules = try await rules(for: address, request).get()
        guard rules.allows(address.pathAndQuery) else {
            throw FetchError(.robotsDisallowed, finalURL: address.text)
        }
        return try await fetcher.fetch(request)
    }

    private func rules(for address: WebAddress, _ request: FetchRequest) async -> Result<
        RobotsRules, FetchError
    > {
        let origin = address.origin
        if let entry = entries[origin], ContinuousClock.now - entry.since < Self.lifetime {
            let result = await entry.task.value
            if case .failure = result, ContinuousClock.now - entry.since >= Self.failureLifetime {
                if entries[origin]?.since == entry.since { entries[origin] = nil }
                return await rules(for: address, request)
            }
            return result
        }
        if entries.count >= hostLimit, let oldest = entries.min(by: { $0.value.since < $1.value.since }) {
            entries[oldest.key] = nil
        }
        var file = FetchRequest(url: origin + "/robots.txt")
        file.useProxy = request.useProxy
        file.proxyCountry = request.proxyCountry
        // Not a child of the asking task: others wait for the same file when that one is cancelled.
        let task = Task { [fetcher, agent, file] in await Self.read(file, with: fetcher, for: agent) }
        entries[origin] = Entry(task: task, since: .now)
        return await task.value
    }

    private static func read(
        _ request: FetchRequest, with fetcher: any Fetcher, for agent: String
    ) async -> Result<RobotsRules, FetchError> {
        do throws(FetchError) {
            return .success(RobotsRules(parsing: try await fetcher.fetch(request).body, for: agent))
        } catch {
            // What is transient is "unreachable" in the standard's words, the rest "unavailable".
            if error.reason.isTransient || error.reason == .addressNotAllowed { return .failure(error) }
            return .success(.allowingEverything)
        }
    }
}
