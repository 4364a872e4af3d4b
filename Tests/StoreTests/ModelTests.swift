import Foundation
import Testing

/// The store against a reference model, by seeds. A failing one prints itself; replay it alone with
/// `ORBWEAVER_SEED=n swift test --filter ModelTests`. `ORBWEAVER_SEEDS` sets how many are tried.
@Suite struct ModelTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let only = environment["ORBWEAVER_SEED"].flatMap { UInt64($0) }
    private static let count = environment["ORBWEAVER_SEEDS"].flatMap { UInt64($0) } ?? 200

    @Test func storeAndModelAgreeWhateverHappens() async {
        let seeds = Self.only.map { [$0] } ?? Array(1...Self.count)
        await withTaskGroup(of: Void.self) { group in
            // A few at once; each has a folder, a disk and a clock of its own.
            for lane in 0..<4 {
                group.addTask {
                    for seed in seeds where seed % 4 == UInt64(lane) { await Self.run(seed) }
                }
            }
        }
        print("store model: \(seeds.count) seeds")
    }

    private static func run(_ seed: UInt64) async {
        let run = ModelRun(seed: seed)
        do {
            try await run.run(steps: 120)
        } catch {
            let calls = run.trace.suffix(only == nil ? 8 : 1000).joined(separator: "; ")
            Issue.record("seed \(seed), after \(run.trace.count) calls: \(error). Last: \(calls)")
        }
    }
}
