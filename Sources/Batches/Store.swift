/// The durable state of the server. Every method that changes something is one transaction, on disk
/// before it returns; every state change moves counters, credits and usage with it.
///
/// All methods throw `StoreError` only.
package protocol Store: Sendable {
    // Submissions. A batch of another owner is treated as unknown everywhere.

    /// Stores batch, items and credit reservation, all or nothing.
    /// `pendingLimit` is the number of items not yet terminal that the owner may have afterwards.
    func add(_ batch: NewBatch, pendingLimit: Int) async throws(StoreError) -> Batch
    func batch(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Batch?
    /// Items in submission order, and the batch as it was in the same snapshot.
    func items(of id: BatchID, of owner: KeyID, _ query: ItemQuery) async throws(StoreError) -> BatchSnapshot?
    /// Newest first; `page` from 1.
    func batches(of owner: KeyID, page: Int, limit: Int) async throws(StoreError) -> BatchPage
    /// Pending items become cancelled and their credits return; running ones go on to their end.
    func cancel(_ id: BatchID, of owner: KeyID) async throws(StoreError) -> Cancellation
    /// Failed items become pending again with fresh credits.
    func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) async throws(StoreError) -> Retry

    // Workers.

    /// Claims up to `limit` due items, leased for `duration`: round robin over owners and then their
    /// batches, oldest first inside a batch, of each host and for a model no more than there are `places`.
    func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) async throws(StoreError) -> Claim
    /// Stores the outcome; false when the lease is no longer the item's newest, and then nothing changes.
    func finish(_ outcome: ItemOutcome) async throws(StoreError) -> Bool
    /// Extends the leases that are still good by `duration` from now; returns those that are lost.
    func extend(_ leases: [Lease], by duration: Duration) async throws(StoreError) -> [Lease]
    /// Makes items whose lease ran out pending again; at start, with `all`, every running one, and lets no item that
    /// was put off wait for longer than the longest delay.
    @discardableResult func reclaim(all: Bool) async throws(StoreError) -> Int

    // Keys. Only a SHA-256 of a key is ever stored.

    func addKey(_ key: NewKey) async throws(StoreError) -> APIKey
    func keys() async throws(StoreError) -> [APIKey]
    /// False when there is no such key.
    func revokeKey(_ id: KeyID) async throws(StoreError) -> Bool
    /// The key with this hash, whatever its state.
    func key(withHash hash: [UInt8]) async throws(StoreError) -> APIKey?

    /// What `owner` used on each day from `first` to `last`, both included, oldest first; days without use are left
    /// out.
    func usage(of owner: KeyID, from first: Timestamp, through last: Timestamp) async throws(StoreError)
        -> [UsageDay]

    /// Proves that the store can write, and that there is room for a large submission; what `/ready` asks.
    func probe() async throws(StoreError)
    func close() async
}

extension Store {
    /// As `claim` with places, without bound but for `hosts`, of which none is claimed.
    package func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, skippingHosts hosts: Set<String>
    ) async throws(StoreError) -> Claim {
        try await claim(
            limit: limit, for: worker, leasedFor: duration, within: HostPlaces(without: hosts))
    }
}

/// Which items of a batch to read.
package struct ItemQuery: Equatable, Sendable {
    /// Only items behind this position.
    package var after: Int?
    package var limit: Int
    package var status: ItemStatus?
    /// The last item read is the one with which the items' `byteCount` comes to this: at least one, however large.
    package var maxBytes: Int

    package init(after: Int? = nil, limit: Int, status: ItemStatus? = nil, maxBytes: Int = .max) {
        self.after = after
        self.limit = limit
        self.status = status
        self.maxBytes = maxBytes
    }
}

package struct BatchSnapshot: Sendable {
    package var batch: Batch
    package var items: [Item]
    /// True when more items match behind the last one.
    package var hasMore: Bool

    package init(batch: Batch, items: [Item], hasMore: Bool) {
        self.batch = batch
        self.items = items
        self.hasMore = hasMore
    }
}

package struct BatchPage: Sendable {
    package var batches: [Batch]
    /// All batches of the owner.
    package var total: Int

    package init(batches: [Batch], total: Int) {
        self.batches = batches
        self.total = total
    }
}

package enum Cancellation: Equatable, Sendable {
    case cancelled(items: Int, creditsRefunded: Int)
    case alreadyTerminal(BatchStatus)
    case unknown
}

package enum Retry: Equatable, Sendable {
    case queued(items: Int)
    case noFailedItems
    case unknown
}

/// What a store could not do, as a caller would handle it differently.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// Another process or transaction held the database too long, or there was no file descriptor left.
    case busy
    /// Another process has the data folder open.
    case inUse
    /// The disk is full.
    case full
    /// The data folder or file cannot be written.
    case readOnly
    case creditLimitReached(limit: Int, used: Int, needed: Int)
    case tooManyPending(limit: Int, pending: Int)
    /// The database was written by a newer version.
    case newerSchema(found: Int, supported: Int)
    /// The database was written by an older version, and may not be migrated here.
    case olderSchema(found: Int, supported: Int)
    /// The database belongs to another program.
    case foreign
    case corrupt
    /// The data folder was moved, removed or replaced while it was open.
    case moved
    /// The file system knows no locks, so that nothing would keep a second server out.
    case noLocks
    case closed
    case sqlite(code: Int32)

    /// For logs and the command line.
    package var description: String {
        switch self {
        case .busy: "another process holds the database, or there is no file descriptor left"
        case .inUse: "another process has the data folder open"
        case .full: "the disk is full"
        case .readOnly: "the data folder or the database may not be written"
        case .creditLimitReached(let limit, let used, let needed):
            "\(needed) credits are needed, and \(used) of \(limit) are used"
        case .tooManyPending(let limit, let pending): "\(pending) items wait, of \(limit) at most"
        case .newerSchema(let found, let supported):
            "a newer version wrote the database (schema \(found); this one knows \(supported))"
        case .olderSchema(let found, let supported):
            "an older version wrote the database (schema \(found) of \(supported)); `orbweaver serve` brings it up to date"
        case .foreign: "the database belongs to another program"
        case .moved: "the data folder was moved or replaced while it was open; start the server anew"
        case .noLocks: "this file system has no locks that hold: the data folder must be on another one"
        case .corrupt: "the file is damaged, or no database"
        case .closed: "the database is closed"
        case .sqlite(let code) where code & 0xFF == 14: "a file or folder cannot be opened or made"
        case .sqlite(let code): "SQLite gave error \(code)"
        }
    }
}
