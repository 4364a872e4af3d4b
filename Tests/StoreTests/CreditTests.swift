import Batches
import Store
import StoreModel
import Testing

@Suite struct CreditTests {
    @Test(arguments: StoreUnderTest.available)
    func reservedAndUsedCreditsCountAgainstTheLimit(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 10)
        try await world.add(3)
        await #expect(throws: StoreError.creditLimitReached(limit: 10, used: 6, needed: 6)) {
            try await world.add(3)
        }
        #expect(try await world.store.batches(of: world.owner, page: 1, limit: 9).total == 1)
        let claimed = try await world.claim(3)
        // One costs less than was reserved, one more, one nothing.
        #expect(try await world.complete(claimed[0], credits: 1))
        #expect(try await world.complete(claimed[1], credits: 4))
        #expect(try await world.fail(claimed[2]))
        await #expect(throws: StoreError.creditLimitReached(limit: 10, used: 5, needed: 6)) {
            try await world.add(3)
        }
        try await world.add(2)
    }

    @Test func aLimitThatIsSetAnewCountsAtOnce() async throws {
        let (folder, clock) = (TemporaryFolder(), TestClock())
        let store = try await SQLiteStore.open(.init(folder: folder.path), clock: clock)
        let key = try await store.addKey(.sample(1, creditLimit: 4)).id
        let batch = NewBatch(
            owner: key, urls: (0..<3).map { .init(url: "http://a.example/\($0)", host: "a.example") })
        await #expect(throws: StoreError.creditLimitReached(limit: 4, used: 0, needed: 6)) {
            try await store.add(batch, pendingLimit: 9)
        }
        #expect(try await store.setCreditLimit(6, of: key))
        #expect(try await !store.setCreditLimit(6, of: key))
        #expect(try await !store.setCreditLimit(6, of: KeyID(99)))
        _ = try await store.add(batch, pendingLimit: 9)
        #expect(try await store.keys().map(\.monthlyCreditLimit) == [6])
        #expect(try await store.setCreditLimit(nil, of: key))
        #expect(try await !store.setCreditLimit(nil, of: key))
        #expect(try await store.keys().map(\.monthlyCreditLimit) == [nil])
        await store.close()
    }

    @Test(arguments: StoreUnderTest.available)
    func cancellingReturnsCredits(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 10)
        let batch = try await world.add(5)
        await #expect(throws: StoreError.self) { try await world.add() }
        _ = try await world.store.cancel(batch.id, of: world.owner)
        try await world.add(5)
    }

    @Test(arguments: StoreUnderTest.available)
    func waitingItemsKeepTheirReservation(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 4)
        try await world.add(2)
        let claimed = try await world.claim(2)
        #expect(try await world.putOff(claimed[0], by: .seconds(5)))
        #expect(try await world.giveBack(claimed[1]))
        await #expect(throws: StoreError.creditLimitReached(limit: 4, used: 4, needed: 2)) {
            try await world.add()
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func aRetryThatTheCreditsDoNotCoverChangesNothing(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 4)
        let batch = try await world.add(2)
        for item in try await world.claim(2) { #expect(try await world.fail(item)) }
        try await world.add()
        let before = try await world.batch(batch.id)
        let items = try await world.items(batch.id)
        await #expect(throws: StoreError.creditLimitReached(limit: 4, used: 2, needed: 4)) {
            try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10)
        }
        #expect(try await world.batch(batch.id) == before)
        #expect(try await world.items(batch.id) == items)
    }

    @Test(arguments: StoreUnderTest.available)
    func theLimitStartsAnewWithTheMonth(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 2)
        try await world.add()
        #expect(try await world.complete(try await world.claim()[0]))
        await #expect(throws: StoreError.self) { try await world.add() }
        // From 15 January to the last moment of the month, then beyond it.
        let end = Timestamp(milliseconds: 1_706_745_599_999)
        world.clock.advance(by: end - world.clock.now())
        await #expect(throws: StoreError.self) { try await world.add() }
        world.clock.advance(by: .milliseconds(1))
        try await world.add()
    }

    @Test(arguments: StoreUnderTest.available)
    func oneKeysUseDoesNotCountForAnother(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 2)
        let other = try await world.store.addKey(.sample(2, creditLimit: 2)).id
        try await world.add()
        try await world.add(owner: other)
        await #expect(throws: StoreError.self) { try await world.add(owner: other) }
    }
}
