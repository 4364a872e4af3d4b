import Batches
import Fetch
import JSON
import Models

/// One item's way: cookies, fetch, reading, and the model for what the page leaves open.
package struct ItemPipeline: ItemProcessor {
    private let fetcher: any Fetcher
    private let pool: ReadingPool
    private let reader: any PageReader
    private let cookies: CookieVault
    private let model: ModelStage?

    package init(
        fetcher: any Fetcher, pool: ReadingPool, reader: any PageReader, cookies: CookieVault,
        model: ModelStage? = nil
    ) {
        self.fetcher = fetcher
        self.pool = pool
        self.reader = reader
        self.cookies = cookies
        self.model = model
    }

    package func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> {
        let cookies = cookies.cookies(of: item.batch)
        if item.options.hasCookies, cookies == nil {
            return .ended(
                ItemAttempt(
                    ending: .failed(
                        .cookiesLost,
                        message:
                            "The batch's cookies are gone: they are never stored, and the server was restarted."
                    )))
        }
        let start = ContinuousClock.now
        do throws(FetchError) {
            let page = try await fetcher.fetch(request(for: item, cookies: cookies))
            return .next(FetchedItem(page: page, time: ContinuousClock.now - start))
        } catch {
            var attempt = attempt(failedWith: error)
            attempt.fetchTime = ContinuousClock.now - start
            return .ended(attempt)
        }
    }

    package func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
        let page = fetched.page
        let read = await pool.run(for: item.batch, of: item.owner) { [reader] in
            let start = ContinuousClock.now
            let reading = reader.read(page, for: item)
            return (reading, ContinuousClock.now - start)
        }
        guard let (reading, time) = read else { return .ended(ItemAttempt(ending: Self.stopped)) }
        var attempt = ItemAttempt(ending: .completed(result: []))
        tell(reading, page.route, in: &attempt)
        attempt.statusCode = page.statusCode
        attempt.finalURL = page.finalURL
        attempt.timings = page.timings
        attempt.timings.extract = Int(time.milliseconds)
        attempt.fetchTime = fetched.time
        attempt.readingTime = time
        attempt.hostLatency = fetched.hostLatency
        attempt.crawlDelay = page.crawlDelay
        guard model != nil, let draft = reading.draft else { return .ended(attempt) }
        return .next(OpenItem(attempt: attempt, reading: reading, draft: draft, route: page.route))
    }

    package func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt {
        guard let model else { return open.attempt }
        let told = await model.ask(open.draft, for: item)
        var attempt = open.attempt
        attempt.inputTokens = told.usage.input
        attempt.outputTokens = told.usage.output
        guard told.error != .cancelled else {
            attempt.ending = Self.stopped
            return attempt
        }
        let finished = await pool.run(for: item.batch, of: item.owner) {
            model.finish(open.reading, open.draft, with: told)
        }
        if let finished { tell(finished, open.route, in: &attempt) } else { attempt.ending = Self.stopped }
        return attempt
    }

    /// Of an attempt that was cancelled: its item is given back.
    private static let stopped = ItemAttempt.Ending.failed(
        .internalError, message: "The server was stopped.")

    private func request(for item: ClaimedItem, cookies: String?) -> FetchRequest {
        var request = FetchRequest(url: item.url)
        request.cookies = cookies
        request.useProxy = item.options.useProxy
        request.proxyCountry = item.options.proxyCountry
        return request
    }

    /// The most bytes that are stored of what a page gave. The store takes a billion in one row, and what it can
    /// not take would be read again and again.
    static let resultLimit = 64 << 20

    private func tell(_ reading: PageReading, _ route: FetchRoute, in attempt: inout ItemAttempt) {
        switch reading.ending {
        case .result(let result):
            let size = result.count + (reading.extra?.count ?? 0) + (reading.title?.utf8.count ?? 0)
            guard size <= Self.resultLimit else {
                attempt.ending = .failed(
                    .pageTooComplex,
                    message: "the result would take \(size) bytes, and at most \(Self.resultLimit) are stored"
                )
                attempt.title = nil
                attempt.extra = extra(nil, of: route)
                return
            }
            attempt.ending = .completed(result: result)
        case .refused(let reason, let message): attempt.ending = .failed(reason, message: message)
        }
        attempt.title = reading.title
        attempt.extra = extra(reading.extra, of: route)
    }

    /// What the reader tells, and that a proxy was asked for and what became of it.
    private func extra(_ extra: [UInt8]?, of route: FetchRoute) -> [UInt8]? {
        let proxy: JSON
        switch route {
        case .direct: return extra
        case .proxy(let country): proxy = .string(country)
        case .directWithoutProxy: proxy = .null
        }
        var writer = JSONWriter()
        writer.member("proxy", proxy)
        let told = extra.map { $0.dropFirst().dropLast() } ?? []
        return Array("{".utf8) + writer.bytes + (told.isEmpty ? [] : Array(",".utf8) + told) + Array("}".utf8)
    }

    private func attempt(failedWith error: FetchError) -> ItemAttempt {
        var attempt = ItemAttempt(
            ending: .failed(error.reason, message: error.message, retryAfter: error.retryAfter))
        attempt.statusCode = error.statusCode
        attempt.finalURL = error.finalURL
        attempt.timings = error.timings
        attempt.hostLatency = error.timings.firstByte.map { .milliseconds($0) }
        attempt.isKept = error.isKept
        attempt.crawlDelay = error.crawlDelay
        attempt.isProxied = error.isProxied
        return attempt
    }
}
