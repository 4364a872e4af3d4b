import Batches
import Synchronization
import Testing

@testable import Fetch

struct RobotsFetcherTests {
    /// Answers for `/robots.txt` what it is told to, in turn; anything else is a page.
    private final class FakeFetcher: Fetcher {
        let robots: Mutex<[Result<String, FetchError>]>
        let asked = Mutex<[String]>([])

        init(_ robots: Result<String, FetchError>...) { self.robots = Mutex(robots) }

        var pages: [String] { asked.withLock { $0.filter { !$0.hasSuffix("/robots.txt") } } }

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
            asked.withLock { $0.append(request.url) }
            var body = "page"
            if request.url.hasSuffix("/robots.txt") {
                body = try robots.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
            }
            return FetchedPage(
                body: Array(body.utf8), statusCode: 200, finalURL: request.url, contentType: "text/plain")
        }
    }

    private final class TestClock: Sendable {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now
        func advance(by duration: Duration) { offset.withLock { $0 += duration } }
        var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
    }

    private func failure(
        of fetcher: RobotsFetcher, _ url: String, useProxy: Bool = false, proxyCountry: String? = nil
    ) async -> FetchError? {
        do throws(FetchError) {
            _ = try await fetcher.fetch(
                FetchRequest(url: url, useProxy: useProxy, proxyCountry: proxyCountry))
            return nil
        } catch {
            return error
        }
    }

    private func reason(of fetcher: RobotsFetcher, _ url: String) async -> FailureReason? {
        await failure(of: fetcher, url)?.reason
    }

    @Test func aRedirectIsFollowedOnlyWhereItsTargetAllowsIt() async throws {
        let target = try FixtureSite {
            $0.path == "/robots.txt"
                ? .response(body: "User-agent: *\nDisallow: /private") : .response(body: "page")
        }
        let (open, closed) = (target.url("/open"), target.url("/private/x"))
        let site = try FixtureSite { request in
            switch request.path {
            case "/robots.txt": .response("404 Not Found")
            case "/open": .redirect(to: open)
            case "/twice": .redirect(to: "/closed")
            default: .redirect(to: closed)
            }
        }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        let page = try await fetcher.fetch(FetchRequest(url: site.url("/open")))
        #expect(page.finalURL == target.url("/open"))
        for path in ["/closed", "/twice"] {
            let error = await #expect(throws: FetchError.self) {
                try await fetcher.fetch(FetchRequest(url: site.url(path)))
            }
            #expect(error?.reason == .robotsDisallowed)
            #expect(error?.finalURL == closed)
            // The first host answered, which says something about it.
            #expect(error?.timings.firstByte != nil)
        }
        #expect(target.requests.map(\.path) == ["/robots.txt", "/open"])
    }

    @Test func theFileMayBeBehindRedirects() async throws {
        let site = try FixtureSite { request in
            switch request.path {
            case "/robots.txt": .redirect(to: "/1")
            case "/5": .response(body: "User-agent: *\nDisallow: /private")
            case "/private": .response(body: "page")
            default: .redirect(to: "/\((Int(request.path.dropFirst()) ?? 0) + 1)")
            }
        }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        #expect(await reason(of: fetcher, site.url("/private")) == .robotsDisallowed)
    }

    @Test func theFirstPartOfAVastFileOfAnyTypeCounts() async throws {
        let rules = "User-agent: *\nDisallow: /private\n"
        let rest = [UInt8](repeating: UInt8(ascii: "#"), count: 2 << 20)
        let site = try FixtureSite { request in
            request.path == "/robots.txt"
                ? .response("200 OK", ["Content-Type: application/octet-stream"], body: rules.utf8 + rest)
                : .response(body: "page")
        }
        var configuration = FetchConfiguration.loopback
        configuration.bodyLimitBytes = 1 << 20
        let fetcher = RobotsFetcher(CurlFetcher(configuration))
        #expect(await reason(of: fetcher, site.url("/private")) == .robotsDisallowed)
        #expect(await reason(of: fetcher, site.url("/open")) == nil)
    }

    @Test func aFileThatCannotBeReadAllowsNothingAndIsAskedAgainSoon() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(
            .failure(FetchError(.serverError, statusCode: 503)), .failure(FetchError(.rateLimited)),
            .success("User-agent: *\nDisallow: /private"))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        #expect(await reason(of: fetcher, "http://a.example/open") == .serverError)
        #expect(await reason(of: fetcher, "http://a.example/open") == .serverError)
        clock.advance(by: .seconds(61))
        #expect(await reason(of: fetcher, "http://a.example/open") == .rateLimited)
        clock.advance(by: .seconds(61))
        #expect(await reason(of: fetcher, "http://a.example/open") == nil)
        #expect(fake.asked.withLock { $0.count { $0.hasSuffix("robots.txt") } } == 3)
    }

    @Test func oneFaultIsOverBeforeTheNextAttempt() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(.failure(FetchError(.connectionLost)), .success(""))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        let first = await failure(of: fetcher, "http://a.example/1")
        #expect(first?.reason == .connectionLost && first?.isKept == false && first?.retryAfter == nil)
        clock.advance(by: .milliseconds(100))
        // Who meets the kept failure is told when the file is asked for again.
        let second = await failure(of: fetcher, "http://a.example/2")
        #expect(second?.isKept == true && second?.retryAfter == .milliseconds(410))
        #expect(fake.pages.isEmpty)
        clock.advance(by: second?.retryAfter ?? .zero)
        #expect(await failure(of: fetcher, "http://a.example/2") == nil)
        #expect(fake.asked.withLock { $0.count { $0.hasSuffix("robots.txt") } } == 2)
    }

    @Test func aFileThatStaysUnreadableIsAskedForLessAndLess() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(.failure(FetchError(.serverError, statusCode: 500)))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        var asks: [Int] = []
        for second in 0..<600 {
            if await failure(of: fetcher, "http://a.example/")?.isKept == false { asks.append(second) }
            clock.advance(by: .seconds(1))
        }
        #expect(asks.prefix(8) == [0, 1, 2, 4, 8, 16, 24, 32])
        #expect(zip(asks.dropFirst(7), asks.dropFirst(8)).allSatisfy { $1 - $0 == 8 })
        #expect(fake.pages.isEmpty)
    }

    @Test func whatTheSiteAsksForIsKept() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(
            .failure(FetchError(.serverError, statusCode: 503, retryAfter: .seconds(20))),
            .failure(FetchError(.serverError, statusCode: 503, retryAfter: .seconds(3600))), .success(""))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        #expect(await failure(of: fetcher, "http://a.example/")?.retryAfter == .seconds(20))
        clock.advance(by: .seconds(19))
        #expect(await failure(of: fetcher, "http://a.example/")?.isKept == true)
        clock.advance(by: .seconds(1))
        #expect(await failure(of: fetcher, "http://a.example/")?.retryAfter == .seconds(3600))
        clock.advance(by: .seconds(299))
        #expect(await failure(of: fetcher, "http://a.example/")?.isKept == true)
        clock.advance(by: .seconds(1))
        #expect(await failure(of: fetcher, "http://a.example/") == nil)
    }

    @Test func aFailureByAProxyTellsNothingOfOtherWays() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(.failure(FetchError(.proxyFailed)), .success(""))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        let proxied = await failure(
            of: fetcher, "http://a.example/", useProxy: true, proxyCountry: "us")
        #expect(proxied?.reason == .proxyFailed)
        #expect(await failure(of: fetcher, "http://a.example/") == nil)
        #expect(
            await failure(of: fetcher, "http://a.example/", useProxy: true, proxyCountry: "de") == nil)
        #expect(
            await failure(of: fetcher, "http://a.example/", useProxy: true, proxyCountry: "us")?.isKept
                == true)
    }

    @Test(arguments: [
        FetchError.Cause.badEncoding, .tlsFailed, .protocolError, .failed(curlCode: 1), .dnsFailed,
    ])
    func whatCannotBeReadAllowsNothing(_ cause: FetchError.Cause) async throws {
        let fake = FakeFetcher(.failure(FetchError(cause)))
        let error = await failure(of: RobotsFetcher(fake), "http://a.example/")
        #expect(error?.cause == cause && error?.isOfRobots == true)
        #expect(fake.pages.isEmpty)
    }

    @Test(arguments: ["gzip", "gzip, gzip"])
    func aFileInABrokenCompressionAllowsNothing(_ coding: String) async throws {
        let site = try FixtureSite { request in
            request.path == "/robots.txt"
                ? .response("200 OK", ["Content-Encoding: \(coding)"], body: "User-agent: *\nAllow: /")
                : .response(body: "page")
        }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        #expect(await reason(of: fetcher, site.url("/open")) == .badEncoding)
        #expect(site.requests.map(\.path) == ["/robots.txt"])
    }

    @Test func aFileWithAWrongNameOfAnEncodingCounts() async throws {
        let site = try FixtureSite { request in
            request.path == "/robots.txt"
                ? .response("200 OK", ["Content-Encoding: utf-8"], body: "User-agent: *\nDisallow: /private")
                : .response(body: "page")
        }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        #expect(await reason(of: fetcher, site.url("/private")) == .robotsDisallowed)
        #expect(await reason(of: fetcher, site.url("/open")) == nil)
    }

    @Test func ofThoseWhoWaitForOneFileOneTellsOfTheHost() async throws {
        let site = try FixtureSite { _ in .response("503 Busy") }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        let url = site.url("/")
        let kept = await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<8 { group.addTask { await failure(of: fetcher, url)?.isKept } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kept.count { $0 == false } == site.requests.count)
        #expect(!kept.contains(nil))
    }

    @Test func theFailureSaysThatItIsAboutTheFile() async throws {
        let fetcher = RobotsFetcher(FakeFetcher(.failure(FetchError(.serverError, statusCode: 503))))
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: "http://a.example/x"))
        }
        #expect(
            error?.message == "the site's robots.txt could not be read: the site answered with status 503"
        )
        #expect(error?.finalURL == "http://a.example/x")
    }

    @Test func oldRulesStayInForceWhileTheFileCannotBeRead() async throws {
        let clock = TestClock()
        let fake = FakeFetcher(
            .success("User-agent: *\nDisallow: /private"), .failure(FetchError(.timedOut)),
            .success("User-agent: *\nDisallow: /open"))
        let fetcher = RobotsFetcher(fake, now: { clock.now })
        for _ in 0..<2 {
            #expect(await reason(of: fetcher, "http://a.example/open") == nil)
            #expect(await reason(of: fetcher, "http://a.example/private") == .robotsDisallowed)
            clock.advance(by: .seconds(24 * 3600 + 1))
        }
        // The second failure's time is over too.
        #expect(await reason(of: fetcher, "http://a.example/open") == .robotsDisallowed)
        #expect(await reason(of: fetcher, "http://a.example/private") == nil)
    }

    @Test func theCrawlDelayComesWithPagesAndFailures() async throws {
        let fetcher = RobotsFetcher(
            FakeFetcher(.success("User-agent: *\nCrawl-delay: 2\nDisallow: /private")))
        let page = try await fetcher.fetch(FetchRequest(url: "http://a.example/open"))
        #expect(page.crawlDelay == .seconds(2))
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.fetch(FetchRequest(url: "http://a.example/private"))
        }
        #expect(error?.crawlDelay == .seconds(2))
    }

    @Test func whoIsCancelledWhileTheFileIsAwaitedLeavesAtOnce() async throws {
        let site = try FixtureSite { _ in .init(steps: [.hang]) }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        let url = site.url("/")
        let fetching = Task { await reason(of: fetcher, url) }
        while site.requests.isEmpty { await Task.yield() }
        let start = ContinuousClock.now
        fetching.cancel()
        #expect(await fetching.value == .internalError)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func hostsAndTheirRulesAreForgottenBeyondTheLimit() async throws {
        let fake = FakeFetcher(.success(""))
        let fetcher = RobotsFetcher(fake, hostLimit: 3)
        for host in ["a", "b", "c", "d", "d", "a"] {
            _ = await reason(of: fetcher, "http://\(host).example/")
        }
        #expect(fake.asked.withLock { $0.filter { $0.hasSuffix("robots.txt") }.count } == 5)
    }

    @Test(arguments: [
        ("Mozilla/5.0 (X11)", "orbweaver"), ("NewsBot/2.1 (+https://news.example)", "newsbot"),
        ("", "orbweaver"),
    ])
    func theAgentIsTheUserAgentsUnlessThatPosesAsABrowser(_ userAgent: String, _ agent: String) {
        var configuration = FetchConfiguration()
        configuration.userAgent = userAgent
        #expect(configuration.robotsAgent == agent)
    }
}
