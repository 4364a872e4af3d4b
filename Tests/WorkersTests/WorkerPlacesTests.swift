import Batches
import Testing

@testable import Workers

struct WorkerPlacesTests {
    private func item(_ number: Int, mayAskModel: Bool) -> ClaimedItem {
        var options = BatchOptions()
        if mayAskModel { options.prompt = "names" }
        let now = Timestamp(milliseconds: 0)
        return ClaimedItem(
            lease: Lease(item: ItemID("\(number)"), token: 1), batch: BatchID("b"), owner: KeyID(1),
            url: "http://a/", host: "a", options: options, attempt: 1, dueAt: now, startedAt: now,
            creditsReserved: 0)
    }

    @Test func anItemThatWaitsForTheModelHoldsNoWorkerButItsPlaceThere() {
        var places = WorkerPlaces(workers: 1, modelItems: 2)
        let (first, second) = (item(1, mayAskModel: true), item(2, mayAskModel: true))
        var frees: [Bool] = []
        var counts: [[Int]] = []
        func count() { counts.append([places.freeWorkers, places.freeForModel, places.askingCount]) }
        places.take(first)
        count()
        frees.append(places.ask(first.lease))
        count()
        places.take(second)
        frees.append(places.ask(second.lease))
        count()
        frees.append(places.leave(first.lease))
        count()
        frees.append(places.leave(second.lease))
        count()
        // The last one leaves where there was room already.
        #expect(frees == [true, true, true, false])
        #expect(counts == [[0, 1, 0], [1, 1, 1], [1, 0, 2], [1, 1, 1], [1, 2, 0]])
    }

    @Test func theLastWorkersAreKeptForBatchesWithoutOne() {
        var places = WorkerPlaces(workers: 3, reserved: 1, modelItems: nil)
        let items = (1...3).map { item($0, mayAskModel: false) }
        for item in items.prefix(2) { places.take(item) }
        var bounds = HostPlaces()
        places.bound(&bounds)
        #expect(bounds.reserved == 1 && bounds.working == [BatchID("b")])
        #expect(!bounds.isOpen(to: BatchID("b"), free: places.freeWorkers))
        #expect(bounds.isOpen(to: BatchID("c"), free: places.freeWorkers))
        // Whose leaving lets a batch that works have another one.
        #expect([places.leave(items[0].lease), places.leave(items[1].lease)] == [true, false])
        places.bound(&bounds)
        #expect(bounds.working.isEmpty && bounds.isOpen(to: BatchID("b"), free: 1))
    }

    @Test(arguments: [(1, 0), (7, 0), (8, 1), (15, 1), (16, 2), (64, 8)])
    func anEighthOfTheWorkersIsKept(_ workers: Int, _ reserved: Int) {
        var configuration = SchedulerConfiguration()
        configuration.workers = workers
        #expect(configuration.reservedWorkers == reserved)
    }

    @Test func onlyWhoMayAskTakesOneOfThosePlaces() {
        var places = WorkerPlaces(workers: 3, modelItems: 1)
        places.take(item(1, mayAskModel: false))
        #expect((places.freeWorkers, places.freeForModel) == (2, 1))
        var modelless = WorkerPlaces(workers: 3, modelItems: nil)
        modelless.take(item(1, mayAskModel: true))
        #expect(modelless.freeForModel == .max)
    }

    @Test func leavingTwiceOrUnclaimedChangesNothing() {
        var places = WorkerPlaces(workers: 1, modelItems: 1)
        let (held, other) = (item(1, mayAskModel: true), item(2, mayAskModel: true))
        places.take(held)
        var frees = [places.leave(other.lease), places.ask(other.lease)]
        frees += [places.leave(held.lease), places.leave(held.lease), places.ask(held.lease)]
        #expect(frees == [false, false, true, false, false])
        #expect((places.freeWorkers, places.freeForModel, places.askingCount) == (1, 1, 0))
    }
}
