import Batches

extension SQLiteStore {
    package func claim(
        limit: Int, for worker: WorkerID, leasedFor duration: Duration, within places: HostPlaces
    ) async throws(StoreError) -> Claim {
        let (now, steadyNow) = (clock.now(), steady.now())
        let (codec, turns) = (codec, turns)
        return try await writer.write { connection throws(StoreError) in
            try connection.unpark(dueAt: steadyNow)
            var round = ClaimRound(
                on: connection, codec: codec, worker: worker, now: now, steadyNow: steadyNow,
                until: steadyNow + duration, places: places, turns: turns.current)
            let items = try round.claim(limit: limit)
            turns.remember(round.turns)
            let nextDueAt = try connection.first(
                "SELECT due_at FROM items INDEXED BY items_parked WHERE parked = 1 ORDER BY due_at LIMIT 1"
            ) { $0.timestamp(0) }
            return Claim(items: items, nextDueIn: nextDueAt.map { $0 - steadyNow })
        }
    }

    package func finish(_ outcome: ItemOutcome) async throws(StoreError) -> Bool {
        let now = Moment(day: clock.now(), steady: steady.now())
        guard let content = codec.content(of: outcome.lease.item.rawValue), content.run == 0 else {
            return false
        }
        let (isStored, end) = try await writer.write {
            connection throws(StoreError) -> (Bool, BatchEnd?) in
            guard
                let item = try RunningItem.find(
                    batch: content.batch, position: content.position, token: outcome.lease.token,
                    on: connection)
            else { return (false, nil) }
            return (true, try connection.end(item, by: outcome, at: now))
        }
        if let end { onBatchEnd(end) }
        return isStored
    }

    package func extend(_ leases: [Lease], by duration: Duration) async throws(StoreError) -> [Lease] {
        let until = steady.now() + duration
        let codec = codec
        return try await writer.write { connection throws(StoreError) in
            var lost: [Lease] = []
            for lease in leases {
                guard let content = codec.content(of: lease.item.rawValue), content.run == 0 else {
                    lost.append(lease)
                    continue
                }
                let count = try connection.change(
                    """
                    UPDATE items INDEXED BY items_by_batch SET lease_until = ?4
                    WHERE batch = ?1 AND position = ?2 AND lease_token = ?3 AND status = 'running'
                    """, content.batch, content.position, lease.token, until)
                if count == 0 { lost.append(lease) }
            }
            return lost
        }
    }

    @discardableResult
    package func reclaim(all: Bool) async throws(StoreError) -> Int {
        let now = Moment(day: clock.now(), steady: steady.now())
        let limit = all ? Timestamp(milliseconds: .max) : now.steady
        let longestDelay = configuration.longestDelay
        let (count, ends) = try await writer.write { connection throws(StoreError) -> (Int, [BatchEnd]) in
            let items = try connection.all(
                """
                SELECT items.number, batch, position, items.owner, started_at, batches.status, credits_per_item
                FROM items INDEXED BY items_leased JOIN batches ON batches.number = items.batch
                WHERE items.status = 'running' AND lease_until <= ?1
                """, limit
            ) { row throws(StoreError) in try RunningItem(row) }
            var ends: [BatchEnd] = []
            for item in items {
                if let end = try connection.putBack(item, .leaseLost, dueAt: now.steady, at: now) {
                    ends.append(end)
                }
            }
            if all { try connection.boundWaits(to: longestDelay, at: now.steady) }
            return (items.count, ends)
        }
        for end in ends { onBatchEnd(end) }
        return count
    }
}

/// When something happens: by the time of day, for people, and in steady time, for due times.
struct Moment {
    let day: Timestamp
    let steady: Timestamp
}

/// An item that a worker holds, with what ending it needs of its batch.
struct RunningItem {
    let number: Int64
    let batch: Int64
    let position: Int
    let owner: KeyID
    let startedAt: Timestamp
    let batchStatus: BatchStatus
    let creditsReserved: Int

    /// From `number, batch, position, owner, started_at` of the item, `status, credits_per_item` of the batch.
    init(_ row: Row) throws(StoreError) {
        number = row.int64(0)
        batch = row.int64(1)
        position = row.int(2)
        owner = KeyID(row.int64(3))
        startedAt = row.timestamp(4)
        batchStatus = try row.value(5)
        creditsReserved = row.int(6)
    }

    /// Nil when the item is not running under this token.
    static func find(
        batch: Int64, position: Int, token: Int64, on connection: Connection
    ) throws(StoreError) -> RunningItem? {
        try connection.first(
            """
            SELECT items.number, batch, position, items.owner, started_at, batches.status, credits_per_item
            FROM items INDEXED BY items_by_batch JOIN batches ON batches.number = items.batch
            WHERE batch = ?1 AND position = ?2 AND lease_token = ?3 AND items.status = 'running'
            """, batch, position, token
        ) { row throws(StoreError) in try RunningItem(row) }
    }
}

extension Connection {
    /// Lets items that were put off and are due by now be claimed. A bounded number a call: the rest is
    /// reported as due and comes with the next.
    fileprivate func unpark(dueAt now: Timestamp) throws(StoreError) {
        try run(
            """
            UPDATE items SET parked = 0 WHERE number IN (
                SELECT number FROM items INDEXED BY items_parked WHERE parked = 1 AND due_at <= ?1
                ORDER BY due_at LIMIT 1000)
            """, now)
    }

    /// Makes items due whose due time no delay explains.
    fileprivate func boundWaits(to longest: Duration, at now: Timestamp) throws(StoreError) {
        try run(
            "UPDATE items INDEXED BY items_parked SET due_at = ?1 WHERE parked = 1 AND due_at > ?2", now,
            now + longest)
    }

    fileprivate func end(_ item: RunningItem, by outcome: ItemOutcome, at now: Moment) throws(StoreError)
        -> BatchEnd?
    {
        let batchEnd: BatchEnd?
        switch outcome.ending {
        case .completed(let result, let credits):
            try close(item, as: .completed, credits: credits, at: now.day)
            try store(outcome, of: item, result: result, error: nil, code: nil)
            batchEnd = try count(
                CounterChange(running: -1, completed: 1, creditsUsed: credits), batch: item.batch,
                position: item.position, kind: .completed, at: now.day)
        case .failed(let reason, let message):
            try close(item, as: .failed, credits: 0, at: now.day)
            try store(outcome, of: item, result: nil, error: message, code: reason)
            batchEnd = try count(
                CounterChange(running: -1, failed: 1), batch: item.batch, position: item.position,
                kind: .failed, at: now.day)
        case .putOff(let delay, _, _):
            batchEnd = try putBack(item, .putOff, dueAt: now.steady + delay, at: now)
        case .givenBack: batchEnd = try putBack(item, .givenBack, dueAt: now.steady, at: now)
        }
        try charge(outcome, of: item, at: now.day)
        return batchEnd
    }

    /// Makes a running item wait again, or cancelled when its batch was cancelled meanwhile.
    fileprivate func putBack(
        _ item: RunningItem, _ kind: BatchEvent.Kind, dueAt: Timestamp, at now: Moment
    ) throws(StoreError) -> BatchEnd? {
        if item.batchStatus == .cancelled {
            try close(item, as: .cancelled, credits: 0, at: now.day)
            return try count(
                CounterChange(running: -1, cancelled: 1), batch: item.batch, position: item.position,
                kind: .cancelled, at: now.day)
        }
        try run(
            """
            UPDATE items SET status = 'pending', lease_until = NULL, worker = NULL, started_at = NULL,
                parked = ?2, due_at = ?3, attempts = attempts - ?4
            WHERE number = ?1
            """, item.number, dueAt > now.steady ? 1 : 0, dueAt, kind == .givenBack ? 1 : 0)
        return try count(
            CounterChange(running: -1), batch: item.batch, position: item.position, kind: kind, at: now.day)
    }

    /// Brings a running item to its end and gives back what was reserved for it.
    private func close(
        _ item: RunningItem, as status: ItemStatus, credits: Int, at now: Timestamp
    ) throws(StoreError) {
        try run(
            """
            UPDATE items SET status = ?2, lease_until = NULL, worker = NULL, credits_used = ?3, finished_at = ?4
            WHERE number = ?1
            """, item.number, status, credits, now)
        try release(items: 1, credits: item.creditsReserved, of: item.owner)
    }

    private func store(
        _ outcome: ItemOutcome, of item: RunningItem, result: [UInt8]?, error: String?, code: FailureReason?
    ) throws(StoreError) {
        let timings = outcome.timings
        try run(
            """
            INSERT INTO results (item, error_code, status_code, queue_ms, dns_ms, connect_ms, tls_ms,
                first_byte_ms, download_ms, extract_ms, total_ms, error, final_url, title, extra, result)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """, item.number, code, outcome.statusCode, timings.queue, timings.dns, timings.connect,
            timings.tls,
            timings.firstByte, timings.download, timings.extract, timings.total, error, outcome.finalURL,
            outcome.title, outcome.extra, result)
    }

    /// Counts the turn in the owner's usage of the day: ends as requests, tokens whatever the ending.
    private func charge(_ outcome: ItemOutcome, of item: RunningItem, at now: Timestamp) throws(StoreError) {
        var (requests, failures, credits) = (0, 0, 0)
        switch outcome.ending {
        case .completed(_, let creditsUsed): (requests, credits) = (1, creditsUsed)
        case .failed: (requests, failures) = (1, 1)
        case .putOff, .givenBack: break
        }
        guard requests > 0 || outcome.inputTokens > 0 || outcome.outputTokens > 0 else { return }
        let tokens = outcome.inputTokens + outcome.outputTokens
        if tokens > 0 {
            try run("UPDATE batches SET tokens = tokens + ?2 WHERE number = ?1", item.batch, tokens)
        }
        let latency = requests > 0 ? outcome.timings.total ?? Int((now - item.startedAt).milliseconds) : 0
        try run(
            """
            INSERT INTO usage (owner, day, requests, failures, credits, input_tokens, output_tokens, latency_ms)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (owner, day) DO UPDATE SET requests = requests + excluded.requests,
                failures = failures + excluded.failures, credits = credits + excluded.credits,
                input_tokens = input_tokens + excluded.input_tokens,
                output_tokens = output_tokens + excluded.output_tokens,
                latency_ms = latency_ms + excluded.latency_ms
            """, item.owner, now.day, requests, failures, credits, outcome.inputTokens, outcome.outputTokens,
            max(0, latency))
    }
}
