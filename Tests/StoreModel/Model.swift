import Batches

/// What a store should hold, kept in plain dictionaries: slow, simple and obviously right.
package struct Model {
    package struct Item: Equatable {
        package var url: String
        package var host: String
        package var status = ItemStatus.pending
        package var dueAt: Timestamp
        package var isParked = false
        package var retries = 0
        package var attempts = 0
        package var token: Int64?
        package var leaseUntil: Timestamp?
        package var credits = 0
        package var startedAt: Timestamp?
        package var finishedAt: Timestamp?
        package var result: [UInt8]?
        package var reason: FailureReason?
    }

    package struct Batch: Equatable {
        package var id: BatchID
        package var owner: KeyID
        package var status = BatchStatus.pending
        package var items: [Item]
        package var creditsPerItem: Int
        package var mayAskModel: Bool
        package var createdAt: Timestamp
        package var finishedAt: Timestamp?
        package var version: Int64 = 1

        package func count(_ status: ItemStatus) -> Int { items.count { $0.status == status } }
        package var openCount: Int { items.count { !$0.status.isTerminal } }
        package var creditsUsed: Int { items.reduce(0) { $0 + $1.credits } }
    }

    /// By the time of day, and in the store's steady time.
    package struct Moment {
        package var day: Timestamp
        package var steady: Timestamp
    }

    /// An item's place.
    package struct Place: Hashable {
        package var batch: Int
        package var position: Int

        package init(batch: Int, position: Int) {
            self.batch = batch
            self.position = position
        }
    }

    package init() {}

    package var limits: [KeyID: Int?] = [:]
    /// In the order of submission.
    package var batches: [Batch] = []
    package var usage: [KeyID: [Int64: UsageDay]] = [:]

    package subscript(place: Place) -> Item {
        get { batches[place.batch].items[place.position] }
        set { batches[place.batch].items[place.position] = newValue }
    }

    package var places: [Place] {
        batches.indices.flatMap { batch in
            batches[batch].items.indices.map { Place(batch: batch, position: $0) }
        }
    }

    package var hasOpenItems: Bool { batches.contains { $0.items.contains { !$0.status.isTerminal } } }

    // MARK: Submissions

    package mutating func add(_ batch: NewBatch, pendingLimit: Int, at moment: Moment) throws(StoreError) {
        let now = moment.day
        try checkLimits(
            items: batch.urls.count, credits: batch.creditsPerItem, owner: batch.owner, pendingLimit, at: now)
        let items = batch.urls.map { Item(url: $0.url, host: $0.host, dueAt: moment.steady) }
        batches.append(
            Batch(
                id: batch.id, owner: batch.owner, items: items, creditsPerItem: batch.creditsPerItem,
                mayAskModel: batch.options.mayAskModel, createdAt: now))
    }

    package mutating func cancel(_ index: Int?, by owner: KeyID, at now: Timestamp) -> Cancellation {
        guard let index, batches[index].owner == owner else { return .unknown }
        guard !batches[index].status.isTerminal else { return .alreadyTerminal(batches[index].status) }
        let pending = batches[index].items.indices.filter { batches[index].items[$0].status == .pending }
        for position in pending {
            self[Place(batch: index, position: position)].status = .cancelled
            self[Place(batch: index, position: position)].isParked = false
            self[Place(batch: index, position: position)].finishedAt = now
        }
        batches[index].status = .cancelled
        batches[index].finishedAt = now
        batches[index].version += 1
        return .cancelled(
            items: pending.count, creditsRefunded: pending.count * batches[index].creditsPerItem)
    }

    package mutating func retry(
        _ index: Int?, by owner: KeyID, pendingLimit: Int, at moment: Moment
    ) throws(StoreError) -> Retry {
        let now = moment.day
        guard let index, batches[index].owner == owner else { return .unknown }
        let failed = batches[index].items.indices.filter { batches[index].items[$0].status == .failed }
        guard !failed.isEmpty else { return .noFailedItems }
        try checkLimits(
            items: failed.count, credits: batches[index].creditsPerItem, owner: owner, pendingLimit, at: now)
        for position in failed {
            let old = batches[index].items[position]
            batches[index].items[position] = Item(
                url: old.url, host: old.host, dueAt: moment.steady, retries: old.retries + 1)
        }
        batches[index].status = .running
        batches[index].finishedAt = nil
        batches[index].version += 1
        return .queued(items: failed.count)
    }

    private func checkLimits(
        items: Int, credits: Int, owner: KeyID, _ pendingLimit: Int, at now: Timestamp
    ) throws(StoreError) {
        let open = batches.filter { $0.owner == owner }.reduce(0) { $0 + $1.openCount }
        guard open + items <= pendingLimit else { throw .tooManyPending(limit: pendingLimit, pending: open) }
        guard let limit = limits[owner] ?? nil else { return }
        let reserved = batches.filter { $0.owner == owner }.reduce(0) {
            $0 + $1.openCount * $1.creditsPerItem
        }
        let used = (usage[owner] ?? [:]).values.filter { $0.day >= now.startOfMonth }.reduce(0) {
            $0 + $1.credits
        }
        guard used + reserved + items * credits <= limit else {
            throw .creditLimitReached(limit: limit, used: used + reserved, needed: items * credits)
        }
    }

    // MARK: Workers

    // Due times and leases are in steady time.

    package func isClaimable(_ place: Place, at now: Timestamp) -> Bool {
        self[place].status == .pending && (!self[place].isParked || self[place].dueAt <= now)
    }

    /// Whether a claim within `places` may take the item while there are `free` workers.
    package func isFree(_ place: Place, in places: HostPlaces, free: Int) -> Bool {
        let batch = batches[place.batch]
        return free > 0 && places[self[place].host] > 0 && (places.forModel > 0 || !batch.mayAskModel)
            && (free > places.reserved || !places.working.contains(batch.id))
    }

    package func nextDueAt(after now: Timestamp) -> Timestamp? {
        places.filter { self[$0].isParked && self[$0].dueAt > now }.map { self[$0].dueAt }.min()
    }

    package mutating func claim(_ place: Place, token: Int64?, until: Timestamp, at now: Timestamp) {
        self[place].status = .running
        self[place].isParked = false
        self[place].attempts += 1
        self[place].token = token
        self[place].leaseUntil = until
        self[place].startedAt = now
        if batches[place.batch].status == .pending { batches[place.batch].status = .running }
        batches[place.batch].version += 1
    }

    /// False when the token is not the item's running one.
    package mutating func finish(_ place: Place, token: Int64, _ outcome: ItemOutcome, at moment: Moment)
        -> Bool
    {
        guard self[place].status == .running, self[place].token == token else { return false }
        let now = moment.day
        switch outcome.ending {
        case .completed(let result, let credits):
            self[place].result = result
            self[place].credits = credits
            end(place, as: .completed, at: now)
        case .failed(let reason, _):
            self[place].reason = reason
            end(place, as: .failed, at: now)
        case .putOff(let delay, _, _): putBack(place, dueAt: moment.steady + delay, at: moment)
        case .givenBack:
            putBack(place, dueAt: moment.steady, at: moment)
            if self[place].status == .pending { self[place].attempts -= 1 }
        }
        charge(outcome, place, at: now)
        return true
    }

    /// How many leases ran out.
    package mutating func reclaim(all: Bool, at moment: Moment) -> Int {
        let now = moment.steady
        let lost = places.filter { place in
            guard let until = self[place].leaseUntil, self[place].status == .running else { return false }
            return all || until <= now
        }
        for place in lost { putBack(place, dueAt: now, at: moment) }
        return lost.count
    }

    /// What no delay explains is due.
    package mutating func boundWaits(to longest: Duration, at now: Timestamp) {
        for place in places where self[place].isParked && self[place].dueAt - now > longest {
            self[place].dueAt = now
        }
    }

    private mutating func putBack(_ place: Place, dueAt: Timestamp, at moment: Moment) {
        guard batches[place.batch].status != .cancelled else {
            return end(place, as: .cancelled, at: moment.day)
        }
        self[place].status = .pending
        self[place].dueAt = dueAt
        self[place].isParked = dueAt > moment.steady
        self[place].startedAt = nil
        self[place].leaseUntil = nil
        self[place].token = nil
        batches[place.batch].version += 1
    }

    private mutating func end(_ place: Place, as status: ItemStatus, at now: Timestamp) {
        self[place].status = status
        self[place].finishedAt = now
        self[place].leaseUntil = nil
        self[place].token = nil
        batches[place.batch].version += 1
        if batches[place.batch].status == .running, batches[place.batch].openCount == 0 {
            batches[place.batch].status = .completed
            batches[place.batch].finishedAt = now
        }
    }

    private mutating func charge(_ outcome: ItemOutcome, _ place: Place, at now: Timestamp) {
        var (requests, failures, credits) = (0, 0, 0)
        switch outcome.ending {
        case .completed(_, let used): (requests, credits) = (1, used)
        case .failed: (requests, failures) = (1, 1)
        case .putOff, .givenBack: break
        }
        guard requests > 0 || outcome.inputTokens > 0 || outcome.outputTokens > 0 else { return }
        let number = now.milliseconds / 86_400_000
        let empty = UsageDay(
            day: Timestamp(milliseconds: number * 86_400_000), requests: 0, failures: 0, credits: 0,
            inputTokens: 0,
            outputTokens: 0, latency: 0)
        var day = usage[batches[place.batch].owner]?[number] ?? empty
        day.requests += requests
        day.failures += failures
        day.credits += credits
        day.inputTokens += outcome.inputTokens
        day.outputTokens += outcome.outputTokens
        day.latency += requests * (outcome.timings.total ?? 0)
        usage[batches[place.batch].owner, default: [:]][number] = day
    }
}
