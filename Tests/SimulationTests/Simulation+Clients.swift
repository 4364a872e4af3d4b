import Batches
import StoreModel

@testable import Workers

/// What clients do, and processes that were thought dead.
extension Simulation {
    func submit() async throws {
        let open = both.model.batches.reduce(0) { $0 + $1.openCount }
        guard open < 80 else { return passTime() }
        submitted += 1
        let count = random.below(20) == 0 ? 40 : 1 + random.below(8)
        let entries = (0..<count).map { number in
            let host = "\(random.below(4)).example"
            return NewBatch.Entry(url: "http://\(host)/\(submitted)/\(number)", host: host)
        }
        var options = BatchOptions()
        if random.below(3) == 0 { options.prompt = "names and prices" }
        let batch = NewBatch(
            id: BatchID(randomUUID(using: &random)), owner: both.owners[random.below(3)], urls: entries,
            options: options, creditsPerItem: random.below(4))
        let limit = random.below(8) == 0 ? random.below(100) : 1_000_000
        try await ask { try await both.add(batch, pendingLimit: limit) }
        server.scheduler.wake()
    }

    func cancel() async throws {
        guard let batch = anyBatch() else { return }
        try await ask { _ = try await both.cancel(batch.id, of: batch.owner) }
    }

    func retry() async throws {
        guard let batch = anyBatch() else { return }
        try await ask { _ = try await both.retry(batch.id, of: batch.owner, pendingLimit: 1_000_000) }
        server.scheduler.wake()
    }

    /// A result that comes when its lease is long lost, as from a process that was thought dead.
    func finishLate() async throws {
        let old = leases.filter { lease in
            both.places[lease.item].map { both.model[$0].token != lease.token } ?? false
        }
        guard !old.isEmpty else { return }
        let outcome = ItemOutcome(
            lease: old[random.below(old.count)],
            ending: .completed(result: Array("\"late\"".utf8), creditsUsed: 7))
        try await ask {
            try both.agree(try await both.finish(outcome) == false, "a late result was taken")
            figures.staleFinishes += 1
        }
    }

    /// Somebody takes items away whose leases have run out.
    func reclaim() async throws {
        isAwareOfAll = false
        try await ask { _ = try await both.reclaim() }
    }

    private func anyBatch() -> Model.Batch? {
        let batches = both.model.batches
        return batches.isEmpty ? nil : batches[random.below(batches.count)]
    }

    /// Makes a call that may be refused, or fail with the disk.
    private func ask(_ call: () async throws -> Void) async throws {
        do { try await call() } catch is StoreError { isAwareOfAll = false }
    }
}
