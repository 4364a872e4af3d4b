import Batches
import StoreModel

@testable import Workers

/// What must hold of the scheduler's calls while it works.
extension Simulation {
    func check(_ asked: World.Asked) throws {
        switch asked.request {
        case .extend(let leases, _): try checkExtension(of: Set(leases), while: asked.fetching + asked.asking)
        case .finish(let outcome): try checkRefusal(outcome, while: asked.fetching)
        case .claim(let limit, _, _, let places): try checkClaim(limit, places, while: asked.fetching)
        case .reclaim: break
        }
    }

    /// What can be worked on now is asked for now, not with the next look round.
    func checkThatNobodyIsForgotten(_ world: World.State) async throws {
        let isClaiming = world.calls.contains { if case .claim = $0.request { true } else { false } }
        let isAboutTo = world.sleepers.contains { $0.end <= now + .milliseconds(1) }
        guard isAwareOfAll, !isDraining, !isClaiming, !isAboutTo, both.isCertain else { return }
        let statistics = await server.scheduler.statistics()
        let free = configuration.workers - (statistics.inFlight - statistics.askingModel) - statistics.parked
        guard free > 0, statistics.parked == 0 else { return }
        let hosts = await server.scheduler.hosts()
        let full = Set(
            hosts.filter { _, host in
                host.heldFor > .zero
                    || !host.isBreakerOpen && host.inFlight >= configuration.politeness.concurrencyPerHost
            }.keys)
        for place in both.model.places where both.model.isClaimable(place, at: both.steadyNow) {
            let batch = both.model.batches[place.batch]
            guard !full.contains(both.model[place].host),
                configuration.modelItems == nil || !batch.mayAskModel,
                free > configuration.reservedWorkers || !hasWorker(batch, in: world)
            else { continue }
            throw ModelledStore.Disagreement(
                "item \(place) could be worked on, and nobody looks: \(free) workers, \(both.model[place].host) in \(hosts)"
            )
        }
    }

    /// Whether something of the batch may be in hand, if only with a lease that is lost.
    private func hasWorker(_ batch: Model.Batch, in world: World.State) -> Bool {
        batch.count(.running) > 0 || !unstored.isEmpty
            || world.fetches.contains { $0.item.batch == batch.id }
            || world.questions.contains { $0.item.batch == batch.id }
            || world.calls.contains { if case .finish = $0.request { true } else { false } }
    }

    /// No worker is given out twice, and the last ones go to batches that have none.
    private func checkClaim(_ limit: Int, _ places: HostPlaces, while fetching: [ClaimedItem]) throws {
        try both.agree(
            limit + fetching.count <= configuration.workers, "more is claimed than workers are free")
        try both.agree(
            places.reserved == configuration.reservedWorkers
                && places.working.isSuperset(of: fetching.map(\.batch)),
            "workers are not kept for other batches")
    }

    /// The lease of everything that is not done with is extended: what is fetched, waits for the model or is not stored yet.
    private func checkExtension(of leases: Set<Lease>, while working: [ClaimedItem]) throws {
        for item in working {
            try both.agree(leases.contains(item.lease), "the lease of \(item.url) is not extended")
        }
        guard !isDraining else { return }
        for lease in unstored.subtracting(lost) {
            guard let end = endings[lease], now < end.at + configuration.leaseDuration else { continue }
            try both.agree(leases.contains(lease), "the outcome of \(lease) was given up")
        }
    }

    /// An item fails unasked only while its host does not answer, or is being tried.
    private func checkRefusal(_ outcome: ItemOutcome, while fetching: [ClaimedItem]) throws {
        let isFailure =
            switch outcome.ending {
            case .putOff(_, .connectFailed, _), .failed(.connectFailed, _): true
            default: false
            }
        guard isFailure, endings[outcome.lease] == nil, endedUnasked.insert(outcome.lease).inserted,
            let item = claimed[outcome.lease]?.item
        else { return }
        let isDead = deadAt[item.host].map { now < $0 + configuration.politeness.breakerPause } ?? false
        try both.agree(
            isDead || fetching.contains { $0.host == item.host }, "\(item.host) was not asked for no reason")
    }

    /// No lease runs out under an item that is worked on while the store works, and work whose lease is lost is
    /// cancelled.
    func checkLeases(of world: World.State) throws {
        let isKeeping = world.calls.contains { $0.request.keepsLeases }
        let working =
            world.fetches.filter { !$0.isCancelled }.map(\.item)
            + world.questions.filter { !$0.isCancelled }.map(\.item)
        for item in working {
            try both.agree(!lost.contains(item.lease), "\(item.url) goes on without a lease")
            guard keptLeases, !isKeeping, let place = both.places[item.lease.item],
                both.model[place].token == item.lease.token, let until = both.model[place].leaseUntil
            else { continue }
            // With less than that left, the store was slow when leases were kept the last time.
            guard until >= keptLeasesAt + configuration.leaseDuration / 3 else { continue }
            try both.agree(until > both.steadyNow, "the lease of \(item.url) ran out")
        }
    }

    /// Where leases were kept without a failure, none is left that had run out by then, whoever had it.
    func checkThatLeasesEnd(_ world: World.State) throws {
        guard keptLeases, !world.calls.contains(where: \.request.keepsLeases) else { return }
        for place in both.model.places where both.model[place].status == .running {
            try both.agree(
                both.model[place].leaseUntil.map { $0 > keptLeasesAt } ?? true,
                "the lease of item \(place) ran out, and nobody frees it")
        }
    }

    /// An item that was put off waits for its own delay and no longer, however clocks were set; after a new start,
    /// for the longest delay at most.
    func checkWaits() throws {
        for (place, wait) in putOff {
            let item = both.model[place]
            guard item.isParked, item.attempts == wait.attempt else {
                putOff[place] = nil
                continue
            }
            var end = wait.at + wait.delay
            if wait.at <= startedAt { end = max(end, startedAt + ModelledStore.longestDelay) }
            try both.agree(now < end, "item \(place) waits for longer than \(wait.delay)")
        }
    }

    /// The outcome must be what became of this lease's own fetch.
    func checkOrigin(of outcome: ItemOutcome) throws {
        guard let (item, _) = claimed[outcome.lease] else {
            throw ModelledStore.Disagreement("an outcome without a claim")
        }
        let policy = configuration.retry
        let fetched = endings[outcome.lease]
        let isRight =
            switch (outcome.ending, fetched?.ending) {
            case (.completed(let result, let credits), .completed(let page)?):
                result == page && credits == item.creditsReserved + charge(forTokens: fetched?.tokens ?? 0)
            case (.failed(let reason, _), .failed(let found, _, let retryAfter)?):
                reason == found
                    && (!reason.isTransient || item.attempt >= policy.maxAttempts
                        || retryAfter.map { $0 > policy.maxRetryAfter } ?? false)
            case (.putOff(let delay, let reason, _), .failed(let found, _, let retryAfter)?):
                reason == found && reason.isTransient && item.attempt < policy.maxAttempts
                    && delay >= max(retryAfter ?? .zero, policy.firstDelay / 2)
                    && delay <= max(retryAfter ?? .zero, policy.maxDelay)
            case (.putOff(_, .connectFailed, _), nil): item.attempt < policy.maxAttempts
            case (.failed(.connectFailed, _), nil): item.attempt >= policy.maxAttempts
            case (.failed(.tooManyAttempts, _), nil): item.attempt > policy.maxAttempts + policy.maxLosses
            case (.givenBack, _): true
            default: false
            }
        try both.agree(isRight, "\(outcome.ending) after \(fetched as Any)")
    }

    func checkThatNothingIsLeft() async throws {
        try both.agree(await server.goOn(), "the scheduler runs without end")
        try both.agree(server.isGone, "the process left tasks behind: \(server.world.current)")
        let hosts = await server.scheduler.hosts()
        try both.agree(hosts.values.allSatisfy { $0.inFlight == 0 }, "places at hosts were lost: \(hosts)")
        let statistics = await server.scheduler.statistics()
        try both.agree(
            statistics.inFlight == 0 && statistics.askingModel == 0,
            "the scheduler holds items that it does not work on")
    }

    func compare() async throws {
        do { try await both.compareIfCertain() } catch is StoreError {}
    }
}

extension World.Call.Request {
    var keepsLeases: Bool {
        switch self {
        case .extend, .reclaim: true
        case .claim, .finish: false
        }
    }
}
