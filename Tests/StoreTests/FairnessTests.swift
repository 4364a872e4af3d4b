import Batches
import StoreModel
import Testing

@Suite struct FairnessTests {
    @Test(arguments: StoreUnderTest.available)
    func aSmallBatchDoesNotWaitForABigOne(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let big = try await world.add(1000)
        let small = try await world.add(3)
        #expect(try await world.claim(6).filter { $0.batch == small.id }.count == 3)
        let last = try await world.add(1)
        #expect(try await world.claim(2).contains { $0.batch == last.id })
        #expect(try await world.claim(4).allSatisfy { $0.batch == big.id })
    }

    @Test(arguments: StoreUnderTest.available)
    func ownersTakeTurnsWhateverTheirNumberOfBatches(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let other = try await world.store.addKey(.sample(2)).id
        for _ in 0..<10 { try await world.add(10) }
        try await world.add(20, owner: other)
        let claimed = try await world.claim(20)
        #expect(claimed.filter { $0.owner == other }.count == 10)
        let batches = Dictionary(grouping: claimed.filter { $0.owner == world.owner }, by: \.batch)
        #expect(batches.values.map(\.count) == Array(repeating: 1, count: 10))
    }

    @Test(arguments: StoreUnderTest.available)
    func turnsGoOnFromOneClaimToTheNext(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let other = try await world.store.addKey(.sample(2)).id
        let ids = [
            try await world.add(5).id, try await world.add(5).id, try await world.add(5, owner: other).id,
        ]
        var counts: [BatchID: Int] = [:]
        for _ in 0..<8 { counts[try await world.claim()[0].batch, default: 0] += 1 }
        #expect(ids.map { counts[$0] } == [2, 2, 4])
    }

    @Test(arguments: StoreUnderTest.available)
    func itemsOfABatchComeInTheirOrder(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add(30)
        var urls: [String] = []
        for limit in [1, 7, 22, 9] { urls += try await world.claim(limit).map(\.url) }
        #expect(urls == (0..<30).map { "http://a.example/\($0)" })
    }

    @Test(arguments: StoreUnderTest.available)
    func skippedHostsAreLeftOut(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        // Far more skipped items than are looked at one by one, in front of one that is wanted.
        let entries =
            (0..<200).map { NewBatch.Entry(url: "http://slow.example/\($0)", host: "slow.example") }
            + (0..<200).map { NewBatch.Entry(url: "http://b.example/\($0)", host: "b.example") }
            + [
                .init(url: "http://a.example/", host: "a.example"),
                .init(url: "http://z.example/", host: "z.example"),
            ]
        try await world.add(entries)
        let skipped: Set = ["slow.example", "b.example", "never.example"]
        #expect(try await world.claim(5, skipping: skipped).map(\.host) == ["a.example", "z.example"])
        #expect(try await world.claim(5, skipping: skipped).isEmpty)
        #expect(
            try await world.claim(2, skipping: ["slow.example"]).map(\.url) == [
                "http://b.example/0", "http://b.example/1",
            ])
        #expect(try await world.claim(1).map(\.url) == ["http://slow.example/0"])
    }

    @Test(arguments: StoreUnderTest.available)
    func aBatchOfSkippedHostsDoesNotHoldUpOthers(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        for _ in 0..<5 { try await world.add(100, host: "slow.example") }
        let quick = try await world.add(3, host: "quick.example")
        for _ in 0..<5 { try await world.add(100, host: "slow.example") }
        let claimed = try await world.claim(10, skipping: ["slow.example"])
        #expect(claimed.map(\.batch) == Array(repeating: quick.id, count: 3))
    }

    @Test(arguments: StoreUnderTest.available)
    func aClaimTakesNoMoreOfAHostThanItHasPlaces(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add(100, host: "a.example")
        try await world.add(100, host: "b.example")
        try await world.add(100, host: "c.example")
        let places = HostPlaces(usual: 3, named: ["a.example": 1, "b.example": 0])
        for _ in 0..<2 {
            let claim = try await world.store.claim(
                limit: 50, for: WorkerID("w"), leasedFor: .seconds(30), within: places)
            #expect(
                claim.items.map(\.host).sorted() == ["a.example", "c.example", "c.example", "c.example"])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func aClaimTakesNoMoreForAModelThanMayWaitForIt(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        for _ in 0..<2 {
            var options = BatchOptions()
            options.prompt = "names"
            try await world.add(100, host: "a.example", options: options)
        }
        let plain = try await world.add(3, host: "b.example")
        func claim(_ forModel: Int) async throws -> [ClaimedItem] {
            var places = HostPlaces()
            places.forModel = forModel
            return try await world.store.claim(
                limit: 6, for: WorkerID("w"), leasedFor: .seconds(30), within: places
            ).items
        }
        let first = try await claim(2)
        #expect(first.count(where: { $0.host == "a.example" }) == 2)
        #expect(first.count(where: { $0.batch == plain.id }) == 3)
        #expect(try await claim(0).isEmpty)
        #expect(try await claim(4).map(\.host) == Array(repeating: "a.example", count: 4))
    }

    /// Free workers, reserved ones, and what each of three batches of which the first is at work gets of them.
    @Test(arguments: [
        (6, 0, [2, 2, 2]), (6, 2, [2, 1, 1]), (6, 3, [1, 1, 1]), (6, 5, [1, 1, 1]), (3, 3, [0, 1, 1]),
        (2, 3, [0, 1, 1]), (1, 3, [0, 1, 0]), (0, 3, [0, 0, 0]),
    ])
    func theLastWorkersAreForBatchesWithoutOne(_ free: Int, _ reserved: Int, _ shares: [Int]) async throws {
        let world = try await World(.sqlite)
        let batches = [
            try await world.add(50).id, try await world.add(50).id, try await world.add(50).id,
        ]
        var places = HostPlaces()
        places.reserved = reserved
        places.working = [batches[0]]
        let items = try await world.store.claim(
            limit: free, for: WorkerID("w"), leasedFor: .seconds(30), within: places
        ).items
        let found = batches.map { batch in items.count { $0.batch == batch } }
        #expect(found == shares)
    }
}
