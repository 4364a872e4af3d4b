import Batches
import Store

/// A store on a disk that fails, and its reference model beside it: every call is made on both, and what the store
/// answers must be what the model says.
///
/// A call that the disk made fail throws its `StoreError`. Then it was not done, unless the power goes right
/// afterwards: a write that could not be synced may be there again. So the states that such calls would have left are
/// remembered until the next call succeeds.
package final class ModelledStore {
    package struct Disagreement: Error, CustomStringConvertible {
        package var description: String
        package init(_ description: String) { self.description = description }
    }

    package let disk = FaultDisk()
    package let clock: TestClock
    package internal(set) var model = Model()
    package private(set) var owners: [KeyID] = []
    package private(set) var places: [ItemID: Model.Place] = [:]
    /// What was called so far, for the report.
    package private(set) var trace: [String] = []

    package static let longestDelay = Duration.seconds(300)

    var store: any Store = StandIn()
    private var steady: SteadyTime
    var ids: [Model.Place: ItemID] = [:]
    var jobs: [Model.Place: [Int: String]] = [:]
    /// Terminal states that were seen, by item and number of retries.
    var ends: [Model.Place: [Int: Model.Item]] = [:]
    private let folder = TemporaryFolder()
    private var random: SplitMix
    private var doubts: [Model] = []
    /// Claims without an answer: by the time of day, when they were made in steady time.
    private var lostClaims: [Timestamp: Timestamp] = [:]
    /// Items that were due and parked at such a claim.
    private var mayBeUnparked: Set<Model.Place> = []
    private var leaseDuration = Duration.zero

    /// `seed` decides what the disk remembers when its power goes.
    package init(clock: TestClock = TestClock(), seed: UInt64) {
        self.clock = clock
        steady = SteadyTime(from: clock)
        random = SplitMix(state: seed)
    }

    /// Whether the model is what the store holds, no call being without an answer.
    package var isCertain: Bool { doubts.isEmpty }

    package func note(_ event: @autoclosure () -> String) { trace.append(event()) }

    package func agree(_ condition: Bool, _ description: @autoclosure () -> String) throws {
        guard condition else { throw Disagreement(description()) }
    }

    // MARK: Ends and beginnings

    package func open() async throws(StoreError) {
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.vfs = disk.name
        configuration.readers = 1
        // Small, so that the log is folded in often.
        configuration.cacheKilobytes = 40
        configuration.checkpointPages = 25
        configuration.longestDelay = Self.longestDelay
        store = try await SQLiteStore.open(configuration, clock: clock)
        steady = SteadyTime(from: clock)
    }

    package func addOwners(creditLimits: [Int?]) async throws {
        for (number, limit) in creditLimits.enumerated() {
            let owner = try await store.addKey(.sample(UInt8(number + 1), creditLimit: limit)).id
            owners.append(owner)
            model.limits[owner] = limit
        }
    }

    /// A clean end, a new start.
    package func reopen() async throws {
        note("close")
        disk.disarm()
        await close()
        try await open()
        try await startAgain()
    }

    /// A new start after the power went: in the state that the model has, or in one that a call without an answer
    /// would have left.
    package func restart() async throws {
        note("restart")
        await close()
        disk.restorePower(keeping: FaultDisk.Memory.allCases[random.below(3)], seed: random.next())
        try await open()
        try await settleDoubts()
        doubts = []
        lostClaims = [:]
        try await startAgain()
    }

    package func close() async {
        await store.close()
        store = StandIn()
    }

    /// Compares everything, reads the whole database over, and closes the store.
    package func end() async throws {
        disk.disarm()
        try await settleDoubts()
        try await compare()
        try await compareUsage()
        let problems = try await (store as? SQLiteStore)?.verify() ?? []
        try agree(problems.isEmpty, "\(problems)")
        await close()
    }

    /// Every server does this first; the leases of the time before are void.
    private func startAgain() async throws {
        let count = model.reclaim(all: true, at: moment)
        model.boundWaits(to: Self.longestDelay, at: moment.steady)
        let found = try await store.reclaim(all: true)
        try agree(found == count, "\(found) leases reclaimed at start, not \(count)")
        try await compare()
    }

    package var steadyNow: Timestamp { steady.now() }
    private var moment: Model.Moment { Model.Moment(day: clock.now(), steady: steady.now()) }

    // MARK: Calls

    /// Makes the call on the store and, when it answered, on the model; their answers must be the same.
    private func call<Answer: Equatable & Sendable>(
        _ name: String, _ onStore: (any Store) async throws(StoreError) -> Answer,
        _ onModel: (inout Model) throws(StoreError) -> Answer
    ) async throws -> Answer {
        note(name)
        try await settleDoubts()
        let before = model
        let expected = Result { () throws(StoreError) in try onModel(&model) }
        let found: Result<Answer, StoreError>
        do throws(StoreError) {
            found = .success(try await onStore(store))
        } catch {
            found = .failure(error)
        }
        if case .failure(let error) = found, found != expected, disk.faults > 0 || !disk.hasPower {
            doubts.append(model)
            model = before
            note("-> \(error)")
            throw error
        }
        try agree(found == expected, "\(name) gave \(found), not \(expected)")
        doubts = []
        lostClaims = [:]
        return try found.get()
    }

    package func add(_ batch: NewBatch, pendingLimit: Int) async throws {
        let now = moment
        _ = try await call("add \(batch.urls.count)") { store throws(StoreError) in
            try await store.add(batch, pendingLimit: pendingLimit).id
        } _: { model throws(StoreError) in
            try model.add(batch, pendingLimit: pendingLimit, at: now)
            return batch.id
        }
    }

    package func cancel(_ id: BatchID, of owner: KeyID) async throws -> Cancellation {
        let now = clock.now()
        let index = model.batches.firstIndex { $0.id == id }
        return try await call("cancel \(index ?? -1)") { store throws(StoreError) in
            try await store.cancel(id, of: owner)
        } _: {
            $0.cancel(index, by: owner, at: now)
        }
    }

    package func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) async throws -> Retry {
        let now = moment
        let index = model.batches.firstIndex { $0.id == id }
        return try await call("retry \(index ?? -1)") { store throws(StoreError) in
            try await store.retry(id, of: owner, pendingLimit: pendingLimit)
        } _: { model throws(StoreError) in
            try model.retry(index, by: owner, pendingLimit: pendingLimit, at: now)
        }
    }

    package func finish(_ outcome: ItemOutcome) async throws -> Bool {
        let now = moment
        guard let place = places[outcome.lease.item] else { throw Disagreement("finish of an unknown item") }
        let name = "finish \(place.batch).\(place.position) \(outcome.ending.name)"
        return try await call(name) { store throws(StoreError) in
            try await store.finish(outcome)
        } _: {
            $0.finish(place, token: outcome.lease.token, outcome, at: now)
        }
    }

    package func extend(_ leases: [Lease], by duration: Duration) async throws -> [Lease] {
        let until = steady.now() + duration
        let places = places
        return try await call("extend \(leases.count)") { store throws(StoreError) in
            try await store.extend(leases, by: duration)
        } _: { model in
            leases.filter { lease in
                guard let place = places[lease.item], model[place].status == .running,
                    model[place].token == lease.token
                else { return true }
                model[place].leaseUntil = until
                return false
            }
        }
    }

    package func reclaim() async throws -> Int {
        let now = moment
        return try await call("reclaim") { store throws(StoreError) in
            try await store.reclaim(all: false)
        } _: {
            $0.reclaim(all: false, at: now)
        }
    }

    package func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) async throws -> Claim {
        note("claim \(limit)")
        try await settleDoubts()
        let now = steady.now()
        leaseDuration = duration
        let claim: Claim
        do throws(StoreError) {
            claim = try await store.claim(
                limit: limit, for: worker, leasedFor: duration, within: places)
        } catch {
            guard disk.faults > 0 || !disk.hasPower else { throw Disagreement("claim gave \(error)") }
            lostClaims[clock.now()] = now
            mayBeUnparked.formUnion(model.places.filter { model[$0].isParked && model[$0].dueAt <= now })
            doubts.append(model)
            note("-> \(error)")
            throw error
        }
        let state = (model, ids, self.places)
        let writes =
            !claim.items.isEmpty || model.places.contains { model[$0].isParked && model[$0].dueAt <= now }
        do {
            try take(claim, upTo: limit, leasedFor: duration, within: places, at: now)
        } catch let disagreement as Disagreement {
            // A claim without an answer may have unparked what is not due any more by a clock that was set since.
            let unparked = mayBeUnparked.filter { state.0[$0].isParked && state.0[$0].dueAt > now }
            guard !unparked.isEmpty else { throw disagreement }
            (model, ids, self.places) = state
            for place in unparked { model[place].isParked = false }
            try take(claim, upTo: limit, leasedFor: duration, within: places, at: now)
        }
        // A claim that wrote nothing leaves in the log what calls that failed may have left there.
        guard writes else { return claim }
        mayBeUnparked = []
        doubts = []
        lostClaims = [:]
        return claim
    }

    /// Makes the model claim what the store gave, and checks that it is what it had to give.
    private func take(
        _ claim: Claim, upTo limit: Int, leasedFor duration: Duration, within places: HostPlaces,
        at now: Timestamp
    ) throws {
        let before = model
        let wanted = model.places.filter {
            model.isClaimable($0, at: now) && model.isFree($0, in: places, free: limit)
        }
        try agree(claim.items.count <= limit, "\(claim.items.count) of \(limit) claimed")
        var left = places
        var taken: Set<Model.Place> = []
        for item in claim.items {
            let place = try find(item, in: wanted)
            try agree(taken.insert(place).inserted, "an item was claimed twice")
            try agree(
                item.attempt == model[place].attempts + 1, "attempt \(item.attempt) of \(model[place])")
            // A claim without an answer may have made it claimable by a clock that was set since.
            try agree(
                item.dueAt == model[place].dueAt || item.dueAt - now > Self.longestDelay,
                "due at \(item.dueAt), not \(model[place].dueAt)")
            try agree(item.startedAt == now && item.host == model[place].host, "claimed item")
            model.claim(place, token: item.lease.token, until: now + duration, at: clock.now())
            try agree(ids[place, default: item.lease.item] == item.lease.item, "item id changed")
            ids[place] = item.lease.item
            try agree(
                before.isFree(place, in: left, free: limit - taken.count + 1),
                "more was claimed of \(item.host) than there are places")
            left.take(item.host, of: item.batch, mayAskModel: model.batches[place.batch].mayAskModel)
            self.places[item.lease.item] = place
        }
        try agree(
            !wanted.contains {
                !taken.contains($0) && before.isFree($0, in: left, free: limit - taken.count)
            },
            "more could be claimed than \(claim.items.count)")
        let nextDueIn = model.nextDueAt(after: now).map { $0 - now }
        try agree(
            claim.nextDueIn == nextDueIn, "next due in \(claim.nextDueIn as Any), not \(nextDueIn as Any)")
        unparkDue(at: now)
        try checkFairness(wanted, taken, before, left, free: limit - taken.count)
    }

    private func find(_ item: ClaimedItem, in places: [Model.Place]) throws -> Model.Place {
        let place = places.first { model.batches[$0.batch].id == item.batch && model[$0].url == item.url }
        guard let place else { throw Disagreement("\(item.url) was not there to be claimed") }
        return place
    }

    /// `free` are the places that hosts still have after the claim.
    private func checkFairness(
        _ wanted: [Model.Place], _ taken: Set<Model.Place>, _ before: Model, _ places: HostPlaces,
        free: Int
    ) throws {
        // As if there were one more worker, but for those that are reserved.
        let left = wanted.filter {
            !taken.contains($0) && before.isFree($0, in: places, free: max(free, 1))
        }
        for (batch, places) in Dictionary(grouping: taken, by: \.batch) {
            let last = places.map(\.position).max() ?? 0
            // Behind many items without a place the order is by host.
            guard before.batches[batch].items.count <= 64 else { continue }
            try agree(
                !left.contains { $0.batch == batch && $0.position < last }, "an older item was passed over")
        }
        func check(_ group: (Model.Place) -> Int64, among places: [Model.Place]) throws {
            let waiting = Set(left.filter(places.contains).map(group))
            let counts = Dictionary(grouping: taken.filter(places.contains), by: group).mapValues(\.count)
            for slighted in waiting {
                let most = counts.values.max() ?? 0
                try agree(most <= counts[slighted, default: 0] + 1, "turns were not shared: \(counts)")
            }
        }
        let owner = { (place: Model.Place) in before.batches[place.batch].owner.rawValue }
        try check(owner, among: wanted)
        for one in owners {
            try check({ Int64($0.batch) }, among: wanted.filter { owner($0) == one.rawValue })
        }
    }

    /// Items that are due are no longer parked once a claim has looked.
    private func unparkDue(at now: Timestamp) {
        for place in model.places where model[place].isParked && model[place].dueAt <= now {
            model[place].isParked = false
        }
    }

    // MARK: Calls without an answer

    /// Finds which state the store is in after calls that failed: as before them, or as one of them would have left
    /// it.
    private func settleDoubts() async throws {
        guard !doubts.isEmpty else { return }
        if !lostClaims.isEmpty { try await adoptClaims() }
        do {
            try await compare()
        } catch let disagreement as Disagreement {
            for doubt in doubts {
                model = doubt
                do {
                    return try await compare()
                } catch is Disagreement {}
            }
            throw disagreement
        }
    }

    /// Compares, and settles what calls that failed have left open.
    package func compareIfCertain() async throws {
        if doubts.isEmpty { try await compare() } else { try await settleDoubts() }
    }

    /// Takes over from the store which items an unanswered claim has made running.
    private func adoptClaims() async throws {
        for index in model.batches.indices {
            let batch = model.batches[index]
            let snapshot = try await store.items(of: batch.id, of: batch.owner, ItemQuery(limit: 1000))
            for item in snapshot?.items ?? [] where item.status == .running {
                let place = Model.Place(batch: index, position: item.position)
                guard model[place].status != .running, let day = item.startedAt, let steady = lostClaims[day]
                else { continue }
                try agree(model.isClaimable(place, at: steady), "an item that was not due was claimed")
                model.claim(place, token: nil, until: steady + leaseDuration, at: day)
                unparkDue(at: steady)
            }
        }
    }
}

extension ItemOutcome.Ending {
    fileprivate var name: String {
        switch self {
        case .completed(_, let credits): "completed for \(credits)"
        case .failed(let reason, _): "failed \(reason)"
        case .putOff(_, let reason, _): "put off \(reason)"
        case .givenBack: "given back"
        }
    }
}
