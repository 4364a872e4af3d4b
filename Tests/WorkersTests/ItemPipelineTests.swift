import Batches
import Fetch
import Synchronization
import Testing

@testable import Workers

struct ItemPipelineTests {
    private final class FakeFetcher: Fetcher {
        let requests = Mutex<[FetchRequest]>([])
        let answer: Result<FetchedPage, FetchError>

        init(_ answer: Result<FetchedPage, FetchError>) { self.answer = answer }

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
            requests.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private struct FakeReader: PageReader {
        var reading: PageReading
        func read(_ page: FetchedPage, for item: ClaimedItem) -> PageReading { reading }
    }

    private func attempt(
        _ fetcher: FakeFetcher, _ reading: PageReading = PageReading(ending: .result(Array("1".utf8))),
        vault: CookieVault = CookieVault(), options: BatchOptions = BatchOptions()
    ) async -> ItemAttempt {
        let pipeline = ItemPipeline(
            fetcher: fetcher, pool: ReadingPool(threads: 1), reader: FakeReader(reading: reading),
            cookies: vault)
        return await pipeline.process(item(options))
    }

    private func item(_ options: BatchOptions = BatchOptions()) -> ClaimedItem {
        let now = Timestamp(milliseconds: 0)
        return ClaimedItem(
            lease: Lease(item: ItemID("i"), token: 1), batch: BatchID("b"), owner: KeyID(1),
            url: "http://e.com/",
            host: "e.com", options: options, attempt: 1, dueAt: now, startedAt: now, creditsReserved: 2)
    }

    private var page: FetchedPage {
        FetchedPage(body: [], statusCode: 200, finalURL: "http://e.com/end", contentType: nil)
    }

    @Test func tellsWhatThePageCameTo() async {
        var reading = PageReading(ending: .result(Array("\"x\"".utf8)), title: "T")
        reading.extra = Array(#"{"a":1}"#.utf8)
        let attempt = await attempt(FakeFetcher(.success(page)), reading)
        #expect(attempt.ending == .completed(result: Array("\"x\"".utf8)))
        #expect(attempt.finalURL == "http://e.com/end" && attempt.statusCode == 200 && attempt.title == "T")
        #expect(attempt.timings.extract != nil)
        #expect(attempt.extra == Array(#"{"a":1}"#.utf8))
    }

    @Test func aResultThatIsTooLargeToStoreFails() async {
        let limit = ItemPipeline.resultLimit
        var reading = PageReading(ending: .result([UInt8](repeating: 0x30, count: limit - 8)), title: "T")
        reading.extra = Array(#"{"a":1}"#.utf8)
        let fitting = await attempt(FakeFetcher(.success(page)), reading)
        #expect(fitting.extra == reading.extra && fitting.title == "T")
        guard case .completed = fitting.ending else {
            Issue.record("it fits")
            return
        }
        reading.title = "TT"
        let tooLarge = await attempt(FakeFetcher(.success(page)), reading)
        #expect(
            tooLarge.ending
                == .failed(
                    .pageTooComplex,
                    message: "the result would take \(limit + 1) bytes, and at most \(limit) are stored"))
        #expect(tooLarge.extra == nil && tooLarge.title == nil)
    }

    @Test func aRefusedReadingFails() async {
        let attempt = await attempt(
            FakeFetcher(.success(page)), PageReading(ending: .refused(.emptyPage, message: "empty")))
        #expect(attempt.ending == .failed(.emptyPage, message: "empty"))
    }

    @Test func aFailedFetchKeepsWhatIsKnown() async {
        let error = FetchError(
            .rateLimited, statusCode: 429, finalURL: "http://e.com/x", retryAfter: .seconds(9))
        let attempt = await attempt(FakeFetcher(.failure(error)))
        #expect(attempt.ending == .failed(.rateLimited, message: error.message, retryAfter: .seconds(9)))
        #expect(attempt.statusCode == 429 && attempt.finalURL == "http://e.com/x")
        #expect(attempt.hostLatency == nil)
    }

    @Test func lostCookiesFailWithoutAFetch() async {
        let fetcher = FakeFetcher(.success(page))
        var options = BatchOptions()
        options.hasCookies = true
        let attempt = await attempt(fetcher, options: options)
        guard case .failed(.cookiesLost, _, _) = attempt.ending else {
            Issue.record("\(attempt.ending)")
            return
        }
        #expect(fetcher.requests.withLock { $0.isEmpty })
    }

    @Test(arguments: [
        (FetchRoute.directWithoutProxy, #"{"proxy":null}"#), (.proxy(country: "de"), #"{"proxy":"de"}"#),
    ])
    func recordsTheProxy(route: FetchRoute, extra: String) async {
        var page = page
        page.route = route
        let fetcher = FakeFetcher(.success(page))
        var options = BatchOptions()
        options.useProxy = true
        options.proxyCountry = "de"
        #expect(await attempt(fetcher, options: options).extra == Array(extra.utf8))
        #expect(fetcher.requests.withLock { $0.first?.proxyCountry } == "de")
        let told = PageReading(ending: .result([]), extra: Array(#"{"a":1}"#.utf8))
        let both = await attempt(fetcher, told, options: options).extra
        #expect(both == Array((extra.dropLast() + #","a":1}"#).utf8))
    }

    @Test func whatWasCancelledBeforeItWasReadIsNotRead() async {
        let pipeline = ItemPipeline(
            fetcher: FakeFetcher(.success(page)), pool: ReadingPool(threads: 1),
            reader: FakeReader(reading: PageReading(ending: .result([]))), cookies: CookieVault())
        let task = Task { [item = item()] in
            while !Task.isCancelled { await Task.yield() }
            return await pipeline.process(item)
        }
        task.cancel()
        #expect(await task.value.ending == .failed(.internalError, message: "The server was stopped."))
    }
}
