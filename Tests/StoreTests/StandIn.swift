import Batches

/// Takes a store's place while it is closed and opened again; all it says is that it is closed.
struct StandIn: Store {
    func add(_ batch: NewBatch, pendingLimit: Int) throws(StoreError) -> Batch { throw .closed }
    func batch(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Batch? { throw .closed }
    func items(of id: BatchID, of owner: KeyID, _ query: ItemQuery) throws(StoreError) -> BatchSnapshot? {
        throw .closed
    }
    func batches(of owner: KeyID, page: Int, limit: Int) throws(StoreError) -> BatchPage { throw .closed }
    func cancel(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Cancellation { throw .closed }
    func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) throws(StoreError) -> Retry {
        throw .closed
    }
    func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) throws(StoreError) -> Claim { throw .closed }
    func finish(_ outcome: ItemOutcome) throws(StoreError) -> Bool { throw .closed }
    func extend(_ leases: [Lease], by duration: Duration) throws(StoreError) -> [Lease] { throw .closed }
    func reclaim(all: Bool) throws(StoreError) -> Int { throw .closed }
    func addKey(_ key: NewKey) throws(StoreError) -> APIKey { throw .closed }
    func keys() throws(StoreError) -> [APIKey] { throw .closed }
    func revokeKey(_ id: KeyID) throws(StoreError) -> Bool { throw .closed }
    func key(withHash hash: [UInt8]) throws(StoreError) -> APIKey? { throw .closed }
    func probe() throws(StoreError) { throw .closed }
    func close() {}
}
