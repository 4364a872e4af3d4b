import Batches
import Store

/// One seed's run: random calls against a store and the model side by side, on a disk whose power goes now
/// and then.
final class ModelRun {
    struct Disagreement: Error, CustomStringConvertible {
        var description: String
    }

    private var random: SplitMix
    private let folder = TemporaryFolder()
    private let disk = FaultDisk()
    private let clock = TestClock()
    private var store: any Store = StandIn()
    private var model = Model()
    private var owners: [KeyID] = []
    private var leases: [(lease: Lease, place: Model.Place)] = []
    private var ids: [Model.Place: ItemID] = [:]
    private var jobs: [Model.Place: [Int: String]] = [:]
    /// The calls so far, for the report.
    private(set) var trace: [String] = []

    init(seed: UInt64) { random = SplitMix(state: seed) }

    func run(steps: Int) async throws {
        try await open()
        for (number, limit) in [nil, 60, 15].enumerated() {
            let owner = try await store.addKey(.sample(UInt8(number + 1), creditLimit: limit)).id
            owners.append(owner)
            model.limits[owner] = limit
        }
        for _ in 0..<steps {
            do {
                try await step()
            } catch is StoreError where !disk.hasPower {
                // The call had no answer. The state after the power came back decides whether it was done.
            }
            if !disk.hasPower { try await restart() }
        }
        disk.disarm()
        try await compare()
        try await compareUsage()
        let problems = try await (store as? SQLiteStore)?.verify() ?? []
        try agree(problems.isEmpty, "\(problems)")
        await store.close()
        store = StandIn()
    }

    // MARK: Steps

    private func step() async throws {
        switch random.below(100) {
        case 0..<14: try await add()
        case 14..<40: try await claim()
        case 40..<65: try await finish(anyLease: false)
        case 65..<71: try await finish(anyLease: true)
        case 71..<75: try await extend()
        case 75..<79: try await reclaim()
        case 79..<84: try await cancel()
        case 84..<89: try await retry()
        case 89..<94: wait()
        case 94..<97:
            // Soon the power goes: in the midst of some call, or between two.
            disk.arm(.changing, nth: 1 + random.below(12), .powerCut)
            trace.append("arm")
        case 97..<98:
            disk.cutPower()
            trace.append("cut")
        case 98: try await close()
        default: try await compare()
        }
    }

    /// Makes the call on the store and, when it answered, on the model; their answers must be the same.
    private func call<Answer: Equatable & Sendable>(
        _ name: String, _ onStore: () async throws(StoreError) -> Answer,
        _ onModel: (inout Model) throws(StoreError) -> Answer
    ) async throws {
        trace.append(name)
        let before = model
        let expected = Result { () throws(StoreError) in try onModel(&model) }
        let found: Result<Answer, StoreError>
        do throws(StoreError) {
            found = .success(try await onStore())
        } catch {
            if !disk.hasPower {
                try await restart(orElse: before)
                return
            }
            found = .failure(error)
        }
        try agree(found == expected, "\(name) gave \(found), not \(expected)")
    }

    private func add() async throws {
        let count = random.below(20) == 0 ? 70 : 1 + random.below(8)
        let entries = (0..<count).map { number in
            let host = "\(random.below(4)).example"
            return NewBatch.Entry(url: "http://\(host)/\(number)", host: host)
        }
        let batch = NewBatch(
            id: BatchID(randomUUID(using: &random)), owner: anyOwner(), urls: entries,
            creditsPerItem: random.below(4))
        let limit = random.below(4) == 0 ? random.below(40) : 1_000_000
        let now = clock.now()
        try await call("add \(count)") { () throws(StoreError) in
            try await store.add(batch, pendingLimit: limit).id
        } _: { model throws(StoreError) in
            try model.add(batch, pendingLimit: limit, at: now)
            return batch.id
        }
    }

    private func claim() async throws {
        let limit = 1 + random.below(7)
        let hosts = Set((0..<4).filter { _ in random.below(4) == 0 }.map { "\($0).example" })
        let now = clock.now()
        trace.append("claim \(limit) skipping \(hosts.count)")
        let claim: Claim
        do throws(StoreError) {
            claim = try await store.claim(
                limit: limit, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: hosts)
        } catch {
            if !disk.hasPower { return try await restart(maybeClaimed: true) }
            throw error
        }
        let before = model
        let wanted = model.places.filter { model.isClaimable($0, at: now) && !hosts.contains(model[$0].host) }
        try agree(
            claim.items.count == min(limit, wanted.count), "\(claim.items.count) of \(wanted.count) claimed")
        var taken: Set<Model.Place> = []
        for item in claim.items {
            let place = try find(item, in: wanted)
            try agree(taken.insert(place).inserted, "an item was claimed twice")
            try agree(
                item.attempt == model[place].attempts + 1 && item.dueAt == model[place].dueAt, "attempt")
            try agree(item.startedAt == now && item.host == model[place].host, "claimed item")
            model.claim(place, token: item.lease.token, until: now + .seconds(30), at: now)
            leases.append((item.lease, place))
            try agree(ids[place, default: item.lease.item] == item.lease.item, "item id changed")
            ids[place] = item.lease.item
        }
        let nextDueAt = model.nextDueAt(after: now)
        try agree(
            claim.nextDueAt == nextDueAt, "next due at \(claim.nextDueAt as Any), not \(nextDueAt as Any)")
        // Items that are due are no longer parked once a claim has looked.
        for place in model.places where model[place].isParked && model[place].dueAt <= now {
            model[place].isParked = false
        }
        try checkFairness(wanted, taken, before, skipping: !hosts.isEmpty)
    }

    private func checkFairness(
        _ wanted: [Model.Place], _ taken: Set<Model.Place>, _ before: Model, skipping: Bool
    ) throws {
        let left = wanted.filter { !taken.contains($0) }
        for (batch, places) in Dictionary(grouping: taken, by: \.batch) {
            let last = places.map(\.position).max() ?? 0
            // Behind many skipped items the order is by host.
            guard !skipping || before.batches[batch].items.count <= 64 else { continue }
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

    private func finish(anyLease: Bool) async throws {
        let held = anyLease ? leases : leases.filter { model[$0.place].token == $0.lease.token }
        guard !held.isEmpty else { return }
        let (lease, place) = held[random.below(held.count)]
        let now = clock.now()
        let endings: [ItemOutcome.Ending] = [
            .completed(result: Array("\"\(random.next())\"".utf8), creditsUsed: random.below(5)),
            .completed(result: Array("\"\(random.next())\"".utf8), creditsUsed: 2),
            .failed(.timedOut, message: "timed out"),
            .putOff(until: now + .seconds(random.below(60)), .serverError, message: "503"), .givenBack,
        ]
        var outcome = ItemOutcome(lease: lease, ending: endings[random.below(endings.count)])
        outcome.inputTokens = random.below(3)
        outcome.timings.total = random.below(1000)
        let done = outcome
        try await call("finish \(place) \(outcome.ending)") { () throws(StoreError) in
            try await store.finish(done)
        } _: {
            $0.finish(place, token: lease.token, done, at: now)
        }
    }

    private func extend() async throws {
        guard !leases.isEmpty else { return }
        let chosen = (0..<3).map { _ in leases[random.below(leases.count)] }
        let until = clock.now() + .seconds(20)
        try await call("extend") { () throws(StoreError) in
            try await store.extend(chosen.map(\.lease), by: .seconds(20))
        } _: { model in
            chosen.filter { lease, place in
                let isGood = model[place].status == .running && model[place].token == lease.token
                if isGood { model[place].leaseUntil = until }
                return !isGood
            }.map(\.lease)
        }
    }

    private func reclaim() async throws {
        let now = clock.now()
        try await call("reclaim") { () throws(StoreError) in
            try await store.reclaim(all: false)
        } _: {
            $0.reclaim(all: false, at: now)
        }
    }

    private func cancel() async throws {
        let (index, id, owner) = anyBatch()
        let now = clock.now()
        try await call("cancel") { () throws(StoreError) in
            try await store.cancel(id, of: owner)
        } _: {
            $0.cancel(index, by: owner, at: now)
        }
    }

    private func retry() async throws {
        let (index, id, owner) = anyBatch()
        let now = clock.now()
        let limit = random.below(4) == 0 ? random.below(40) : 1_000_000
        try await call("retry") { () throws(StoreError) in
            try await store.retry(id, of: owner, pendingLimit: limit)
        } _: { model throws(StoreError) in
            try model.retry(index, by: owner, pendingLimit: limit, at: now)
        }
    }

    private func wait() {
        let seconds = random.below(10) == 0 ? random.below(20 * 86_400) : random.below(40)
        trace.append("wait \(seconds) s")
        clock.advance(by: .seconds(seconds))
    }

    // MARK: Ends and beginnings

    private func open() async throws {
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.vfs = disk.name
        configuration.readers = 1
        configuration.cacheKilobytes = 40
        configuration.checkpointPages = 25
        store = try await SQLiteStore.open(configuration, clock: clock)
    }

    /// A clean end, a new start.
    private func close() async throws {
        trace.append("close")
        disk.disarm()
        await store.close()
        store = StandIn()
        try await open()
        try await startAgain()
    }

    /// A new start after the power went. `before` is the other state that the store may be in, when a call
    /// had no answer; with `maybeClaimed` any number of items may have been claimed by that.
    private func restart(orElse before: Model? = nil, maybeClaimed: Bool = false) async throws {
        trace.append("restart")
        await store.close()
        store = StandIn()
        let memory = FaultDisk.Memory.allCases[random.below(3)]
        disk.restorePower(keeping: memory, seed: random.next())
        try await open()
        if maybeClaimed { try await adoptClaims() }
        if let before {
            do {
                try await compare()
            } catch is Disagreement {
                model = before
                try await compare()
            }
        }
        try await startAgain()
    }

    /// Every server does this first; the leases of the time before are void.
    private func startAgain() async throws {
        let now = clock.now()
        let count = model.reclaim(all: true, at: now)
        let found = try await store.reclaim(all: true)
        try agree(found == count, "\(found) leases reclaimed at start, not \(count)")
        try await compare()
    }

    /// Takes over from the store which items an unanswered claim has made running.
    private func adoptClaims() async throws {
        let now = clock.now()
        for index in model.batches.indices {
            let batch = model.batches[index]
            let snapshot = try await store.items(of: batch.id, of: batch.owner, ItemQuery(limit: 1000))
            for item in snapshot?.items ?? [] where item.status == .running {
                let place = Model.Place(batch: index, position: item.position)
                guard model[place].status != .running else { continue }
                try agree(model.isClaimable(place, at: now), "an item that was not due was claimed")
                model.claim(place, token: nil, until: now + .seconds(30), at: now)
            }
        }
        for place in model.places where model[place].isParked && model[place].dueAt <= now {
            model[place].isParked = false
        }
    }

    // MARK: Comparing

    private func compare() async throws {
        for (index, expected) in model.batches.enumerated() {
            let snapshot = try await store.items(of: expected.id, of: expected.owner, ItemQuery(limit: 1000))
            guard let snapshot else { throw Disagreement(description: "batch \(index) is gone") }
            let found = snapshot.batch
            let same =
                found.status == expected.status && found.totalURLs == expected.items.count
                && found.runningCount == expected.count(.running)
                && found.completedCount == expected.count(.completed)
                && found.failedCount == expected.count(.failed)
                && found.cancelledCount == expected.count(.cancelled)
                && found.creditsUsed == expected.creditsUsed
                && found.createdAt == expected.createdAt && found.finishedAt == expected.finishedAt
                && found.version == expected.version
            try agree(same, "batch \(index) is \(found), not \(expected)")
            try agree(snapshot.items.count == expected.items.count, "items of batch \(index)")
            for (item, wanted) in zip(snapshot.items, expected.items) {
                try compare(item, wanted, at: Model.Place(batch: index, position: item.position))
            }
        }
        for owner in owners {
            let page = try await store.batches(of: owner, page: 1, limit: 10_000)
            let expected = model.batches.filter { $0.owner == owner }.map(\.id)
            try agree(page.batches.map(\.id) == expected.reversed() && page.total == expected.count, "list")
        }
    }

    private func compare(_ item: Item, _ wanted: Model.Item, at place: Model.Place) throws {
        let same =
            item.url == wanted.url && item.status == wanted.status && item.attempts == wanted.attempts
            && item.creditsUsed == wanted.credits && item.startedAt == wanted.startedAt
            && item.finishedAt == wanted.finishedAt && item.result == wanted.result
            && item.errorCode == wanted.reason && (item.error != nil) == (wanted.reason != nil)
        try agree(same, "item \(place) is \(item), not \(wanted)")
        try agree(ids[place, default: item.id] == item.id, "item id changed")
        ids[place] = item.id
        try agree(
            jobs[place]?[wanted.retries, default: item.jobID] ?? item.jobID == item.jobID, "job id changed")
        jobs[place, default: [:]][wanted.retries] = item.jobID
        try agree(Set(jobs[place, default: [:]].values).count == jobs[place]?.count, "job id used again")
    }

    private func compareUsage() async throws {
        guard let store = store as? SQLiteStore else { return }
        for owner in owners {
            let days = try await store.usage(
                of: owner, from: Timestamp(milliseconds: 0), through: clock.now())
            let expected = (model.usage[owner] ?? [:]).values.sorted { $0.day < $1.day }
            try agree(days == expected, "usage \(days), not \(expected)")
        }
    }

    private func agree(_ condition: Bool, _ description: @autoclosure () -> String) throws {
        guard condition else { throw Disagreement(description: description()) }
    }

    // MARK: Choosing

    private func find(_ item: ClaimedItem, in places: [Model.Place]) throws -> Model.Place {
        let place = places.first { model.batches[$0.batch].id == item.batch && model[$0].url == item.url }
        guard let place else { throw Disagreement(description: "\(item.url) was not there to be claimed") }
        return place
    }

    private func anyOwner() -> KeyID { owners[random.below(owners.count)] }

    /// A batch, its id and an owner: mostly its own; sometimes nothing known.
    private func anyBatch() -> (index: Int?, id: BatchID, owner: KeyID) {
        guard !model.batches.isEmpty, random.below(12) != 0 else { return (nil, BatchID("none"), anyOwner()) }
        let index = random.below(model.batches.count)
        let owner = random.below(12) == 0 ? anyOwner() : model.batches[index].owner
        return (index, model.batches[index].id, owner)
    }
}

/// Small, seedable, good enough.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
