import Batches
import StoreModel

/// One seed's run: random calls against a store and the model side by side, on a disk whose power goes now
/// and then.
final class ModelRun {
    private var random: SplitMix
    private let both: ModelledStore
    private var leases: [Lease] = []

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        both = ModelledStore(seed: ~seed)
    }

    /// The calls so far, for the report.
    var trace: [String] { both.trace }

    func run(steps: Int) async throws {
        try await both.open()
        try await both.addOwners(creditLimits: [nil, 60, 15])
        for _ in 0..<steps {
            do {
                try await step()
            } catch is StoreError {
                // Refused by a limit, or without an answer: then the state after the power came back decides.
            }
            if !both.disk.hasPower { try await both.restart() }
        }
        try await both.end()
    }

    private func step() async throws {
        switch random.below(100) {
        case 0..<14: try await add()
        case 14..<40: try await claim()
        case 40..<65: try await finish(anyLease: false)
        case 65..<71: try await finish(anyLease: true)
        case 71..<75: try await extend()
        case 75..<79: _ = try await both.reclaim()
        case 79..<84:
            let (id, owner) = anyBatch()
            _ = try await both.cancel(id, of: owner)
        case 84..<89:
            let (id, owner) = anyBatch()
            let limit = random.below(4) == 0 ? random.below(40) : 1_000_000
            _ = try await both.retry(id, of: owner, pendingLimit: limit)
        case 89..<94: wait()
        case 94..<97:
            // Soon the power goes: in the midst of some call, or between two.
            both.disk.arm(.changing, nth: 1 + random.below(12), .powerCut)
            both.note("arm")
        case 97..<98:
            both.disk.cutPower()
            both.note("cut")
        case 98: try await both.reopen()
        default: try await both.compare()
        }
    }

    private func add() async throws {
        let count = random.below(20) == 0 ? 70 : 1 + random.below(8)
        let entries = (0..<count).map { number in
            let host = "\(random.below(4)).example"
            return NewBatch.Entry(url: "http://\(host)/\(number)", host: host)
        }
        var options = BatchOptions()
        if random.below(3) == 0 { options.prompt = "names and prices" }
        let batch = NewBatch(
            id: BatchID(randomUUID(using: &random)), owner: anyOwner(), urls: entries, options: options,
            creditsPerItem: random.below(4))
        try await both.add(batch, pendingLimit: random.below(4) == 0 ? random.below(40) : 1_000_000)
    }

    private func claim() async throws {
        let limit = 1 + random.below(7)
        // Some hosts have no place, some have few.
        var places = HostPlaces(usual: random.below(3) == 0 ? 1 + random.below(3) : .max)
        for host in 0..<4 where random.below(4) == 0 { places.named["\(host).example"] = random.below(3) }
        if random.below(3) == 0 { places.forModel = random.below(4) }
        if random.below(3) == 0 {
            places.reserved = random.below(5)
            for batch in both.model.batches where random.below(2) == 0 { places.working.insert(batch.id) }
        }
        let claim = try await both.claim(
            limit: limit, for: WorkerID("w"), leasedFor: .seconds(30), within: places)
        leases += claim.items.map(\.lease)
    }

    private func finish(anyLease: Bool) async throws {
        let held =
            anyLease
            ? leases
            : leases.filter { lease in
                both.places[lease.item].map { both.model[$0].token == lease.token } ?? false
            }
        guard !held.isEmpty else { return }
        let lease = held[random.below(held.count)]
        let endings: [ItemOutcome.Ending] = [
            .completed(result: Array("\"\(random.next())\"".utf8), creditsUsed: random.below(5)),
            .completed(result: Array("\"\(random.next())\"".utf8), creditsUsed: 2),
            .failed(.timedOut, message: "timed out"),
            .putOff(for: .seconds(random.below(60)), .serverError, message: "503"),
            .givenBack,
        ]
        var outcome = ItemOutcome(lease: lease, ending: endings[random.below(endings.count)])
        outcome.inputTokens = random.below(3)
        outcome.timings.total = random.below(1000)
        _ = try await both.finish(outcome)
    }

    private func extend() async throws {
        guard !leases.isEmpty else { return }
        let chosen = (0..<3).map { _ in leases[random.below(leases.count)] }
        _ = try await both.extend(chosen, by: .seconds(20))
    }

    private func wait() {
        let seconds = random.below(10) == 0 ? random.below(20 * 86_400) : random.below(40)
        both.note("wait \(seconds) s")
        both.clock.advance(by: .seconds(seconds))
    }

    private func anyOwner() -> KeyID { both.owners[random.below(both.owners.count)] }

    /// A batch's id and an owner: mostly its own; sometimes nothing known.
    private func anyBatch() -> (id: BatchID, owner: KeyID) {
        let batches = both.model.batches
        guard !batches.isEmpty, random.below(12) != 0 else { return (BatchID("none"), anyOwner()) }
        let batch = batches[random.below(batches.count)]
        return (batch.id, random.below(12) == 0 ? anyOwner() : batch.owner)
    }
}
