import Batches
import Synchronization

@testable import API

/// A store in memory, to see the routes alone: it counts reads and fails on demand.
final class MemoryStore: Store {
    struct State {
        var batches: [BatchID: Batch] = [:]
        var items: [BatchID: [Item]] = [:]
        var order: [BatchID] = []
        var keys: [[UInt8]: APIKey] = [:]
        var usage: [UsageDay] = []
        var failure: StoreError?
        /// The batch that `add` was last called with.
        var offered: NewBatch?
        var reads: [String: Int] = [:]
        /// What each call of `items` gave.
        var bytesOfReads: [Int] = []
        /// Runs inside `items`, before it returns: another request in between.
        var duringItems: (@Sendable () async -> Void)?
    }

    let state = Mutex(State())

    func fail(with error: StoreError?) { state.withLock { $0.failure = error } }
    func reads(of method: String) -> Int { state.withLock { $0.reads[method, default: 0] } }

    /// Sets an item's outcome, its batch's counters and the batch's state as a worker's turn would.
    func finish(_ id: BatchID, at position: Int, result: String? = nil, error: FailureReason? = nil) {
        state.withLock { state in
            guard var batch = state.batches[id], var items = state.items[id] else { return }
            items[position].status = result == nil ? .failed : .completed
            items[position].result = result.map { Array($0.utf8) }
            items[position].error = error.map { "It failed: \($0.rawValue)" }
            items[position].errorCode = error
            items[position].creditsUsed = result == nil ? 0 : batch.creditsPerItem
            items[position].startedAt = Timestamp(milliseconds: 1_705_312_801_000)
            items[position].finishedAt = Timestamp(milliseconds: 1_705_312_802_000)
            items[position].attempts = 1
            batch.completedCount = items.count { $0.status == .completed }
            batch.failedCount = items.count { $0.status == .failed }
            batch.status = batch.pendingCount == 0 ? .completed : .running
            batch.finishedAt = batch.pendingCount == 0 ? Timestamp(milliseconds: 1_705_312_802_000) : nil
            batch.version += 1
            state.batches[id] = batch
            state.items[id] = items
        }
    }

    /// Completes the items with results that have so many thousand letters each.
    func fill(_ id: BatchID, kilobytes sizes: [Int]) {
        for (position, size) in sizes.enumerated() {
            finish(id, at: position, result: "\"\(String(repeating: "x", count: size * 1000))\"")
        }
    }

    func change(_ id: BatchID, _ body: (inout Batch, inout [Item]) -> Void) {
        state.withLock { state in
            guard var batch = state.batches[id], var items = state.items[id] else { return }
            body(&batch, &items)
            batch.version += 1
            state.batches[id] = batch
            state.items[id] = items
        }
    }

    private func entered(_ method: String) throws(StoreError) {
        let failure = state.withLock { state in
            state.reads[method, default: 0] += 1
            return state.failure
        }
        if let failure { throw failure }
    }

    func add(_ new: NewBatch, pendingLimit: Int) async throws(StoreError) -> Batch {
        try entered("add")
        return try state.withLock { state throws(StoreError) in
            state.offered = new
            let pending = state.batches.values.filter { $0.owner == new.owner }.reduce(0) {
                $0 + $1.pendingCount
            }
            guard pending + new.urls.count <= pendingLimit else {
                throw .tooManyPending(limit: pendingLimit, pending: pending)
            }
            let batch = Batch(
                id: new.id, owner: new.owner, status: .pending, totalURLs: new.urls.count, runningCount: 0,
                completedCount: 0, failedCount: 0, cancelledCount: 0, creditsPerItem: new.creditsPerItem,
                creditsUsed: 0, options: new.options, schemaWarnings: new.schemaWarnings,
                createdAt: Timestamp(milliseconds: 1_705_312_800_000), finishedAt: nil, version: 1)
            state.batches[new.id] = batch
            state.order.insert(new.id, at: 0)
            state.items[new.id] = new.urls.enumerated().map { index, entry in
                Item(
                    id: ItemID("item-\(index)"), position: index, url: entry.url, jobID: "job-\(index)",
                    status: .pending)
            }
            return batch
        }
    }

    func batch(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Batch? {
        try entered("batch")
        return state.withLock { $0.batches[id].flatMap { $0.owner == owner ? $0 : nil } }
    }

    func items(of id: BatchID, of owner: KeyID, _ query: ItemQuery) async throws(StoreError) -> BatchSnapshot?
    {
        try entered("items")
        let snapshot = state.withLock { state -> BatchSnapshot? in
            guard let batch = state.batches[id], batch.owner == owner else { return nil }
            let matching = state.items[id, default: []].filter {
                $0.position > query.after ?? -1 && (query.status == nil || $0.status == query.status)
            }
            var bytes = 0
            let items = Array(
                matching.prefix(query.limit).prefix { item in
                    defer { bytes += item.byteCount }
                    return bytes < query.maxBytes || bytes == 0
                })
            state.bytesOfReads.append(items.reduce(0) { $0 + $1.byteCount })
            return BatchSnapshot(batch: batch, items: items, hasMore: matching.count > items.count)
        }
        if let hook = state.withLock({ $0.duringItems }) { await hook() }
        return snapshot
    }

    func batches(of owner: KeyID, page: Int, limit: Int) async throws(StoreError) -> BatchPage {
        try entered("batches")
        return state.withLock { state in
            let own = state.order.compactMap { state.batches[$0] }.filter { $0.owner == owner }
            return BatchPage(
                batches: Array(own.dropFirst((page - 1) * limit).prefix(limit)), total: own.count)
        }
    }

    func cancel(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Cancellation {
        try entered("cancel")
        return state.withLock { state in
            guard var batch = state.batches[id], batch.owner == owner else { return .unknown }
            guard !batch.status.isTerminal else { return .alreadyTerminal(batch.status) }
            let items = batch.pendingCount
            batch.cancelledCount += items
            batch.status = .cancelled
            batch.version += 1
            state.batches[id] = batch
            return .cancelled(items: items, creditsRefunded: items * batch.creditsPerItem)
        }
    }

    func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) async throws(StoreError) -> Retry {
        try entered("retry")
        return state.withLock { state in
            guard var batch = state.batches[id], batch.owner == owner else { return .unknown }
            let failed = batch.failedCount
            guard failed > 0 else { return .noFailedItems }
            batch.failedCount = 0
            batch.status = .running
            batch.finishedAt = nil
            batch.version += 1
            state.batches[id] = batch
            for index in state.items[id, default: []].indices where state.items[id]?[index].status == .failed
            {
                state.items[id]?[index].status = .pending
                state.items[id]?[index].error = nil
                state.items[id]?[index].errorCode = nil
            }
            return .queued(items: failed)
        }
    }

    func addKey(_ key: NewKey) async throws(StoreError) -> APIKey {
        try entered("addKey")
        return state.withLock { state in
            let added = APIKey(
                id: KeyID(Int64(state.keys.count + 1)), name: key.name, prefix: key.prefix,
                monthlyCreditLimit: key.monthlyCreditLimit, createdAt: Timestamp(milliseconds: 0),
                expiresAt: key.expiresAt, revokedAt: nil)
            state.keys[key.hash] = added
            return added
        }
    }

    func key(withHash hash: [UInt8]) async throws(StoreError) -> APIKey? {
        try entered("key")
        return state.withLock { $0.keys[hash] }
    }

    func usage(
        of owner: KeyID, from first: Timestamp, through last: Timestamp
    ) async throws(StoreError) -> [UsageDay] {
        try entered("usage")
        return state.withLock { $0.usage.filter { (first.day...last.day).contains($0.day.day) } }
    }

    func revokeKey(_ id: KeyID) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let (hash, key) = state.keys.first(where: { $0.value.id == id }) else { return false }
            state.keys[hash] = APIKey(
                id: key.id, name: key.name, prefix: key.prefix, monthlyCreditLimit: key.monthlyCreditLimit,
                createdAt: key.createdAt, expiresAt: key.expiresAt, revokedAt: Timestamp(milliseconds: 0))
            return true
        }
    }

    // The routes never come here.
    func keys() async throws(StoreError) -> [APIKey] { [] }
    func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) async throws(StoreError) -> Claim { Claim(items: []) }
    func finish(_ outcome: ItemOutcome) async throws(StoreError) -> Bool { false }
    func extend(_ leases: [Lease], by duration: Duration) async throws(StoreError) -> [Lease] { leases }
    func reclaim(all: Bool) async throws(StoreError) -> Int { 0 }
    func probe() async throws(StoreError) { try entered("probe") }
    func close() async {}
}
