import Batches
import StoreModel
import Testing

@testable import Store

/// Old batches are deleted in portions, and nobody ever sees a part of one.
@Suite struct RetentionTests {
    @Test func oldBatchesAreDeletedWhole() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await SQLiteStore.open(.init(folder: folder.path), clock: clock)
        let owner = try await store.addKey(.sample(1)).id
        let entries = (0..<3).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        var ids: [BatchID] = []
        for _ in 0..<5 {
            ids.append(try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100).id)
            for item in try await store.claim(
                limit: 3, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: []
            ).items where ids.count != 3 {
                _ = try await store.finish(
                    ItemOutcome(lease: item.lease, ending: .completed(result: [0x31], creditsUsed: 2)))
            }
            clock.advance(by: .seconds(10))
        }
        let limit = clock.now()
        #expect(try await store.deleteBatches(finishedBefore: limit + .seconds(-30), limit: 10).count == 2)
        #expect(try await store.deleteBatches(finishedBefore: limit, limit: 10).count == 1)
        #expect(try await store.deleteBatches(finishedBefore: limit, limit: 10).count == 0)
        // Left are the one with running items and the newest.
        #expect(try await store.batches(of: owner, page: 1, limit: 10).batches.map(\.id) == [ids[4], ids[2]])
        #expect(try await store.batch(ids[0], of: owner) == nil)
        #expect(try await store.usage(of: owner, from: limit, through: limit).map(\.credits) == [24])
        #expect(try await store.verify() == [])
    }

    @Test func aLargeBatchIsDeletedInPortions() async throws {
        let world = try await Old(items: 50)
        let before = try await world.store.statistics().writes
        #expect(try await world.deleteAll() == [world.old])
        // 50 items by 7, the last of them with the first of 101 events by 28, and a look that finds nothing.
        #expect(try await world.store.statistics().writes.transactions - before.transactions == 8 + 3 + 1)
        try await world.check(isGone: true)
    }

    @Test func aPortionOfLargeResultsHoldsFewerItems() async throws {
        let world = try await Old(items: 12, resultBytes: 3 << 20, portion: 1000)
        let before = try await world.store.statistics().writes
        #expect(try await world.deleteAll() == [world.old])
        #expect(try await world.store.statistics().writes.transactions - before.transactions == 6 + 1)
        try await world.check(isGone: true)
    }

    @Test func whatACancelledTaskLeftIsDeletedByTheNext() async throws {
        let world = try await Old(items: 50)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await world.deleteAll()
        }
        #expect(try await task.value == [])
        try await world.check(isGone: false)
        #expect(try await world.deleteAll() == [world.old])
    }

    @Test(arguments: FaultDisk.Memory.allCases)
    func aBatchIsWholeOrUnknownWhereverTheDeletionStops(_ memory: FaultDisk.Memory) async throws {
        var (nth, halves) = (1, 0)
        while true {
            let comment: Comment = "power cut at operation \(nth), keeping \(memory)"
            var world = try await Old(items: 30)
            world.disk.arm(.changing, nth: nth, .powerCut)
            let deleted = try? await world.deleteAll()
            guard !world.disk.hasPower else {
                #expect(deleted == [world.old])
                break
            }
            try await world.reopen(keeping: memory, seed: UInt64(nth))
            let isGone = try await world.store.batch(world.old, of: world.owner) == nil
            try await world.check(isGone: isGone, comment)
            let rest = try await world.store.writer.use { connection throws(StoreError) in
                try connection.first("SELECT count(*) FROM items WHERE batch = 1") { $0.int(0) } ?? 0
            }
            if isGone, rest > 0 { halves += 1 }
            // It goes on where it was, even where no other batch would be old enough.
            let moment = isGone ? Timestamp(milliseconds: 0) : world.clock.now()
            _ = try await world.store.deleteBatches(finishedBefore: moment, limit: 9)
            try await world.check(isGone: true, comment)
            for table in ["items", "results", "events"] {
                let left = try await world.store.writer.use { connection throws(StoreError) in
                    try Statement("SELECT count(*) FROM \(table)", on: connection.database).count()
                }
                #expect(left == (table == "results" ? 0 : 1), "\(table), \(comment)")
            }
            await world.store.close()
            nth += 3
        }
        #expect(halves > 3)
    }

    @Test func noRequestFindsABatchThatIsBeingDeleted() async throws {
        let world = try await Old(items: 3, failing: true)
        try await world.store.writer.write { connection throws(StoreError) in
            try connection.script(
                "UPDATE batches SET being_deleted = 1 WHERE number = 1; UPDATE keys SET batches = batches - 1"
            )
        }
        let (store, old, owner) = (world.store!, world.old, world.owner)
        #expect(try await store.items(of: old, of: owner, ItemQuery(limit: 9)) == nil)
        #expect(try await store.events(of: old, of: owner, after: 0, limit: 9) == nil)
        #expect(try await store.cancel(old, of: owner) == .unknown)
        #expect(try await store.retry(old, of: owner, pendingLimit: 100) == .unknown)
        try await world.check(isGone: true)
    }
}

/// A store on a disk of its own with a batch that has come to its end, and a newer one.
private struct Old {
    let folder = TemporaryFolder()
    let disk = FaultDisk()
    let clock = TestClock()
    let portion: Int
    let items: Int
    /// Nil only while it is opened anew: two may not have the folder.
    var store: SQLiteStore!
    let owner: KeyID
    let old: BatchID
    let new: BatchID

    init(items: Int, resultBytes: Int = 1000, portion: Int = 7, failing: Bool = false) async throws {
        self.portion = portion
        self.items = items
        let store = try await Self.open(folder, disk, clock, portion)
        owner = try await store.addKey(.sample(1)).id
        let entries = (0..<items).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        old = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100).id
        let claim = try await store.claim(
            limit: items, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: [])
        let result = Array("\"\(String(repeating: "y", count: resultBytes))\"".utf8)
        for item in claim.items {
            let ending: ItemOutcome.Ending =
                failing ? .failed(.timedOut, message: "") : .completed(result: result, creditsUsed: 2)
            _ = try await store.finish(ItemOutcome(lease: item.lease, ending: ending))
        }
        new = try await store.add(NewBatch(owner: owner, urls: [entries[0]]), pendingLimit: 100).id
        clock.advance(by: .seconds(10))
        self.store = store
    }

    private static func open(
        _ folder: TemporaryFolder, _ disk: FaultDisk, _ clock: TestClock, _ portion: Int
    ) async throws(StoreError) -> SQLiteStore {
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.vfs = disk.name
        configuration.busyTimeout = .zero
        configuration.checkpointPages = 25
        configuration.deletionPortion = portion
        return try await SQLiteStore.open(configuration, clock: clock)
    }

    mutating func reopen(keeping memory: FaultDisk.Memory, seed: UInt64) async throws {
        await store.close()
        store = nil
        disk.restorePower(keeping: memory, seed: seed)
        store = try await Self.open(folder, disk, clock, portion)
    }

    func deleteAll() async throws -> [BatchID] {
        try await store.deleteBatches(finishedBefore: clock.now(), limit: 9)
    }

    func check(isGone: Bool, _ comment: Comment? = nil) async throws {
        #expect(try await store.verify() == [], comment)
        let page = try await store.batches(of: owner, page: 1, limit: 9)
        #expect(page.batches.map(\.id) == (isGone ? [new] : [new, old]), comment)
        #expect(page.total == page.batches.count, comment)
        let snapshot = try await store.items(of: old, of: owner, ItemQuery(limit: 100))
        #expect(snapshot?.items.count == (isGone ? nil : items), comment)
        let usage = try await store.usage(of: owner, from: clock.now(), through: clock.now())
        #expect(usage.map(\.requests) == [items], comment)
    }
}

extension Statement {
    fileprivate func count() throws(StoreError) -> Int {
        _ = try step()
        return row.int(0)
    }
}
