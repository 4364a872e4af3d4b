import Batches
import StoreModel
import Testing

@Suite struct WorkTests {
    @Test(arguments: StoreUnderTest.available)
    func aBatchGoesFromPendingThroughRunningToCompleted(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(2)
        world.clock.advance(by: .seconds(1))
        let claimed = try await world.claim(5)
        #expect(claimed.map(\.url) == ["http://a.example/0", "http://a.example/1"])
        #expect(claimed.map(\.attempt) == [1, 1])
        #expect(claimed[0].batch == batch.id && claimed[0].owner == world.owner)
        #expect(claimed[0].dueAt == batch.createdAt && claimed[0].startedAt == world.clock.now())
        var now = try await world.batch(batch.id)
        #expect(now.status == .running && now.runningCount == 2 && now.finishedAt == nil)
        #expect(now.version > batch.version)

        world.clock.advance(by: .seconds(1))
        var outcome = ItemOutcome(
            lease: claimed[0].lease, ending: .completed(result: Array("{\"a\":1}".utf8), creditsUsed: 5),
            statusCode: 200, finalURL: "http://a.example/x", title: "A\u{0}b", extra: Array("{}".utf8))
        outcome.timings.total = 12
        outcome.timings.dns = 0
        #expect(try await world.store.finish(outcome))
        now = try await world.batch(batch.id)
        #expect(now.status == .running && now.completedCount == 1 && now.creditsUsed == 5)
        #expect(try await world.fail(claimed[1]))
        now = try await world.batch(batch.id)
        #expect(now.status == .completed && now.completedCount == 1 && now.failedCount == 1)
        #expect(now.finishedAt == world.clock.now() && now.runningCount == 0)

        let items = try await world.items(batch.id)
        #expect(items[0].status == .completed && items[0].result == Array("{\"a\":1}".utf8))
        #expect(items[0].creditsUsed == 5 && items[0].statusCode == 200 && items[0].attempts == 1)
        #expect(items[0].finalURL == "http://a.example/x" && items[0].title == "A\u{0}b")
        #expect(items[0].extra == Array("{}".utf8) && items[0].timings == outcome.timings)
        #expect(items[0].id == claimed[0].lease.item)
        #expect(items[1].status == .failed && items[1].result == nil && items[1].creditsUsed == 0)
        #expect(items[1].error == "took too long" && items[1].errorCode == .timedOut)
        #expect(items[1].startedAt == claimed[1].startedAt && items[1].finishedAt == world.clock.now())
    }

    @Test(arguments: StoreUnderTest.available)
    func aResultIsTakenOnce(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add()
        let claimed = try await world.claim()[0]
        #expect(try await world.complete(claimed, "\"first\""))
        let after = try await world.batch(batch.id)
        #expect(try await world.complete(claimed, "\"second\"") == false)
        #expect(try await world.fail(claimed) == false)
        #expect(try await world.batch(batch.id) == after)
        #expect(try await world.items(batch.id)[0].result == Array("\"first\"".utf8))
    }

    @Test(arguments: StoreUnderTest.available)
    func aForeignLeaseChangesNothing(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add()
        let claimed = try await world.claim()[0]
        let before = try await world.batch(batch.id)
        for lease in [
            Lease(item: claimed.lease.item, token: claimed.lease.token + 1),
            Lease(item: ItemID("nonsense"), token: 1), Lease(item: ItemID(randomUUID()), token: 1),
            Lease(item: ItemID(try await world.items(batch.id)[0].jobID), token: claimed.lease.token),
        ] {
            #expect(try await world.store.finish(ItemOutcome(lease: lease, ending: .givenBack)) == false)
            #expect(try await world.store.extend([lease], by: .seconds(9)) == [lease])
        }
        #expect(try await world.batch(batch.id) == before)
    }

    @Test(arguments: StoreUnderTest.available)
    func anExpiredLeaseIsClaimedByAnotherWorker(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add()
        let first = try await world.claim()[0]
        world.clock.advance(by: .seconds(29))
        #expect(try await world.store.reclaim(all: false) == 0)
        #expect(try await world.claim().isEmpty)
        world.clock.advance(by: .seconds(1))
        #expect(try await world.store.reclaim(all: false) == 1)
        #expect(try await world.complete(first) == false)
        let second = try await world.claim()[0]
        #expect(second.lease.item == first.lease.item && second.lease.token > first.lease.token)
        #expect(second.attempt == 2)
        #expect(try await world.complete(first) == false)
        #expect(try await world.complete(second))
    }

    @Test(arguments: StoreUnderTest.available)
    func anExtendedLeaseLastsLonger(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add(2)
        let claimed = try await world.claim(2)
        #expect(try await world.complete(claimed[0]))
        world.clock.advance(by: .seconds(20))
        #expect(try await world.store.extend(claimed.map(\.lease), by: .seconds(30)) == [claimed[0].lease])
        world.clock.advance(by: .seconds(20))
        #expect(try await world.store.reclaim(all: false) == 0)
        #expect(try await world.complete(claimed[1]))
    }

    @Test(arguments: StoreUnderTest.available)
    func anItemThatIsPutOffIsDueWhenItsTimeComes(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(2)
        let claimed = try await world.claim()[0]
        #expect(try await world.putOff(claimed, by: .seconds(10)))
        let item = try await world.items(batch.id)[0]
        #expect(item.status == .pending && item.attempts == 1 && item.startedAt == nil && item.error == nil)
        let claim = try await world.store.claim(
            limit: 5, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: [])
        #expect(claim.items.map(\.url) == ["http://a.example/1"])
        #expect(claim.nextDueIn == .seconds(10))
        world.clock.advance(by: .seconds(10))
        let again = try await world.claim(5)
        #expect(again.map(\.attempt) == [2])
        #expect(again[0].dueAt == world.clock.now())
        #expect(try await world.putOff(claimed, by: .seconds(10)) == false)
        #expect(try await world.putOff(again[0], by: .zero))
        #expect(try await world.claim(5).map(\.attempt) == [3])
    }

    @Test(arguments: StoreUnderTest.available)
    func anItemThatIsGivenBackDoesNotCountTheAttempt(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add()
        let first = try await world.claim()[0]
        #expect(try await world.giveBack(first))
        let second = try await world.claim()[0]
        #expect(second.attempt == 1 && second.lease.token > first.lease.token)
        #expect(try await world.complete(first) == false)
    }

    @Test(arguments: StoreUnderTest.available)
    func atStartAllRunningItemsArePendingAgain(_ kind: StoreUnderTest) async throws {
        var world = try await World(kind)
        let batch = try await world.add(3)
        let claimed = try await world.claim(2)
        try await world.reopen()
        #expect(try await world.store.reclaim(all: true) == 2)
        #expect(try await world.store.reclaim(all: true) == 0)
        let now = try await world.batch(batch.id)
        #expect(now.status == .running && now.runningCount == 0 && now.pendingCount == 3)
        #expect(try await world.complete(claimed[0]) == false)
        #expect(try await world.claim(5).count == 3)
    }
}
