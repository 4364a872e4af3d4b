import Batches
import Fetch
import Logging

/// Claims items while there is room for them, hands them to the processor and stores what comes of it.
///
/// At most `workers` items are fetched and read at once. A host that is busy, held or delayed is left out of claims, so
/// it takes no worker from others. A failed attempt that may succeed later is put off in the store and holds no worker
/// while it waits; neither does an item that waits for the model, of which there are never more than `modelItems`.
package actor Scheduler {
    private let store: any Store
    private let processor: any ItemProcessor
    private let configuration: SchedulerConfiguration
    private let worker: WorkerID
    private let clock: any SchedulerClock
    private let executor: (any TaskExecutor)?
    private let logger: Logger

    private var politeness: Politeness
    private var places: WorkerPlaces
    private var inFlight: [Lease: Task<Void, Never>] = [:]
    /// Claimed items whose host had no place left; a claim is small, so these are few.
    private var parked: [ClaimedItem] = []
    private var random: any RandomNumberGenerator & Sendable
    private var counts = SchedulerStatistics()
    private var isDraining = false
    /// Leases of a claim that took long were not extended yet.
    private var hasStaleClaim = false
    private var drained: [CheckedContinuation<Void, Never>] = []
    private var alarm: Task<Void, Never>?

    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    package init(
        store: any Store, processor: any ItemProcessor, configuration: SchedulerConfiguration,
        environment: SchedulerEnvironment = SchedulerEnvironment(), logger: Logger
    ) {
        self.store = store
        self.processor = processor
        self.configuration = configuration
        self.logger = logger
        clock = environment.clock
        random = environment.random
        executor = environment.executor
        worker = WorkerID(randomUUID())
        politeness = Politeness(configuration.politeness)
        places = WorkerPlaces(
            workers: configuration.workers, reserved: configuration.reservedWorkers,
            modelItems: configuration.modelItems)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that there may be something to claim. Cheap; many calls become one look.
    package nonisolated func wake() { signal.yield() }

    /// Works until `drain` has ended it or the task is cancelled.
    package func run() async {
        wake()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepLeases() }
            for await _ in signals {
                alarm?.cancel()
                let pause = await claimAll()
                if isDraining { continue }
                alarm = Task(executorPreference: executor) { [clock] in
                    guard (try? await clock.sleep(for: pause)) != nil else { return }
                    self.wake()
                }
            }
            alarm?.cancel()
            group.cancelAll()
        }
    }

    /// Claims nothing more, lets items in flight end within `grace`, then gives the rest back and ends `run`.
    package func drain(grace: Duration) async {
        isDraining = true
        let deadline = Task(executorPreference: executor) { [clock] in
            guard (try? await clock.sleep(for: grace)) != nil else { return }
            await self.cancelInFlight()
        }
        for item in parked { await giveBack(item) }
        parked = []
        if !inFlight.isEmpty { await withCheckedContinuation { drained.append($0) } }
        deadline.cancel()
        signal.finish()
    }

    private func cancelInFlight() {
        for task in inFlight.values { task.cancel() }
    }

    package func statistics() -> SchedulerStatistics {
        var counts = counts
        counts.inFlight = inFlight.count
        counts.askingModel = places.askingCount
        counts.parked = parked.count
        return counts
    }

    package func hosts() -> [String: Politeness.HostState] { politeness.snapshot(at: clock.instant()) }

    // MARK: Claiming

    /// Claims until there is no room or nothing due; returns how long to wait without a signal.
    private func claimAll() async -> Duration {
        while !isDraining {
            startParked()
            let now = clock.instant()
            let room = places.freeWorkers
            var (hosts, opensAt) = politeness.places(at: now)
            guard room > 0 else { return pause(until: opensAt) }
            for item in parked { hosts.named[item.host] = 0 }
            places.bound(&hosts)
            let claim: Claim
            do throws(StoreError) {
                claim = try await store.claim(
                    limit: room, for: worker, leasedFor: configuration.leaseDuration, within: hosts)
            } catch {
                logger.warning("claim failed", metadata: ["error": "\(error)"])
                return .seconds(1)
            }
            if isLong(clock.instant() - now) { hasStaleClaim = true }
            if isDraining {
                // The drain began while the store was asked.
                for item in claim.items { await giveBack(item) }
                break
            }
            for item in claim.items {
                places.take(item)
                start(item)
            }
            if claim.items.isEmpty {
                let nextOpensAt = politeness.places(at: clock.instant()).opensAt
                let untilDue = max(claim.nextDueIn ?? configuration.idlePoll, .milliseconds(1))
                return min(pause(until: opensAt), pause(until: nextOpensAt), untilDue)
            }
        }
        return configuration.idlePoll
    }

    private func pause(until opensAt: ContinuousClock.Instant?) -> Duration {
        guard let opensAt else { return configuration.idlePoll }
        return min(max(opensAt - clock.instant(), .milliseconds(1)), configuration.idlePoll)
    }

    private func startParked() {
        let waiting = parked
        parked = []
        for item in waiting { start(item) }
    }

    private func start(_ item: ClaimedItem) {
        guard item.attempt <= configuration.retry.maxAttempts + configuration.retry.maxLosses else {
            return settleLater(
                item, .tooManyAttempts, "The item was begun \(item.attempt - 1) times and came to no end.")
        }
        switch politeness.enter(item.host, at: clock.instant()) {
        case .wait: parked.append(item)
        case .go(let visit):
            inFlight[item.lease] = Task(executorPreference: executor) { await self.process(item, visit) }
        case .refused:
            settleLater(
                item, .connectFailed, "The host has not answered for a while and was not asked again.")
        }
    }

    private func process(_ item: ClaimedItem, _ visit: Politeness.Visit) async {
        let begun = clock.instant()
        switch await fetchAndRead(item, visit) {
        case .ended(let attempt): await settle(item, attempt, begun: begun)
        case .next(let open):
            if places.ask(item.lease) { wake() }
            await settle(item, await processor.complete(open, of: item), begun: begun)
        }
    }

    /// The page itself lives no longer than this.
    private func fetchAndRead(_ item: ClaimedItem, _ visit: Politeness.Visit) async -> ItemStage<OpenItem> {
        let fetched: FetchedItem
        switch await processor.fetch(item) {
        case .ended(let attempt):
            end(visit, attempt)
            return .ended(attempt)
        case .next(let page):
            fetched = page
            leave(
                visit, fetched.hostLatency.map { .failed(after: $0) } ?? .unknown,
                crawlDelay: fetched.page.crawlDelay)
        }
        let stage = await processor.read(fetched, of: item)
        if !stage.isFailure, let latency = fetched.hostLatency,
            politeness.praise(visit.host, latency: latency, at: clock.instant())
        {
            wake()
        }
        return stage
    }

    /// Ends an item without asking its host.
    private func settleLater(_ item: ClaimedItem, _ reason: FailureReason, _ message: String) {
        let attempt = ItemAttempt(ending: .failed(reason, message: message))
        let begun = clock.instant()
        inFlight[item.lease] = Task(executorPreference: executor) {
            await self.settle(item, attempt, begun: begun)
        }
    }

    private func end(_ visit: Politeness.Visit, _ attempt: ItemAttempt) {
        let now = clock.instant()
        var signal = Self.signal(of: attempt)
        // Behind a redirect it is another host that asked to be left alone; one that only sends everybody to its own
        // name with `www.`, or without it, would lead there again.
        if case .hold(let duration) = signal, let url = attempt.finalURL,
            let other = try? WebAddress(url).politenessHost, other != visit.host
        {
            politeness.hold(other, for: duration, at: now)
            if Self.bareName(other) != Self.bareName(visit.host) {
                signal = .failed(after: attempt.hostLatency)
            }
        }
        leave(visit, signal, crawlDelay: attempt.crawlDelay)
    }

    private func leave(_ visit: Politeness.Visit, _ signal: Politeness.Signal, crawlDelay: Duration?) {
        let mayBeAsked = politeness.leave(visit, signal, crawlDelay: crawlDelay, at: clock.instant())
        if mayBeAsked || !parked.isEmpty { wake() }
    }

    private static func bareName(_ host: String) -> Substring {
        host.hasPrefix("www.") ? host.dropFirst(4) : host[...]
    }

    private static func signal(of attempt: ItemAttempt) -> Politeness.Signal {
        let latency = attempt.hostLatency
        guard case .failed(let reason, _, let retryAfter) = attempt.ending else {
            return latency.map { .answered(after: $0) } ?? .unknown
        }
        switch reason {
        // What is kept tells of the host once, however many meet it.
        case _ where attempt.isKept: return latency == nil ? .unknown : .failed(after: latency)
        case .rateLimited, .serverError: return retryAfter.map { .hold($0) } ?? .failed(after: latency)
        // With a latency the host itself did answer, with a redirect to one that does not.
        case .timedOut where latency == nil && attempt.isProxied: return .unknown
        case .dnsFailed, .connectFailed, .timedOut: return latency == nil ? .dead : .failed(after: latency)
        case .badURL, .addressNotAllowed, .cookiesLost, .proxyFailed, .robotsDisallowed, .internalError:
            return latency == nil ? .unknown : .failed(after: latency)
        default: return .failed(after: latency)
        }
    }

    // MARK: Settling

    private func settle(
        _ item: ClaimedItem, _ attempt: ItemAttempt, begun: ContinuousClock.Instant
    ) async {
        let outcome = outcome(of: item, attempt, begun: begun)
        if await store(outcome, of: item) {
            count(outcome, attempt)
            log(item, outcome)
        }
        inFlight[item.lease] = nil
        let hasRoom = places.leave(item.lease)
        if inFlight.isEmpty {
            for waiter in drained { waiter.resume() }
            drained = []
        }
        // Else a claim would find what the last one found.
        if hasRoom || !outcome.isFinal { wake() }
    }

    private func outcome(
        of item: ClaimedItem, _ attempt: ItemAttempt, begun: ContinuousClock.Instant
    ) -> ItemOutcome {
        var timings = attempt.timings
        timings.queue = Int(max(item.startedAt - item.dueAt, .zero).milliseconds)
        timings.total = Int((clock.instant() - begun).milliseconds)
        var outcome = ItemOutcome(
            lease: item.lease, ending: ending(of: item, attempt), statusCode: attempt.statusCode,
            finalURL: attempt.finalURL, title: attempt.title, timings: timings, extra: attempt.extra)
        outcome.inputTokens = attempt.inputTokens
        outcome.outputTokens = attempt.outputTokens
        return outcome
    }

    private func ending(of item: ClaimedItem, _ attempt: ItemAttempt) -> ItemOutcome.Ending {
        switch attempt.ending {
        case .completed(let result):
            let thousands = (attempt.inputTokens + attempt.outputTokens + 999) / 1000
            let credits = item.creditsReserved + thousands * configuration.creditsPer1000Tokens
            return .completed(result: result, creditsUsed: credits)
        case .failed where Task.isCancelled: return .givenBack
        case .failed(let reason, let message, let retryAfter):
            let decision = configuration.retry.decide(
                reason, attempt: item.attempt, retryAfter: retryAfter, using: &random)
            switch decision {
            case .fail: return .failed(reason, message: message)
            case .retry(let delay): return .putOff(for: delay, reason, message: message)
            }
        }
    }

    /// Stores an outcome, again and again while the store cannot write; false when nothing was stored.
    ///
    /// It ends with the lease, or when that is lost: then the item is claimed again, and its page fetched again.
    private func store(_ outcome: ItemOutcome, of item: ClaimedItem) async -> Bool {
        let deadline = clock.instant().advanced(by: configuration.leaseDuration)
        var pause: Duration = .milliseconds(100)
        while true {
            do throws(StoreError) {
                if try await store.finish(outcome) { return true }
                counts.stale += 1
                return false
            } catch {
                logger.warning(
                    "outcome not stored yet",
                    metadata: [
                        "batch": "\(item.batch.rawValue)", "item": "\(item.lease.item.rawValue)",
                        "error": "\(error)",
                    ])
                guard !isDraining, !Task.isCancelled, clock.instant() < deadline else { return false }
                // Ends early when the lease is lost or the drain's time is up: then it is tried once more.
                try? await clock.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func count(_ outcome: ItemOutcome, _ attempt: ItemAttempt) {
        counts.inputTokens += attempt.inputTokens
        counts.outputTokens += attempt.outputTokens
        if let time = attempt.fetchTime { counts.fetchTimes.add(time) }
        if let time = attempt.readingTime { counts.readingTimes.add(time) }
        if let wait = outcome.timings.queue { counts.queueTimes.add(.milliseconds(wait)) }
        switch outcome.ending {
        case .completed: counts.completed += 1
        case .failed(let reason, _): counts.failed[reason, default: 0] += 1
        case .putOff(_, let reason, _): counts.putOff[reason, default: 0] += 1
        case .givenBack: counts.givenBack += 1
        }
    }

    private func log(_ item: ClaimedItem, _ outcome: ItemOutcome) {
        let (word, reason): (String, FailureReason?) =
            switch outcome.ending {
            case .completed: ("completed", nil)
            case .failed(let reason, _): ("failed", reason)
            case .putOff(_, let reason, _): ("put off", reason)
            case .givenBack: ("given back", nil)
            }
        var facts: Logger.Metadata = [
            "batch": "\(item.batch.rawValue)", "item": "\(item.lease.item.rawValue)", "host": "\(item.host)",
            "attempt": "\(item.attempt)", "outcome": "\(word)",
            "milliseconds": "\(outcome.timings.total ?? 0)",
        ]
        if let reason { facts["reason"] = "\(reason.rawValue)" }
        if let status = outcome.statusCode { facts["status"] = "\(status)" }
        logger.debug("item ended", metadata: facts)
    }

    private func giveBack(_ item: ClaimedItem) async {
        _ = places.leave(item.lease)
        if await store(ItemOutcome(lease: item.lease, ending: .givenBack), of: item) { counts.givenBack += 1 }
    }

    // MARK: Leases

    /// Extends the leases of what is in flight, drops work whose lease is lost, and frees items whose owner died.
    private func keepLeases() async {
        while (try? await clock.sleep(for: configuration.leaseDuration / 3)) != nil {
            do throws(StoreError) {
                // What was extended so long ago may have run out again, and would be freed as if its owner had died.
                repeat { hasStaleClaim = false } while try await isLong(extendLeases()) || hasStaleClaim
                if try await store.reclaim(all: false) > 0 { wake() }
            } catch {
                logger.warning("leases not extended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Whether a lease that was given or extended by a call of the store may have run out before long.
    private func isLong(_ duration: Duration) -> Bool { duration > configuration.leaseDuration / 2 }

    /// Returns how long the store took.
    private func extendLeases() async throws(StoreError) -> Duration {
        let begun = clock.instant()
        let held = Array(inFlight.keys) + parked.map(\.lease)
        for lost in try await store.extend(held, by: configuration.leaseDuration) {
            inFlight[lost]?.cancel()
            drop(parked: lost)
        }
        return clock.instant() - begun
    }

    private func drop(parked lease: Lease) {
        guard let place = parked.firstIndex(where: { $0.lease == lease }) else { return }
        parked.remove(at: place)
        if places.leave(lease) { wake() }
    }
}

extension ItemOutcome {
    /// Whether the item has come to its end, so that it is not to be claimed again.
    fileprivate var isFinal: Bool {
        switch ending {
        case .completed, .failed: true
        case .putOff, .givenBack: false
        }
    }
}

extension ItemStage {
    fileprivate var isFailure: Bool {
        guard case .ended(let attempt) = self, case .failed = attempt.ending else { return false }
        return true
    }
}
