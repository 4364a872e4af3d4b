import Batches
import Logging
import Synchronization
import Testing

@testable import Workers

/// Sites that do not answer until they are let go, but for one.
private final class StuckSites: ItemProcessor {
    private struct State {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isLetGo = false
    }

    private let state = Mutex(State())
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> {
        if item.host != "quick.example" {
            await withCheckedContinuation { continuation in
                let isLetGo = state.withLock { state in
                    if !state.isLetGo { state.waiting.append(continuation) }
                    return state.isLetGo
                }
                if isLetGo { continuation.resume() }
            }
        }
        return .ended(ItemAttempt(ending: .completed(result: Array("1".utf8))))
    }

    func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
        .ended(ItemAttempt(ending: .failed(.internalError, message: "nothing to read")))
    }

    func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt { open.attempt }

    func letGo() {
        let waiting = state.withLock { state in
            state.isLetGo = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

@Suite struct StuckSiteTests {
    /// The big batch would take every worker, and gives none back.
    @Test(.timeLimit(.minutes(1)), arguments: [8, 17, 64])
    func aSmallBatchIsNotKeptWaitingBySitesThatDoNotAnswer(_ workers: Int) async throws {
        try await withTemporaryStore { store in
            let owner = try await store.addKey(
                NewKey(name: "test", hash: Array(repeating: 7, count: 32), prefix: "t")
            ).id
            func add(_ hosts: [String]) async throws -> BatchID {
                let urls = hosts.map { NewBatch.Entry(url: "http://\($0)/", host: $0) }
                return try await store.add(NewBatch(owner: owner, urls: urls), pendingLimit: 1000).id
            }
            let sites = StuckSites()
            var configuration = SchedulerConfiguration()
            configuration.workers = workers
            let scheduler = Scheduler(
                store: store, processor: sites, configuration: configuration,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let running = Task { await scheduler.run() }
            let big = try await add((0..<2 * workers).map { "\($0).example" })
            scheduler.wake()
            while sites.waitingCount < workers - workers / 8 { await Task.yield() }
            for _ in 0..<3 {
                let small = try await add(["quick.example"])
                scheduler.wake()
                while try await store.batch(small, of: owner)?.status.isTerminal != true {
                    await Task.yield()
                }
            }
            #expect(sites.waitingCount == workers - workers / 8)
            sites.letGo()
            while try await store.batch(big, of: owner)?.status.isTerminal != true { await Task.yield() }
            await scheduler.drain(grace: .seconds(5))
            await running.value
        }
    }
}
