import Batches
import Logging
import Store
import Synchronization
import Testing

@testable import Workers

/// Answers by URL, and records what it was asked for.
private final class FakeProcessor: ItemProcessor {
    struct State {
        var asked: [String] = []
        var inFlight: [String: Int] = [:]
        var most: [String: Int] = [:]
    }

    let state = Mutex(State())
    let answer: @Sendable (ClaimedItem) async -> ItemAttempt

    init(_ answer: @escaping @Sendable (ClaimedItem) async -> ItemAttempt) { self.answer = answer }

    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> {
        state.withLock {
            $0.asked.append(item.url)
            $0.inFlight[item.host, default: 0] += 1
            $0.most[item.host] = max($0.most[item.host] ?? 0, $0.inFlight[item.host] ?? 0)
        }
        let attempt = await answer(item)
        state.withLock { $0.inFlight[item.host, default: 0] -= 1 }
        return .ended(attempt)
    }

    func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
        .ended(await answer(item))
    }

    func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt { await answer(item) }
}

struct SchedulerTests {
    private func withScheduler(
        _ processor: FakeProcessor, _ configuration: SchedulerConfiguration = SchedulerConfiguration(),
        before: (SQLiteStore, KeyID) async throws -> Void = { _, _ in },
        _ body: (Scheduler, SQLiteStore, KeyID) async throws -> Void
    ) async throws {
        try await withTemporaryStore { store in
            let key = try await store.addKey(
                NewKey(name: "test", hash: Array(repeating: 7, count: 32), prefix: "t"))
            try await before(store, key.id)
            let scheduler = Scheduler(
                store: store, processor: processor, configuration: configuration,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let running = Task { await scheduler.run() }
            try await body(scheduler, store, key.id)
            await scheduler.drain(grace: .seconds(5))
            await running.value
        }
    }

    private func add(_ count: Int, host: String, to store: SQLiteStore, for owner: KeyID) async throws
        -> BatchID
    {
        let urls = (0..<count).map { NewBatch.Entry(url: "http://\(host)/\($0)", host: host) }
        return try await store.add(NewBatch(owner: owner, urls: urls), pendingLimit: 1_000_000).id
    }

    /// Polls until the batch is terminal, for at most ten seconds.
    private func finished(_ id: BatchID, of owner: KeyID, in store: SQLiteStore) async throws -> Batch {
        for _ in 0..<2000 {
            if let batch = try await store.batch(id, of: owner), batch.status.isTerminal { return batch }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw CancellationError()
    }

    @Test func everyItemIsProcessedAndStored() async throws {
        let processor = FakeProcessor { item in
            var attempt = ItemAttempt(ending: .completed(result: Array("\"\(item.url)\"".utf8)))
            attempt.title = "title"
            return attempt
        }
        try await withScheduler(processor) { scheduler, store, key in
            let id = try await add(100, host: "a", to: store, for: key)
            scheduler.wake()
            let batch = try await finished(id, of: key, in: store)
            #expect(batch.completedCount == 100)
            #expect(batch.creditsUsed == 200)
            let items = try await store.items(of: id, of: key, ItemQuery(limit: 1000))?.items ?? []
            #expect(items.allSatisfy { $0.result == Array("\"\($0.url)\"".utf8) && $0.title == "title" })
            #expect(await scheduler.statistics().completed == 100)
        }
        #expect(processor.state.withLock { $0.most["a"] ?? 0 } <= 8)
    }

    @Test func aTransientFailureIsTriedAgainAndALastingOneIsNot() async throws {
        let processor = FakeProcessor { item in
            switch (item.url.last, item.attempt) {
            case ("0", 1): ItemAttempt(ending: .failed(.connectionLost, message: "lost"))
            case ("0", _): ItemAttempt(ending: .completed(result: Array("1".utf8)))
            case ("1", _): ItemAttempt(ending: .failed(.clientError, message: "404"))
            default: ItemAttempt(ending: .failed(.serverError, message: "503"))
            }
        }
        var configuration = SchedulerConfiguration()
        configuration.retry.firstDelay = .milliseconds(10)
        try await withScheduler(processor, configuration) { scheduler, store, key in
            let id = try await add(3, host: "a", to: store, for: key)
            scheduler.wake()
            _ = try await finished(id, of: key, in: store)
            let items = try await store.items(of: id, of: key, ItemQuery(limit: 10))?.items ?? []
            #expect(items.map(\.status) == [.completed, .failed, .failed])
            #expect(items.map(\.attempts) == [2, 1, 3])
            #expect(items.map(\.errorCode) == [nil, .clientError, .serverError])
        }
    }

    @Test func aBusyHostTakesNoWorkersFromOthers() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let processor = FakeProcessor { item in
            if item.host == "slow" { for await _ in gate {} }
            return ItemAttempt(ending: .completed(result: Array("1".utf8)))
        }
        var configuration = SchedulerConfiguration()
        configuration.workers = 12
        try await withScheduler(processor, configuration) { scheduler, store, key in
            let slow = try await add(100, host: "slow", to: store, for: key)
            scheduler.wake()
            let quick = try await add(20, host: "quick", to: store, for: key)
            scheduler.wake()
            #expect(try await finished(quick, of: key, in: store).completedCount == 20)
            open.finish()
            #expect(try await finished(slow, of: key, in: store).completedCount == 100)
        }
    }

    @Test func drainingGivesBackWhatDoesNotEndInTime() async throws {
        let processor = FakeProcessor { _ in
            try? await Task.sleep(for: .seconds(60))
            return ItemAttempt(ending: .failed(.timedOut, message: "cancelled"))
        }
        try await withScheduler(processor) { scheduler, store, key in
            let id = try await add(3, host: "a", to: store, for: key)
            scheduler.wake()
            while processor.state.withLock({ $0.asked.count }) < 3 { await Task.yield() }
            await scheduler.drain(grace: .zero)
            let items = try await store.items(of: id, of: key, ItemQuery(limit: 10))?.items ?? []
            #expect(items.map(\.status) == [.pending, .pending, .pending])
            #expect(items.map(\.attempts) == [0, 0, 0])
        }
    }

    @Test func anItemThatIsBegunAgainAndAgainWithoutAnEndFailsUnasked() async throws {
        let processor = FakeProcessor { _ in ItemAttempt(ending: .completed(result: Array("1".utf8))) }
        let retry = RetryPolicy()
        try await withScheduler(processor) { store, key in
            _ = try await add(2, host: "a", to: store, for: key)
            for _ in 0..<retry.maxAttempts + retry.maxLosses {
                // Each time the process dies with the first item in hand.
                let claim = try await store.claim(
                    limit: 1, for: WorkerID("w"), leasedFor: .seconds(60), skippingHosts: [])
                #expect(claim.items.map(\.url) == ["http://a/0"])
                try await store.reclaim(all: true)
            }
        } _: { scheduler, store, key in
            let id = try await store.batches(of: key, page: 1, limit: 1).batches[0].id
            _ = try await finished(id, of: key, in: store)
            let items = try await store.items(of: id, of: key, ItemQuery(limit: 10))?.items ?? []
            #expect(items.map(\.status) == [.failed, .completed])
            #expect(items.first?.errorCode == .tooManyAttempts)
        }
        #expect(processor.state.withLock { $0.asked } == ["http://a/1"])
    }

    @Test func whatIsKeptOfOneFailureMakesNoHostDead() async throws {
        let processor = FakeProcessor { item in
            guard item.attempt == 1 else {
                return ItemAttempt(ending: .completed(result: Array("1".utf8)))
            }
            var attempt = ItemAttempt(
                ending: .failed(.connectFailed, message: "kept", retryAfter: .milliseconds(10)))
            attempt.isKept = true
            return attempt
        }
        try await withScheduler(processor) { scheduler, store, key in
            let id = try await add(30, host: "a", to: store, for: key)
            scheduler.wake()
            #expect(try await finished(id, of: key, in: store).completedCount == 30)
        }
    }

    @Test func theItemsOfADeadHostFailAtOnceHoweverMany() async throws {
        let processor = FakeProcessor { _ in ItemAttempt(ending: .failed(.connectFailed, message: "refused"))
        }
        var configuration = SchedulerConfiguration()
        configuration.retry.maxAttempts = 1
        configuration.politeness.breakerThreshold = 3
        configuration.politeness.breakerPause = .seconds(600)
        try await withScheduler(processor, configuration) { scheduler, store, key in
            let id = try await add(300, host: "dead", to: store, for: key)
            scheduler.wake()
            #expect(try await finished(id, of: key, in: store).failedCount == 300)
        }
        #expect(processor.state.withLock { $0.asked.count } < 20)
    }

    /// An address shortener goes on when one of its targets is busy; a bare name that only leads to `www.` does not.
    @Test func behindARedirectTheHostThatAskedForItIsLeftAlone() async throws {
        let processor = FakeProcessor { item in
            var attempt = ItemAttempt(
                ending: .failed(.rateLimited, message: "429", retryAfter: .seconds(300)))
            attempt.finalURL = item.host == "short.example" ? "http://far.example/" : "http://www.a.example/"
            return attempt
        }
        var configuration = SchedulerConfiguration()
        configuration.retry.maxAttempts = 1
        try await withScheduler(processor, configuration) { scheduler, store, key in
            for host in ["short.example", "a.example"] {
                let id = try await add(1, host: host, to: store, for: key)
                scheduler.wake()
                #expect(try await finished(id, of: key, in: store).failedCount == 1)
            }
            let held = await scheduler.hosts().filter { $0.value.heldFor > .zero }.keys.sorted()
            #expect(held == ["a.example", "far.example", "www.a.example"])
        }
    }

    @Test func theSilenceOfAProxyIsNotThatOfTheSite() async throws {
        let processor = FakeProcessor { item in
            var attempt = ItemAttempt(ending: .failed(.timedOut, message: "timed out"))
            attempt.isProxied = true
            return attempt
        }
        var configuration = SchedulerConfiguration()
        configuration.retry.maxAttempts = 1
        configuration.politeness.breakerThreshold = 3
        try await withScheduler(processor, configuration) { scheduler, store, key in
            let id = try await add(30, host: "a", to: store, for: key)
            scheduler.wake()
            #expect(try await finished(id, of: key, in: store).failedCount == 30)
        }
        #expect(processor.state.withLock { $0.asked.count } == 30)
    }
}
