import Batches
import StoreModel
import Testing

@testable import Workers

/// A store that takes longer for a call than a lease lasts frees nothing that this very scheduler works on.
@Suite struct SlowStoreTests {
    private let clock = TestClock()
    private let leaseDuration = SchedulerConfiguration().leaseDuration
    private let server: SimulatedServer

    init() async {
        server = SimulatedServer(
            clock: clock, configuration: SchedulerConfiguration(), random: SplitMix(state: 1))
        _ = await server.goOn()
    }

    @Test func nothingIsFreedUntilLeasesWereExtendedInTime() async throws {
        await answer(try #require(take(keeping: false)), .claim(Claim(items: [])))
        await pass(leaseDuration / 3)
        for delay in [leaseDuration * 2, leaseDuration, .zero] {
            let call = try #require(take(keeping: true))
            #expect(call.request.extendedLeases != nil, "before leases were extended in time")
            await pass(delay)
            await answer(call, .lost([]))
        }
        #expect(try #require(take(keeping: true)).request.isReclaim)
    }

    @Test func whatASlowClaimGaveIsExtendedBeforeAnythingIsFreed() async throws {
        let claim = try #require(take(keeping: false))
        await pass(leaseDuration / 3)
        await answer(try #require(take(keeping: true)), .lost([]))
        await answer(try #require(take(keeping: true)), .count(0))
        await pass(leaseDuration / 3)
        let extending = try #require(take(keeping: true))
        #expect(extending.request.extendedLeases == [])
        let item = ClaimedItem(
            lease: Lease(item: ItemID("i"), token: 1), batch: BatchID("b"), owner: KeyID(1), url: "http://a/",
            host: "a",
            options: BatchOptions(), attempt: 1, dueAt: clock.now(), startedAt: clock.now(),
            creditsReserved: 0)
        await answer(claim, .claim(Claim(items: [item])))
        await answer(extending, .lost([]))
        let again = try #require(take(keeping: true))
        #expect(again.request.extendedLeases == [item.lease])
        await answer(again, .lost([]))
        #expect(try #require(take(keeping: true)).request.isReclaim)
    }

    private func take(keeping: Bool) -> World.Call? {
        server.world.current.calls.firstIndex { $0.request.keepsLeases == keeping }.map(server.world.takeCall)
    }

    private func answer(_ call: World.Call, _ reply: World.Call.Reply) async {
        call.answer.resume(returning: reply)
        _ = await server.goOn()
    }

    private func pass(_ time: Duration) async {
        clock.advance(by: time)
        server.world.wakeSleepers()
        _ = await server.goOn()
    }
}

extension World.Call.Request {
    fileprivate var extendedLeases: [Lease]? {
        if case .extend(let leases, _) = self { leases } else { nil }
    }

    fileprivate var isReclaim: Bool {
        if case .reclaim = self { true } else { false }
    }
}
