import Batches
import Dispatch
import Synchronization
import Testing

@testable import Workers

struct ReadingPoolTests {
    private final class Runs: Sendable {
        private let numbers = Mutex<[Int]>([])
        var all: [Int] { numbers.withLock { $0 } }
        func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    @Test func everythingIsRun() async {
        let pool = ReadingPool(threads: 2)
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    await pool.run(for: BatchID("\(number % 3)"), of: KeyID(Int64(number % 2))) { number }
                        ?? 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 1999 * 1000)
    }

    /// One thread, held by the first job: the second one's caller is told at once, and its work is never done.
    @Test func whatWaitsIsNotRunOnceItsTaskIsCancelled() async {
        let pool = ReadingPool(threads: 1)
        let begun = AsyncStream<Void>.makeStream()
        let gate = DispatchSemaphore(value: 0)
        let runs = Runs()
        let first = Task {
            await pool.run(for: BatchID("a"), of: KeyID(1)) {
                begun.continuation.yield()
                gate.wait()
                return runs.add(1)
            }
        }
        for await _ in begun.stream { break }
        let second = Task {
            await pool.run(for: BatchID("a"), of: KeyID(1)) { runs.add(2) }
        }
        second.cancel()
        first.cancel()
        #expect(await second.value == nil)
        gate.signal()
        #expect(await first.value != nil)
        #expect(await pool.run(for: BatchID("a"), of: KeyID(1)) { runs.add(3) } != nil)
        #expect(runs.all == [1, 3])
    }

    @Test func keysTakeTurnsHoweverManyBatchesTheyHave() {
        var turns = ReadingTurns<String>()
        for batch in 0..<24 {
            for page in 0..<2 { turns.add("a\(batch).\(page)", for: BatchID("\(batch)"), of: KeyID(1)) }
        }
        #expect(turns.take() == "a0.0")
        turns.add("b", for: BatchID("b"), of: KeyID(2))
        #expect((0..<4).map { _ in turns.take() } == ["a1.0", "b", "a2.0", "a3.0"])
        var rest: [String] = []
        while let work = turns.take() { rest.append(work) }
        #expect(rest.count == 48 - 4)
        #expect(Array(rest.prefix(21)) == (4..<24).map { "a\($0).0" } + ["a0.1"])
        turns.add("late", for: BatchID("1"), of: KeyID(1))
        #expect(turns.take() == "late")
        #expect(turns.take() == nil)
    }
}
