import Foundation
import Synchronization
import Testing

/// Scheduler and store as a whole, by seeds. A failing one prints itself; replay it alone with
/// `ORBWEAVER_SEED=n swift test --filter SimulationTests`. `ORBWEAVER_SEEDS` sets how many are tried;
/// with `ORBWEAVER_FIRST` the first failure ends the run.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let only = environment["ORBWEAVER_SEED"].flatMap { UInt64($0) }
    private static let count = environment["ORBWEAVER_SEEDS"].flatMap { UInt64($0) } ?? 200
    private static let steps = 250
    private static let stopsAtFirst = environment["ORBWEAVER_FIRST"] != nil
    private static let firstFailure = Mutex<UInt64?>(nil)

    @Test func everythingHoldsWhateverHappens() async {
        let seeds = Self.only.map { [$0] } ?? Array(1...Self.count)
        let sum = await withTaskGroup(of: Simulation.Figures.self) { group in
            // A few at once; each is a world of its own.
            for lane in 0..<4 {
                group.addTask {
                    var sum = Simulation.Figures()
                    for seed in seeds where seed % 4 == UInt64(lane) {
                        if Self.stopsAtFirst, Self.firstFailure.withLock({ $0 != nil }) { break }
                        sum += await Self.run(seed)
                    }
                    return sum
                }
            }
            return await group.reduce(into: Simulation.Figures()) { $0 += $1 }
        }
        print(
            """
            simulation: \(Self.firstFailure.withLock { $0.map { "seed \($0) fails; " } ?? "" })\(seeds.count) seeds, \
            \(sum.items) items, \(sum.modelWaits) waits for a model, \(sum.kills) kills, \(sum.powerCuts) power cuts, \
            \(sum.clockChanges) clocks set, \(sum.faults) storage faults, \(sum.drains) drains, \(sum.outages) outages, \
            \(sum.staleFinishes) late results, \
            \(sum.virtualTime.components.seconds / 3600) hours of virtual time
            """)
    }

    @Test func aSeedAlwaysPlaysTheSame() async throws {
        let (first, second) = (Simulation(seed: 7), Simulation(seed: 7))
        try await first.run(steps: Self.steps)
        try await second.run(steps: Self.steps)
        #expect(first.trace == second.trace)
    }

    private static func run(_ seed: UInt64) async -> Simulation.Figures {
        let simulation = Simulation(seed: seed)
        do {
            try await simulation.run(steps: steps)
        } catch {
            firstFailure.withLock { $0 = min($0 ?? seed, seed) }
            let events = simulation.trace.suffix(only == nil ? 12 : 10_000).joined(separator: "; ")
            Issue.record("seed \(seed), after \(simulation.trace.count) events: \(error). Last: \(events)")
        }
        return simulation.figures
    }
}
