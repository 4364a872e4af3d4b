import Batches

/// One call of `claim`: picks waiting items fairly and leases them.
///
/// Every look-up is a seek in an index that holds waiting items only, so the cost depends neither on the
/// number of finished items nor on the size of batches; a batch whose waiting items are all of hosts without a
/// place costs one short walk and at most a seek a host.
struct ClaimRound {
    let connection: Connection
    let codec: ItemIDCodec
    let worker: WorkerID
    let now: Timestamp
    let steadyNow: Timestamp
    let until: Timestamp
    /// What is left of them in this round.
    private var places: HostPlaces
    /// Workers that have no item yet.
    private var free = 0
    private(set) var turns: ClaimTurns.State
    private var batches: [Int64: BatchWalk] = [:]

    /// Items looked at in their order before hosts are looked at instead.
    private static let walkLimit = 64

    /// Where the search in one batch stands, and what its items share.
    private struct BatchWalk {
        var id = BatchID("")
        var options = BatchOptions()
        var creditsPerItem = 0
        var isPending = false
        /// Items up to this number are of hosts without a place, or taken.
        var walked: Int64 = 0
        /// Set when the walk gave up: the lowest host that may have a place.
        var host: String?
        var isRead = false
    }

    init(
        on connection: Connection, codec: ItemIDCodec, worker: WorkerID, now: Timestamp, steadyNow: Timestamp,
        until: Timestamp, places: HostPlaces, turns: ClaimTurns.State
    ) {
        self.connection = connection
        self.codec = codec
        self.worker = worker
        self.now = now
        self.steadyNow = steadyNow
        self.until = until
        self.places = places
        self.turns = turns
    }

    mutating func claim(limit: Int) throws(StoreError) -> [ClaimedItem] {
        free = limit
        var items: [ClaimedItem] = []
        var owners = Ring(after: turns.owner)
        var rings: [Int64: Ring] = [:]
        let connection = connection
        while items.count < limit,
            let owner = try owners.next(find: { above throws(StoreError) in
                try connection.nextOwner(above: above)
            })
        {
            var ring = rings[owner] ?? Ring(after: turns.batches[owner] ?? 0)
            let item = try claimOne(of: owner, &ring)
            rings[owner] = ring
            owners.settle(owner, gave: item != nil)
            if let item { items.append(item) }
        }
        return items
    }

    /// The next item of `owner`, from its batches in turn.
    private mutating func claimOne(of owner: Int64, _ ring: inout Ring) throws(StoreError) -> ClaimedItem? {
        let connection = connection
        while let batch = try ring.next(find: { above throws(StoreError) in
            try connection.nextBatch(of: owner, above: above)
        }) {
            let number = try hasPlace(batch) ? pick(from: batch, of: owner) : nil
            ring.settle(batch, gave: number != nil)
            guard let number else { continue }
            turns.owner = owner
            turns.batches[owner] = batch
            return try lease(number, of: batch, owner: owner)
        }
        return nil
    }

    /// False for a batch that may ask a model when no more items may do so, and for one that has a worker when the
    /// rest are for others. Once false it stays so.
    private mutating func hasPlace(_ batch: Int64) throws(StoreError) -> Bool {
        guard places.forModel <= 0 || free <= places.reserved else { return true }
        try read(batch)
        guard let walk = batches[batch] else { return false }
        return (places.forModel > 0 || !walk.options.mayAskModel) && places.isOpen(to: walk.id, free: free)
    }

    /// The oldest waiting item of the batch whose host has a place. When the oldest `walkLimit` have none, the
    /// first host by name that has one, and its oldest item.
    private mutating func pick(from batch: Int64, of owner: Int64) throws(StoreError) -> Int64? {
        var walk = batches[batch] ?? BatchWalk()
        defer { batches[batch] = walk }
        if walk.host == nil {
            let statement = try connection.statement(
                """
                SELECT number, host FROM items INDEXED BY items_ready
                WHERE owner = ?1 AND batch = ?2 AND number > ?3 AND status = 'pending' AND parked = 0
                ORDER BY number LIMIT ?4
                """)
            defer { statement.reset() }
            try statement.bind([owner, batch, walk.walked, Self.walkLimit])
            var seen = 0
            while try statement.step() {
                walk.walked = statement.row.int64(0)
                if places[statement.row.text(1)] > 0 { return walk.walked }
                seen += 1
            }
            guard seen == Self.walkLimit else { return nil }
            walk.host = ""
        }
        while let host = walk.host {
            let found = try connection.first(
                """
                SELECT number, host FROM items INDEXED BY items_ready_by_host
                WHERE batch = ?1 AND host >= ?2 AND status = 'pending' AND parked = 0
                ORDER BY host, number LIMIT 1
                """, batch, host
            ) { (number: $0.int64(0), host: $0.text(1)) }
            guard let found else { return nil }
            // The lowest text above a host is that host with a zero byte behind it.
            let hasPlace = places[found.host] > 0
            walk.host = hasPlace ? found.host : found.host + "\0"
            if hasPlace { return found.number }
        }
        return nil
    }

    private mutating func lease(_ number: Int64, of batch: Int64, owner: Int64) throws(StoreError)
        -> ClaimedItem
    {
        try read(batch)
        let walk = batches[batch] ?? BatchWalk()
        if walk.isPending {
            try connection.run("UPDATE batches SET status = 'running' WHERE number = ?1", batch)
            batches[batch]?.isPending = false
        }
        let (codec, steadyNow) = (codec, steadyNow)
        let item = try connection.first(
            """
            UPDATE items SET status = 'running', attempts = attempts + 1, lease_token = lease_token + 1,
                lease_until = ?2, worker = ?3, started_at = ?4
            WHERE number = ?1 RETURNING position, url, host, attempts, lease_token, due_at
            """, number, until, worker.rawValue, now
        ) { row in
            let id = ItemID(codec.id(.init(batch: batch, position: row.int(0), run: 0)))
            let item = ClaimedItem(
                lease: Lease(item: id, token: row.int64(4)), batch: walk.id, owner: KeyID(owner),
                url: row.text(1),
                host: row.text(2), options: walk.options, attempt: row.int(3), dueAt: row.timestamp(5),
                startedAt: steadyNow, creditsReserved: walk.creditsPerItem)
            return (item, position: row.int(0))
        }
        guard let item else { throw .corrupt }
        places.take(item.0.host, of: walk.id, mayAskModel: walk.options.mayAskModel)
        free -= 1
        try connection.count(
            CounterChange(running: 1), batch: batch, position: item.position, kind: .started, at: now)
        return item.0
    }

    /// Reads what the batch's items share; once a batch and round.
    private mutating func read(_ batch: Int64) throws(StoreError) {
        var walk = batches[batch] ?? BatchWalk()
        guard !walk.isRead else { return }
        let shared = try connection.first(
            "SELECT id, options, status, credits_per_item FROM batches WHERE number = ?1", batch
        ) {
            row throws(StoreError) in
            let status: BatchStatus = try row.value(2)
            return (BatchID(row.text(0)), try BatchOptions(jsonText: row.text(1)), status, row.int(3))
        }
        guard let (id, options, status, creditsPerItem) = shared else { throw .corrupt }
        (walk.id, walk.options, walk.creditsPerItem) = (id, options, creditsPerItem)
        walk.isPending = status == .pending
        walk.isRead = true
        batches[batch] = walk
    }
}

extension Connection {
    /// The lowest owner above `above` that has an item ready.
    fileprivate func nextOwner(above: Int64) throws(StoreError) -> Int64? {
        try first(
            """
            SELECT owner FROM items INDEXED BY items_ready
            WHERE owner > ?1 AND status = 'pending' AND parked = 0 ORDER BY owner LIMIT 1
            """, above
        ) { $0.int64(0) }
    }

    /// The owner's lowest batch above `above` that has an item ready.
    fileprivate func nextBatch(of owner: Int64, above: Int64) throws(StoreError) -> Int64? {
        try first(
            """
            SELECT batch FROM items INDEXED BY items_ready
            WHERE owner = ?1 AND batch > ?2 AND status = 'pending' AND parked = 0 ORDER BY batch LIMIT 1
            """, owner, above
        ) { $0.int64(0) }
    }
}
