import Batches
import StoreModel
import Testing

/// Somebody sets the clock while items wait.
@Suite struct ClockTests {
    static let changes: [Duration] = [
        .seconds(-365 * 86_400), .seconds(-3600), .seconds(-5), .zero, .seconds(5), .seconds(3600),
        .seconds(365 * 86_400),
    ]

    @Test(arguments: changes)
    func whatWasPutOffWaitsForItsDelayAndNoLonger(_ change: Duration) async throws {
        let world = try await World(.sqlite)
        try await world.add()
        #expect(try await world.putOff(world.claim()[0], by: .seconds(10)))
        world.clock.advance(by: .seconds(4))
        world.clock.set(forwardBy: change)
        world.clock.advance(by: .milliseconds(5999))
        let claim = try await world.store.claim(
            limit: 1, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: [])
        #expect(claim.items.isEmpty && claim.nextDueIn == .milliseconds(1))
        world.clock.advance(by: .milliseconds(1))
        let items = try await world.claim()
        #expect(items.count == 1)
        #expect(items.first.map { $0.startedAt - $0.dueAt } == .zero)
    }

    /// What a new process finds on disk was written by the clock as it was.
    @Test(arguments: zip(changes, [.zero, .zero, 11, 6, 1, .zero, .zero] as [Int]))
    func afterANewStartNothingWaitsForLongerThanTheLongestDelay(_ change: Duration, _ seconds: Int)
        async throws
    {
        var world = try await World(.sqlite)
        try await world.add()
        #expect(try await world.putOff(world.claim()[0], by: .seconds(10)))
        world.clock.advance(by: .seconds(4))
        world.clock.set(forwardBy: change)
        try await world.reopen()
        #expect(try await world.store.reclaim(all: true) == 0)
        if seconds > 0 {
            world.clock.advance(by: .seconds(seconds) - .milliseconds(1))
            #expect(try await world.claim().isEmpty)
            world.clock.advance(by: .milliseconds(1))
        }
        #expect(try await world.claim().count == 1)
    }

    @Test(arguments: changes)
    func aLeaseLastsForItsTimeAndNoLonger(_ change: Duration) async throws {
        let world = try await World(.sqlite)
        try await world.add()
        #expect(try await world.claim().count == 1)
        world.clock.set(forwardBy: change)
        world.clock.advance(by: .milliseconds(29_999))
        #expect(try await world.store.reclaim(all: false) == 0)
        world.clock.advance(by: .milliseconds(1))
        #expect(try await world.store.reclaim(all: false) == 1)
    }

    @Test(arguments: changes)
    func whatIsShownIsTheTimeOfDay(_ change: Duration) async throws {
        let world = try await World(.sqlite)
        world.clock.set(forwardBy: change)
        let batch = try await world.add()
        #expect(batch.createdAt == world.clock.now())
        #expect(try await world.complete(world.claim()[0]))
        let item = try await world.items(batch.id)[0]
        #expect(item.startedAt == world.clock.now() && item.finishedAt == world.clock.now())
    }
}
