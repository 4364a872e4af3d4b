import Batches
import Models

@testable import Workers

/// The world as a store.
struct WorldStore: Store {
    let world: World

    func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) async throws(StoreError) -> Claim {
        switch await world.ask(.claim(limit: limit, worker: worker, duration: duration, places: places)) {
        case .claim(let claim): return claim
        case .failure(let error): throw error
        default: throw .corrupt
        }
    }

    func finish(_ outcome: ItemOutcome) async throws(StoreError) -> Bool {
        switch await world.ask(.finish(outcome)) {
        case .stored(let isStored): return isStored
        case .failure(let error): throw error
        default: throw .corrupt
        }
    }

    func extend(_ leases: [Lease], by duration: Duration) async throws(StoreError) -> [Lease] {
        switch await world.ask(.extend(leases, by: duration)) {
        case .lost(let leases): return leases
        case .failure(let error): throw error
        default: throw .corrupt
        }
    }

    func reclaim(all: Bool) async throws(StoreError) -> Int {
        switch await world.ask(.reclaim) {
        case .count(let count): return count
        case .failure(let error): throw error
        default: throw .corrupt
        }
    }

    // What no scheduler asks.
    func add(_ batch: NewBatch, pendingLimit: Int) throws(StoreError) -> Batch { throw .closed }
    func batch(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Batch? { throw .closed }
    func items(of id: BatchID, of owner: KeyID, _ query: ItemQuery) throws(StoreError) -> BatchSnapshot? {
        throw .closed
    }
    func batches(of owner: KeyID, page: Int, limit: Int) throws(StoreError) -> BatchPage { throw .closed }
    func cancel(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Cancellation { throw .closed }
    func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) throws(StoreError) -> Retry {
        throw .closed
    }
    func addKey(_ key: NewKey) throws(StoreError) -> APIKey { throw .closed }
    func keys() throws(StoreError) -> [APIKey] { throw .closed }
    func revokeKey(_ id: KeyID) throws(StoreError) -> Bool { throw .closed }
    func key(withHash hash: [UInt8]) throws(StoreError) -> APIKey? { throw .closed }
    func usage(of owner: KeyID, from first: Timestamp, through last: Timestamp) throws(StoreError)
        -> [UsageDay]
    {
        throw .closed
    }
    func probe() throws(StoreError) { throw .closed }
    func close() {}
}

/// The world as sites and a model. An empty page leaves everything to the model.
struct WorldSites: ItemProcessor {
    let world: World

    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> { await world.fetch(item) }

    func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
        let attempt = ItemAttempt(ending: .completed(result: fetched.page.body))
        guard fetched.page.body.isEmpty else { return .ended(attempt) }
        let question = ModelQuestion(wish: .value, prompt: nil, page: [])
        return .next(
            OpenItem(
                attempt: attempt, reading: PageReading(ending: .result([])),
                draft: ModelDraft(question: question, output: .json), route: .direct))
    }

    func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt { await world.question(item) }
}

/// The world as time.
struct WorldClock: SchedulerClock {
    let world: World

    func now() -> Timestamp { world.clock.now() }
    func instant() -> ContinuousClock.Instant { world.instant() }

    func sleep(for duration: Duration) async throws(CancellationError) {
        guard await world.sleep(for: duration) else { throw CancellationError() }
    }
}
