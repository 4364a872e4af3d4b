import Batches
import Store
import StoreModel
import Synchronization
import Testing

@Suite struct BatchEndTests {
    /// A store that writes down each end it tells of.
    private struct Scene {
        final class Ends: Sendable {
            let all = Mutex<[BatchEnd]>([])
            /// Those since the last call.
            func take() -> [BatchEnd] {
                all.withLock { ends in
                    defer { ends = [] }
                    return ends
                }
            }
        }

        let ends = Ends()
        let world: World

        init() async throws {
            let (folder, clock, ends) = (TemporaryFolder(), TestClock(), ends)
            let store = try await SQLiteStore.open(.init(folder: folder.path), clock: clock) { end in
                ends.all.withLock { $0.append(end) }
            }
            world = try await World(.sqlite, folder: folder, clock: clock, store: store)
        }
    }

    @Test func aBatchEndsOnceWithItsLastItem() async throws {
        let scene = try await Scene()
        let world = scene.world
        let batch = try await world.add(3)
        let claimed = try await world.claim(3)
        world.clock.advance(by: .milliseconds(1500))
        #expect(try await world.complete(claimed[0], credits: 3))
        #expect(try await world.fail(claimed[1]))
        #expect(try await world.putOff(claimed[2], by: .seconds(1)))
        #expect(scene.ends.take().isEmpty)
        world.clock.advance(by: .seconds(1))
        let again = try await world.claim()[0]
        #expect(try await world.complete(again, credits: 4))
        let end = BatchEnd(
            batch: batch.id, owner: world.owner, status: .completed, completedCount: 2, failedCount: 1,
            cancelledCount: 0, creditsUsed: 7, duration: .milliseconds(2500))
        #expect(scene.ends.take() == [end])
        // Too late: it changes nothing, and tells nothing.
        #expect(try await world.complete(again) == false)
        #expect(try await world.store.cancel(batch.id, of: world.owner) == .alreadyTerminal(.completed))
        #expect(scene.ends.take().isEmpty)
    }

    @Test func aRetriedBatchEndsAgainAndItsTimeIsThatOfTheRetry() async throws {
        let scene = try await Scene()
        let world = scene.world
        let batch = try await world.add(2)
        for item in try await world.claim(2) { #expect(try await world.fail(item)) }
        #expect(scene.ends.take().map(\.failedCount) == [2])
        world.clock.advance(by: .seconds(86400))
        _ = try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10)
        world.clock.advance(by: .seconds(3))
        let claimed = try await world.claim(2)
        #expect(try await world.complete(claimed[0]))
        #expect(scene.ends.take().isEmpty)
        #expect(try await world.fail(claimed[1]))
        let end = BatchEnd(
            batch: batch.id, owner: world.owner, status: .completed, completedCount: 1, failedCount: 1,
            cancelledCount: 0, creditsUsed: 2, duration: .seconds(3))
        #expect(scene.ends.take() == [end])
    }

    @Test func aCancelledBatchEndsAtOnceWhenNothingOfItRuns() async throws {
        let scene = try await Scene()
        let world = scene.world
        let batch = try await world.add(3)
        #expect(try await world.complete(try await world.claim()[0]))
        world.clock.advance(by: .seconds(2))
        _ = try await world.store.cancel(batch.id, of: world.owner)
        _ = try await world.store.cancel(batch.id, of: world.owner)
        let end = BatchEnd(
            batch: batch.id, owner: world.owner, status: .cancelled, completedCount: 1, failedCount: 0,
            cancelledCount: 2, creditsUsed: 2, duration: .seconds(2))
        #expect(scene.ends.take() == [end])
    }

    enum LastTurn: CaseIterable { case completed, failed, putOff, givenBack, leaseLost, restart }

    @Test(arguments: LastTurn.allCases)
    func aCancelledBatchEndsWithItsLastRunningItem(_ turn: LastTurn) async throws {
        let scene = try await Scene()
        let world = scene.world
        let batch = try await world.add(3)
        let item = try await world.claim()[0]
        _ = try await world.store.cancel(batch.id, of: world.owner)
        #expect(scene.ends.take().isEmpty)
        world.clock.advance(by: .seconds(30))
        switch turn {
        case .completed: #expect(try await world.complete(item))
        case .failed: #expect(try await world.fail(item))
        case .putOff: #expect(try await world.putOff(item, by: .seconds(5)))
        case .givenBack: #expect(try await world.giveBack(item))
        case .leaseLost: #expect(try await world.store.reclaim(all: false) == 1)
        case .restart: #expect(try await world.store.reclaim(all: true) == 1)
        }
        let ends = scene.ends.take()
        #expect(ends.map(\.status) == [.cancelled] && ends[0].duration == .seconds(30))
        #expect(ends[0].completedCount == (turn == .completed ? 1 : 0))
        #expect(ends[0].failedCount == (turn == .failed ? 1 : 0))
        #expect(ends[0].completedCount + ends[0].failedCount + ends[0].cancelledCount == 3)
    }

    @Test func aCancelledBatchThatIsRetriedWhileOneRunsEndsOnce() async throws {
        let scene = try await Scene()
        let world = scene.world
        let batch = try await world.add(3)
        let claimed = try await world.claim(2)
        #expect(try await world.fail(claimed[0]))
        _ = try await world.store.cancel(batch.id, of: world.owner)
        _ = try await world.store.retry(batch.id, of: world.owner, pendingLimit: 10)
        #expect(try await world.complete(claimed[1]))
        #expect(scene.ends.take().isEmpty)
        #expect(try await world.complete(try await world.claim()[0]))
        #expect(scene.ends.take().map(\.status) == [.completed])
    }
}
