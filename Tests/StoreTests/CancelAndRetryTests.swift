import Batches
import StoreModel
import Testing

@Suite struct CancelAndRetryTests {
    @Test(arguments: StoreUnderTest.available)
    func cancellingEndsPendingItemsAndLetsRunningOnesFinish(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(6)
        let claimed = try await world.claim(3)
        #expect(try await world.putOff(claimed[2], by: .seconds(60)))
        #expect(
            try await world.store.cancel(batch.id, of: world.owner)
                == .cancelled(items: 4, creditsRefunded: 8))
        var now = try await world.batch(batch.id)
        #expect(now.status == .cancelled && now.cancelledCount == 4 && now.runningCount == 2)
        #expect(now.finishedAt == world.clock.now())
        let end = now.finishedAt
        world.clock.advance(by: .seconds(100))
        #expect(try await world.claim(9).isEmpty)
        #expect(try await world.complete(claimed[0]))
        #expect(try await world.fail(claimed[1]))
        now = try await world.batch(batch.id)
        #expect(now.status == .cancelled && now.completedCount == 1 && now.failedCount == 1)
        #expect(now.runningCount == 0 && now.creditsUsed == 2 && now.finishedAt == end)
        let statuses = try await world.items(batch.id).map(\.status)
        #expect(statuses == [.completed, .failed, .cancelled, .cancelled, .cancelled, .cancelled])
        #expect(try await world.items(batch.id)[5].finishedAt == end)
    }

    @Test(arguments: StoreUnderTest.available)
    func aPendingBatchIsCancelledWhole(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(3)
        #expect(
            try await world.store.cancel(batch.id, of: world.owner)
                == .cancelled(items: 3, creditsRefunded: 6))
        #expect(try await world.claim(9).isEmpty)
    }

    @Test(arguments: StoreUnderTest.available)
    func aBatchThatEndedCannotBeCancelled(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add()
        #expect(try await world.complete(try await world.claim()[0]))
        let before = try await world.batch(batch.id)
        #expect(try await world.store.cancel(batch.id, of: world.owner) == .alreadyTerminal(.completed))
        #expect(try await world.batch(batch.id) == before)
        let other = try await world.add()
        _ = try await world.store.cancel(other.id, of: world.owner)
        #expect(try await world.store.cancel(other.id, of: world.owner) == .alreadyTerminal(.cancelled))
        #expect(try await world.store.cancel(BatchID("none"), of: world.owner) == .unknown)
    }

    enum WayBack: CaseIterable { case putOff, givenBack, leaseLost, restart }

    @Test(arguments: StoreUnderTest.available, WayBack.allCases)
    func anItemThatComesBackToACancelledBatchIsCancelled(_ kind: StoreUnderTest, _ way: WayBack) async throws
    {
        let world = try await World(kind, creditLimit: 2)
        let batch = try await world.add()
        let claimed = try await world.claim()[0]
        #expect(
            try await world.store.cancel(batch.id, of: world.owner)
                == .cancelled(items: 0, creditsRefunded: 0))
        switch way {
        case .putOff: #expect(try await world.putOff(claimed, by: .seconds(5)))
        case .givenBack: #expect(try await world.giveBack(claimed))
        case .leaseLost:
            world.clock.advance(by: .seconds(30))
            #expect(try await world.store.reclaim(all: false) == 1)
        case .restart: #expect(try await world.store.reclaim(all: true) == 1)
        }
        let now = try await world.batch(batch.id)
        #expect(now.status == .cancelled && now.cancelledCount == 1 && now.runningCount == 0)
        #expect(try await world.items(batch.id)[0].status == .cancelled)
        world.clock.advance(by: .seconds(60))
        #expect(try await world.claim().isEmpty)
        #expect(try await world.complete(claimed) == false)
        // The credits are back.
        try await world.add()
    }

    @Test(arguments: StoreUnderTest.available)
    func retryingMakesFailedItemsPendingAndTheBatchRunning(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(3)
        let claimed = try await world.claim(3)
        #expect(try await world.complete(claimed[0], "1"))
        #expect(try await world.fail(claimed[1]))
        #expect(try await world.fail(claimed[2]))
        let before = try await world.items(batch.id)
        #expect(try await world.batch(batch.id).status == .completed)
        world.clock.advance(by: .seconds(5))

        #expect(
            try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10) == .queued(items: 2))
        var now = try await world.batch(batch.id)
        #expect(
            now.status == .running && now.finishedAt == nil && now.failedCount == 0 && now.pendingCount == 2)
        let items = try await world.items(batch.id)
        #expect(items[0] == before[0])
        for (old, new) in zip(before, items).dropFirst() {
            #expect(new.id == old.id && new.url == old.url && new.jobID != old.jobID)
            #expect(new.status == .pending && new.error == nil && new.errorCode == nil && new.attempts == 0)
            #expect(new.startedAt == nil && new.finishedAt == nil && new.creditsUsed == 0)
        }
        #expect(try await world.fail(claimed[1]) == false)
        let again = try await world.claim(9)
        #expect(again.map(\.url) == ["http://a.example/1", "http://a.example/2"])
        #expect(again.map(\.attempt) == [1, 1] && again[0].dueAt == world.clock.now())
        #expect(try await world.complete(again[0]))
        #expect(try await world.complete(again[1]))
        now = try await world.batch(batch.id)
        #expect(now.status == .completed && now.completedCount == 3 && now.finishedAt == world.clock.now())
        #expect(
            try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10) == .noFailedItems)
        #expect(try await world.store.retry(BatchID("none"), of: world.owner, pendingLimit: 10) == .unknown)
    }

    @Test(arguments: StoreUnderTest.available)
    func retryingARunningBatchQueuesWhatHasFailedSoFar(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(3)
        let claimed = try await world.claim(2)
        #expect(try await world.fail(claimed[0]))
        #expect(try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10) == .queued(items: 1))
        #expect(try await world.complete(claimed[1]))
        let now = try await world.batch(batch.id)
        #expect(now.status == .running && now.pendingCount == 2 && now.completedCount == 1)
    }

    @Test(arguments: StoreUnderTest.available)
    func retryingACancelledBatchLeavesCancelledItemsAlone(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(3)
        let claimed = try await world.claim(2)
        #expect(try await world.fail(claimed[0]))
        _ = try await world.store.cancel(batch.id, of: world.owner)
        #expect(try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10) == .queued(items: 1))
        #expect(try await world.giveBack(claimed[1]))
        let again = try await world.claim(9)
        #expect(again.count == 2)
        for item in again { #expect(try await world.complete(item)) }
        let now = try await world.batch(batch.id)
        #expect(now.status == .completed && now.completedCount == 2 && now.cancelledCount == 1)
    }

    @Test(arguments: StoreUnderTest.available)
    func aRetryBeyondThePendingLimitChangesNothing(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(2)
        for item in try await world.claim(2) { #expect(try await world.fail(item)) }
        let before = try await world.batch(batch.id)
        await #expect(throws: StoreError.tooManyPending(limit: 1, pending: 0)) {
            try await world.store.retry(batch.id, of: world.owner, pendingLimit: 1)
        }
        #expect(try await world.batch(batch.id) == before)
    }
}
