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

    package func process(_ item: ClaimedItem) async -> ItemAttempt {
        let cookies = cookies.cookies(of: item.batch)
        if item.options.hasCookies, cookies == nil {
            return ItemAttempt(
                ending: .failed(
                    .cookiesLost,
                    message:
                        "The batch's cookies are gone: they are never stored, and the server was restarted."))
        }
        let start = ContinuousClock.now
        let page: FetchedPage
        do throws(FetchError) {
            page = try await fetcher.fetch(request(for: item, cookies: cookies))
        } catch {
            var attempt = attempt(failedWith: error)
            attempt.fetchTime = ContinuousClock.now - start
            return attempt
        }
        let fetchTime = ContinuousClock.now - start
        var attempt = await read(page, item)
        attempt.fetchTime = fetchTime
        return attempt
    }

    private func request(for item: ClaimedItem, cookies: String?) -> FetchRequest {
        var request = FetchRequest(url: item.url)
        request.cookies = cookies
        request.useProxy = item.options.useProxy
        request.proxyCountry = item.options.proxyCountry
        return request
    }

    private func read(_ page: FetchedPage, _ item: ClaimedItem) async -> ItemAttempt {
        var (reading, time) = await pool.run(for: item.batch) { [reader] in
            let start = ContinuousClock.now
            let reading = reader.read(page, for: item)
            return (reading, ContinuousClock.now - start)
        }
        var usage = TokenUsage()
        if let model, let draft = reading.draft {
            let told = await model.ask(draft, for: item)
            usage = told.usage
            if told.error == .cancelled {
                reading = PageReading(ending: .refused(.internalError, message: "The server was stopped."))
            } else {
                reading = await pool.run(for: item.batch) { [reading] in
                    model.finish(reading, draft, with: told)
                }
            }
        }
        var attempt =
            switch reading.ending {
            case .result(let result): ItemAttempt(ending: .completed(result: result))
            case .refused(let reason, let message): ItemAttempt(ending: .failed(reason, message: message))
            }
        attempt.statusCode = page.statusCode
        attempt.finalURL = page.finalURL
        attempt.title = reading.title
        attempt.timings = page.timings
        attempt.timings.extract = Int(time.milliseconds)
        attempt.readingTime = time
        attempt.inputTokens = usage.input
        attempt.outputTokens = usage.output
        attempt.extra = extra(reading.extra, of: page)
        attempt.hostLatency = page.timings.firstByte.map { .milliseconds($0) }
        attempt.crawlDelay = page.crawlDelay
        return attempt
    }

    /// What the reader tells, and that a proxy was asked for and what became of it.
    private func extra(_ extra: [UInt8]?, of page: FetchedPage) -> [UInt8]? {
        let proxy: JSON
        switch page.route {
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
        attempt.crawlDelay = error.crawlDelay
        return attempt
    }
}
