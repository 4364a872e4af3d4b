import Batches
import Store
import StoreModel
import Testing

/// A small day in a store's life, for a disk that fails at some point of it, and a record of all that the
/// store said was done.
struct Workload {
    private let clock: TestClock
    private(set) var owner: KeyID?
    /// Acknowledged batches and the number of their items.
    private(set) var batches: [BatchID: Int] = [:]
    /// Acknowledged results.
    private(set) var results: [ItemID: [UInt8]] = [:]
    private(set) var cancelled: Set<BatchID> = []
    private(set) var errors: [StoreError] = []
    private let worker = WorkerID("w")

    private let key: NewKey

    init(clock: TestClock) {
        self.clock = clock
        key = .sample(1)
    }

    /// Another day on the same store, with a key of its own.
    init(after earlier: Workload) {
        clock = earlier.clock
        key = .sample(2)
    }

    mutating func run(on store: SQLiteStore) async {
        await attempt { world throws(StoreError) in world.owner = try await store.addKey(world.key).id }
        for round in 0..<3 {
            clock.advance(by: .seconds(60))
            await attempt { world throws(StoreError) in try await world.submit(to: store, round: round) }
            await attempt { world throws(StoreError) in try await world.work(on: store) }
            await attempt { world throws(StoreError) in try await world.change(in: store, round: round) }
            await attempt { _ throws(StoreError) in try await store.probe() }
        }
    }

    /// Notes an error and goes on, as a server would.
    private mutating func attempt(_ body: (inout Workload) async throws(StoreError) -> Void) async {
        do throws(StoreError) {
            try await body(&self)
        } catch {
            errors.append(error)
        }
    }

    private mutating func submit(to store: SQLiteStore, round: Int) async throws(StoreError) {
        guard let owner else { return }
        let count = 20 + 10 * round
        let entries = (0..<count).map {
            NewBatch.Entry(
                url: "http://\($0 % 3).example/\(String(repeating: "x", count: 90))", host: "\($0 % 3)")
        }
        let batch = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 1000)
        batches[batch.id] = count
    }

    private mutating func work(on store: SQLiteStore) async throws(StoreError) {
        try await store.reclaim(all: false)
        let claim = try await store.claim(
            limit: 6, for: worker, leasedFor: .seconds(30), skippingHosts: ["1"])
        for (number, item) in claim.items.enumerated() {
            let result = Array("\"\(item.lease.item.rawValue) \(String(repeating: "y", count: 6000))\"".utf8)
            let ending: ItemOutcome.Ending =
                switch number {
                case 0, 1: .completed(result: result, creditsUsed: 2)
                case 2: .failed(.timedOut, message: "")
                case 3: .putOff(for: .seconds(50), .serverError, message: "")
                case 4: .givenBack
                default: .failed(.badURL, message: "")
                }
            if number == 5 { continue }
            let outcome = ItemOutcome(lease: item.lease, ending: ending)
            if try await store.finish(outcome), number < 2, batches[item.batch] != nil {
                results[item.lease.item] = result
            }
        }
    }

    private mutating func change(in store: SQLiteStore, round: Int) async throws(StoreError) {
        guard let owner else { return }
        let page = try await store.batches(of: owner, page: 1, limit: 10)
        if let newest = page.batches.first, round == 0 {
            if case .cancelled = try await store.cancel(newest.id, of: owner) { cancelled.insert(newest.id) }
        }
        if let newest = page.batches.first, round == 1 {
            _ = try await store.retry(newest.id, of: owner, pendingLimit: 1000)
        }
        if round == 2, let oldest = page.batches.last, oldest.status.isTerminal {
            // Whether this is acknowledged or not, any batch that has ended may be gone from here on.
            for batch in page.batches where batch.status.isTerminal {
                let items = try await store.items(of: batch.id, of: owner, ItemQuery(limit: 100))?.items ?? []
                batches[batch.id] = nil
                cancelled.remove(batch.id)
                for item in items { results[item.id] = nil }
            }
            _ = try await store.deleteBatches(finishedBefore: clock.now(), limit: 1)
        }
    }

    /// Records an issue for everything acknowledged that is not there as it was, and for any disorder.
    func check(_ store: SQLiteStore, _ comment: Comment) async throws {
        #expect(try await store.verify() == [], comment)
        guard let owner else { return }
        #expect(try await store.keys().contains { $0.id == owner }, comment)
        var missing = results
        for (id, count) in batches {
            let snapshot = try await store.items(of: id, of: owner, ItemQuery(limit: 1000))
            #expect(snapshot?.items.count == count, "batch lost, \(comment)")
            if cancelled.contains(id) { #expect(snapshot?.batch.status == .cancelled, comment) }
            for item in snapshot?.items ?? [] {
                guard let result = missing.removeValue(forKey: item.id) else { continue }
                let isThere = item.status == .completed && item.result == result
                #expect(isThere, "result lost, \(comment)")
            }
        }
        #expect(missing.count == 0, "results lost, \(comment)")
    }
}
