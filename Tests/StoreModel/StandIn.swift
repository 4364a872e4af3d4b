import Batches

/// Takes a store's place while it is closed and opened again; all it says is that it is closed.
package struct StandIn: Store {
    package init() {}

    package func add(_ batch: NewBatch, pendingLimit: Int) throws(StoreError) -> Batch { throw .closed }
    package func batch(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Batch? { throw .closed }
    package func items(of id: BatchID, of owner: KeyID, _ query: ItemQuery) throws(StoreError)
        -> BatchSnapshot?
    {
        throw .closed
    }
    package func batches(of owner: KeyID, page: Int, limit: Int) throws(StoreError) -> BatchPage {
        throw .closed
    }
    package func cancel(_ id: BatchID, of owner: KeyID) throws(StoreError) -> Cancellation { throw .closed }
    package func retry(_ id: BatchID, of owner: KeyID, pendingLimit: Int) throws(StoreError) -> Retry {
        throw .closed
    }
    package func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) throws(StoreError) -> Claim { throw .closed }
    package func finish(_ outcome: ItemOutcome) throws(StoreError) -> Bool { throw .closed }
    package func extend(_ leases: [Lease], by duration: Duration) throws(StoreError) -> [Lease] {
        throw .closed
    }
    package func reclaim(all: Bool) throws(StoreError) -> Int { throw .closed }
    package func addKey(_ key: NewKey) throws(StoreError) -> APIKey { throw .closed }
    package func keys() throws(StoreError) -> [APIKey] { throw .closed }
    package func revokeKey(_ id: KeyID) throws(StoreError) -> Bool { throw .closed }
    package func key(withHash hash: [UInt8]) throws(StoreError) -> APIKey? { throw .closed }
    package func usage(of owner: KeyID, from first: Timestamp, through last: Timestamp) throws(StoreError)
        -> [UsageDay]
    {
        throw .closed
    }
    package func probe() throws(StoreError) { throw .closed }
    package func close() {}
}
