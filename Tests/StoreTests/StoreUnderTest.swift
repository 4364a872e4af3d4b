import Batches
import Foundation
import Store
import StoreModel
import Synchronization
import Testing

/// A kind of store that the contract suite runs against.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case sqlite

    static var available: [StoreUnderTest] { [.sqlite] }
    var testDescription: String { rawValue }

    func open(in folder: TemporaryFolder, clock: TestClock) async throws(StoreError) -> any Store {
        switch self {
        case .sqlite: try await SQLiteStore.open(.init(folder: folder.path), clock: clock)
        }
    }
}

/// A store with one key, a clock and the short forms that the tests speak in.
struct World {
    let kind: StoreUnderTest
    let folder: TemporaryFolder
    let clock: TestClock
    var store: any Store
    let owner: KeyID

    init(_ kind: StoreUnderTest, creditLimit: Int? = nil) async throws {
        let (folder, clock) = (TemporaryFolder(), TestClock())
        let store = try await kind.open(in: folder, clock: clock)
        try await self.init(kind, folder: folder, clock: clock, store: store, creditLimit: creditLimit)
    }

    init(
        _ kind: StoreUnderTest, folder: TemporaryFolder, clock: TestClock, store: any Store,
        creditLimit: Int? = nil
    ) async throws {
        (self.kind, self.folder, self.clock, self.store) = (kind, folder, clock, store)
        owner = try await store.addKey(.sample(1, creditLimit: creditLimit)).id
    }

    mutating func reopen() async throws {
        await store.close()
        store = StandIn()
        store = try await kind.open(in: folder, clock: clock)
    }

    @discardableResult
    func add(
        _ urls: Int = 1, host: String = "a.example", owner: KeyID? = nil, credits: Int = 2,
        pendingLimit: Int = 1_000_000, options: BatchOptions = BatchOptions()
    ) async throws -> Batch {
        let entries = (0..<urls).map { NewBatch.Entry(url: "http://\(host)/\($0)", host: host) }
        return try await add(
            entries, owner: owner, credits: credits, pendingLimit: pendingLimit, options: options)
    }

    @discardableResult
    func add(
        _ entries: [NewBatch.Entry], owner: KeyID? = nil, credits: Int = 2, pendingLimit: Int = 1_000_000,
        options: BatchOptions = BatchOptions()
    ) async throws -> Batch {
        try await store.add(
            NewBatch(owner: owner ?? self.owner, urls: entries, options: options, creditsPerItem: credits),
            pendingLimit: pendingLimit)
    }

    func claim(_ limit: Int = 1, skipping hosts: Set<String> = []) async throws -> [ClaimedItem] {
        try await store.claim(
            limit: limit, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: hosts
        ).items
    }

    func complete(_ item: ClaimedItem, _ text: String = "\"done\"", credits: Int = 2) async throws -> Bool {
        try await store.finish(
            ItemOutcome(lease: item.lease, ending: .completed(result: Array(text.utf8), creditsUsed: credits))
        )
    }

    func fail(_ item: ClaimedItem) async throws -> Bool {
        try await store.finish(
            ItemOutcome(lease: item.lease, ending: .failed(.timedOut, message: "took too long")))
    }

    func putOff(_ item: ClaimedItem, by duration: Duration) async throws -> Bool {
        try await store.finish(
            ItemOutcome(
                lease: item.lease,
                ending: .putOff(for: duration, .serverError, message: "503")))
    }

    func giveBack(_ item: ClaimedItem) async throws -> Bool {
        try await store.finish(ItemOutcome(lease: item.lease, ending: .givenBack))
    }

    func batch(_ id: BatchID) async throws -> Batch {
        try await store.batch(id, of: owner).orThrow()
    }

    func items(_ id: BatchID) async throws -> [Item] {
        try await store.items(of: id, of: owner, ItemQuery(limit: 100_000)).orThrow().items
    }
}

struct Missing: Error {}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let self else { throw Missing() }
        return self
    }
}
