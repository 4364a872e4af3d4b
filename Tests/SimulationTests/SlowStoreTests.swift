import Batches
import StoreModel
import Testing

@testable import Workers

/// A store that takes longer for a call than a lease lasts.
@Suite struct SlowStoreTests {
    @Test func nothingIsFreedUntilLeasesWereExtendedInTime() async throws {
        let clock = TestClock()
        let configuration = SchedulerConfiguration()
        let server = SimulatedServer(clock: clock, configuration: configuration, random: SplitMix(state: 1))
        _ = await server.goOn()
        let claim = server.world.takeCall(0)
        claim.answer.resume(returning: .claim(Claim(items: [], nextDueIn: .seconds(3600))))
        _ = await server.goOn()

        func pass(_ time: Duration) async {
            clock.advance(by: time)
            server.world.wakeSleepers()
            _ = await server.goOn()
        }
        /// The one call that keeps leases; claims have nothing to find.
        func keeping() async -> World.Call? {
            while let index = server.world.current.calls.firstIndex(where: { !$0.request.keepsLeases }) {
                server.world.takeCall(index).answer.resume(
                    returning: .claim(Claim(items: [], nextDueIn: nil)))
                _ = await server.goOn()
            }
            return server.world.current.calls.isEmpty ? nil : server.world.takeCall(0)
        }

        await pass(configuration.leaseDuration / 3)
        for delay in [configuration.leaseDuration * 2, configuration.leaseDuration, .zero] {
            let call = try #require(await keeping())
            guard case .extend = call.request else {
                Issue.record("\(call.request) before leases were extended in time")
                return
            }
            await pass(delay)
            call.answer.resume(returning: .lost([]))
            _ = await server.goOn()
        }
        let call = try #require(await keeping())
        guard case .reclaim = call.request else {
            Issue.record("\(call.request) instead of a reclaim")
            return
        }
        server.kill()
        call.answer.resume(returning: .failure(.closed))
        #expect(await server.goOn())
    }
}
