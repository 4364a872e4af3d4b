import Batches
import Logging
import Models
import Store
import Synchronization
import Testing

@testable import Workers

/// Pages come at once; what has a prompt then waits for a model until that is let go.
private final class SlowModel: ItemProcessor {
    struct State {
        var asking = 0
        var mostAsking = 0
        var asked = 0
        var cancelled = 0
        var isLetGo = false
        var waiting: [Lease: CheckedContinuation<Bool, Never>] = [:]
    }

    let state = Mutex(State())

    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> {
        let page = FetchedPage(body: [], statusCode: 200, finalURL: item.url, contentType: nil)
        return .next(FetchedItem(page: page, time: .zero))
    }

    func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
        let attempt = ItemAttempt(ending: .completed(result: Array("\"page\"".utf8)))
        guard item.options.mayAskModel else { return .ended(attempt) }
        let question = ModelQuestion(wish: .value, prompt: nil, page: [])
        return .next(
            OpenItem(
                attempt: attempt, reading: PageReading(ending: .result([])),
                draft: ModelDraft(question: question, output: .json), route: .direct))
    }

    func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt {
        let isAnswered = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    state.asked += 1
                    if state.isLetGo || Task.isCancelled { return state.isLetGo }
                    state.asking += 1
                    state.mostAsking = max(state.mostAsking, state.asking)
                    state.waiting[item.lease] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.cancelled += 1
                return state.waiting.removeValue(forKey: item.lease)
            }
            waiter?.resume(returning: false)
        }
        guard isAnswered else { return ItemAttempt(ending: .failed(.internalError, message: "cancelled")) }
        return ItemAttempt(ending: .completed(result: Array("\"model, attempt \(item.attempt)\"".utf8)))
    }

    func letGo() {
        let waiters = state.withLock { state in
            state.isLetGo = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiters { waiter.resume(returning: true) }
    }

    /// Waits until this many items wait.
    func hasAsking(_ count: Int) async {
        while state.withLock({ $0.waiting.count }) < count { await Task.yield() }
    }
}

/// The scheduler while its items wait for a model. That their leases are renewed is what the simulation checks.
struct ModelWaitTests {
    private func withScheduler(
        _ model: SlowModel, leaseDuration: Duration = .seconds(60),
        _ body: (Scheduler, SQLiteStore, KeyID) async throws -> Void
    ) async throws {
        var configuration = SchedulerConfiguration()
        configuration.workers = 4
        configuration.modelItems = 6
        configuration.politeness.concurrencyPerHost = 2
        configuration.leaseDuration = leaseDuration
        try await withTemporaryStore { store in
            let key = try await store.addKey(
                NewKey(name: "test", hash: Array(repeating: 7, count: 32), prefix: "t"))
            let scheduler = Scheduler(
                store: store, processor: model, configuration: configuration,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let running = Task { await scheduler.run() }
            try await body(scheduler, store, key.id)
            await scheduler.drain(grace: .zero)
            await running.value
        }
    }

    private func add(_ count: Int, prompt: String?, to store: SQLiteStore, for owner: KeyID) async throws
        -> BatchID
    {
        var options = BatchOptions()
        options.prompt = prompt
        let urls = (0..<count).map { NewBatch.Entry(url: "http://a/\($0)", host: "a") }
        let batch = NewBatch(owner: owner, urls: urls, options: options)
        return try await store.add(batch, pendingLimit: 1_000_000).id
    }

    /// Polls until the batch is terminal, for at most ten seconds.
    private func finished(_ id: BatchID, of owner: KeyID, in store: SQLiteStore) async throws -> Batch {
        for _ in 0..<2000 {
            if let batch = try await store.batch(id, of: owner), batch.status.isTerminal { return batch }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw CancellationError()
    }

    @Test func othersAreFetchedFromTheSameHostMeanwhile() async throws {
        let model = SlowModel()
        try await withScheduler(model) { scheduler, store, key in
            let slow = try await add(50, prompt: "names", to: store, for: key)
            scheduler.wake()
            await model.hasAsking(6)
            let plain = try await add(200, prompt: nil, to: store, for: key)
            scheduler.wake()
            #expect(try await finished(plain, of: key, in: store).completedCount == 200)
            let counts = await scheduler.statistics()
            #expect(counts.askingModel == 6 && counts.inFlight == 6)
            #expect(await scheduler.hosts().values.allSatisfy { $0.inFlight == 0 })
            #expect(try await store.batch(slow, of: key)?.runningCount == 6)
            model.letGo()
            #expect(try await finished(slow, of: key, in: store).completedCount == 50)
            #expect(await scheduler.statistics().askingModel == 0)
        }
        model.state.withLock { #expect($0.mostAsking == 6 && $0.asked == 50 && $0.cancelled == 0) }
    }

    @Test func aDrainEndsTheWaitAndGivesTheItemsBack() async throws {
        let model = SlowModel()
        try await withScheduler(model) { scheduler, store, key in
            let id = try await add(3, prompt: "names", to: store, for: key)
            scheduler.wake()
            await model.hasAsking(3)
            await scheduler.drain(grace: .zero)
            let items = try await store.items(of: id, of: key, ItemQuery(limit: 10))?.items ?? []
            #expect(items.map(\.status) == [.pending, .pending, .pending])
            #expect(items.map(\.attempts) == [0, 0, 0])
        }
        #expect(model.state.withLock { $0.cancelled } == 3)
    }

    @Test func anAnswerDuringTheDrainIsStored() async throws {
        let model = SlowModel()
        try await withScheduler(model) { scheduler, store, key in
            let id = try await add(3, prompt: "names", to: store, for: key)
            scheduler.wake()
            await model.hasAsking(3)
            async let drained: Void = scheduler.drain(grace: .seconds(60))
            model.letGo()
            await drained
            #expect(try await store.batch(id, of: key)?.completedCount == 3)
        }
    }

    @Test func aLostItemsWaitEndsAndItsResultChangesNothing() async throws {
        let model = SlowModel()
        try await withScheduler(model, leaseDuration: .seconds(3)) { scheduler, store, key in
            let id = try await add(1, prompt: "names", to: store, for: key)
            scheduler.wake()
            await model.hasAsking(1)
            // As if somebody had thought this process dead.
            try await store.reclaim(all: true)
            while model.state.withLock({ $0.cancelled }) == 0 { await Task.yield() }
            scheduler.wake()
            while model.state.withLock({ $0.asked }) < 2 { await Task.yield() }
            model.letGo()
            #expect(try await finished(id, of: key, in: store).completedCount == 1)
            let item = try await store.items(of: id, of: key, ItemQuery(limit: 1))?.items.first
            #expect(item?.result == Array("\"model, attempt 2\"".utf8))
            let counts = await scheduler.statistics()
            #expect(counts.stale == 1 && counts.completed == 1)
        }
    }

    @Test func aCancelledBatchsItemGoesOnToItsEndOnce() async throws {
        let model = SlowModel()
        try await withScheduler(model) { scheduler, store, key in
            let id = try await add(9, prompt: "names", to: store, for: key)
            scheduler.wake()
            await model.hasAsking(6)
            #expect(try await store.cancel(id, of: key) == .cancelled(items: 3, creditsRefunded: 6))
            model.letGo()
            while await scheduler.statistics().completed < 6 { await Task.yield() }
            let batch = try #require(await store.batch(id, of: key))
            #expect(batch.status == .cancelled && batch.completedCount == 6 && batch.cancelledCount == 3)
        }
        #expect(model.state.withLock { $0.asked } == 6)
    }
}
