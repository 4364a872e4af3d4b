import Batches
import StoreModel

@testable import Workers

/// The real scheduler and the real store under one seed: clients, sites, time, a disk that fails and loses its power,
/// and the end of the process are all played by chance, and every step is checked.
///
/// Checked against the reference model: whatever the store answers, and all of its rows after each new start. Checked
/// here: that the scheduler stores what the fetch or the model gave, begins no lease twice, keeps to its bounds and to
/// what hosts asked for, holds a place at a host as long as the fetch and no longer, leaves nothing behind when it ends,
/// and brings every item to its end in bounded time.
final class Simulation {
    private var random: SplitMix
    let both: ModelledStore
    private(set) var server: SimulatedServer
    let configuration: SchedulerConfiguration
    private let lastingFault: FaultDisk.Fault

    /// Every lease ever given out, with its item.
    var claimed: [Lease: (item: ClaimedItem, at: Instant)] = [:]
    private var leases: [Lease] = []
    /// Of the running server: how fetches ended, which leases were begun, and until when hosts asked for silence.
    var endings: [Lease: (ending: ItemAttempt.Ending, at: Instant, tokens: Int)] = [:]
    private var begun: Set<Lease> = []
    /// Leases whose outcome the store could not take the last time.
    var unstored: Set<Lease> = []
    private var silentUntil: [String: Instant] = [:]
    /// When hosts did not answer at all the last time.
    var deadAt: [String: Instant] = [:]
    /// Leases that the scheduler was told it has lost, and those that it ended without a fetch.
    var lost: Set<Lease> = []
    var endedUnasked: Set<Lease> = []
    /// Whether leases could be kept the last time.
    var keptLeases = true
    /// False when items may have become claimable without the scheduler's being told.
    var isAwareOfAll = false
    var keptLeasesAt = Timestamp(milliseconds: 0)
    var isDraining = false
    var startedAt: Instant
    /// Items that were put off, with the number of their attempt, since when and for how long.
    var putOff: [Model.Place: (attempt: Int, at: Instant, delay: Duration)] = [:]
    private var isQuiet = false
    private var submitted = 0
    private(set) var figures = Figures()

    typealias Instant = ContinuousClock.Instant

    struct Figures {
        var kills = 0
        var clockChanges = 0
        var powerCuts = 0
        var drains = 0
        var faults = 0
        var items = 0
        var modelWaits = 0
        var staleFinishes = 0
        var virtualTime = Duration.zero

        static func += (left: inout Figures, right: Figures) {
            left.kills += right.kills
            left.clockChanges += right.clockChanges
            left.powerCuts += right.powerCuts
            left.drains += right.drains
            left.faults += right.faults
            left.items += right.items
            left.modelWaits += right.modelWaits
            left.staleFinishes += right.staleFinishes
            left.virtualTime += right.virtualTime
        }
    }

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        both = ModelledStore(seed: ~seed)
        startedAt = both.clock.instant()
        var configuration = SchedulerConfiguration()
        configuration.workers = 2 + random.below(22)
        configuration.politeness.concurrencyPerHost = 1 + random.below(4)
        configuration.politeness.breakerThreshold = 2 + random.below(4)
        configuration.politeness.isAdaptive = random.below(2) == 0
        configuration.politeness.minimumDelay = .milliseconds(random.below(2) * 250)
        configuration.creditsPer1000Tokens = random.below(3)
        if random.below(4) != 0 { configuration.modelItems = 1 + random.below(2 * configuration.workers) }
        self.configuration = configuration
        lastingFault = [.fail, .full, .short][random.below(3)]
        server = SimulatedServer(clock: both.clock, configuration: configuration, random: random)
    }

    /// The calls so far, for the report.
    var trace: [String] { both.trace }

    var now: Instant { both.clock.instant() }

    func run(steps: Int) async throws {
        let start = now
        try await both.open()
        try await both.addOwners(creditLimits: [nil, 400, 60])
        try await settle()
        for _ in 0..<steps {
            try await step()
            try await settle()
        }
        try await comeToAnEnd()
        figures.items = both.model.places.count
        figures.virtualTime = now - start
    }

    // MARK: Steps

    private func step() async throws {
        switch random.below(101) {
        case 0..<34: try await answerCall()
        case 34..<56: try await endFetch()
        case 56..<62: try await endQuestion()
        case 62..<76: passTime()
        case 76..<84: try await submit()
        case 84..<86: try await cancel()
        case 86..<89: try await retry()
        case 89..<91: try await finishLate()
        case 91: try await reclaim()
        case 92..<95: failSoon()
        case 95: failLastingly()
        case 96: cutPowerSoon()
        case 97: try await crash()
        case 98: try await drain()
        case 99: setClock()
        default: if random.below(2) == 0 { both.disk.disarm() } else { try await compare() }
        }
    }

    /// Lets the scheduler go on, looks at what it does, and plays the end of the process when the power went.
    private func settle() async throws {
        if !both.disk.hasPower { try await crash() }
        try both.agree(await server.goOn(), "the scheduler runs without end")
        let world = server.world.current
        for asked in server.world.takeAsked() { try check(asked) }
        try checkLeases(of: world)
        for item in server.world.takeBegun() {
            try both.agree(begun.insert(item.lease).inserted, "\(item.url) was begun twice with one lease")
            try both.agree(
                silentUntil[item.host].map { $0 <= now } ?? true, "\(item.host) was asked too early")
        }
        try both.agree(world.fetches.count <= configuration.workers, "too many fetches")
        try both.agree(
            world.questions.count <= configuration.modelItems ?? 0, "too many items wait for the model")
        try await checkThatNobodyIsForgotten(world)
        let counts = Dictionary(grouping: world.fetches, by: \.item.host).mapValues(\.count)
        let held = await server.scheduler.hosts().mapValues(\.inFlight).filter { $0.value > 0 }
        try both.agree(held == counts, "places held at \(held), fetches from \(counts)")
        try both.agree(
            counts.values.allSatisfy { $0 <= configuration.politeness.concurrencyPerHost },
            "too many fetches from one host: \(counts)")
    }

    private func answerCall() async throws {
        let count = server.world.current.calls.count
        guard count > 0 else { return passTime() }
        let call = server.world.takeCall(random.below(count))
        let reply: World.Call.Reply
        do {
            reply = try await answer(call.request)
            if call.request.keepsLeases { (keptLeases, keptLeasesAt) = (true, both.steadyNow) }
        } catch let error as StoreError {
            reply = .failure(error)
            isAwareOfAll = false
            if call.request.keepsLeases { keptLeases = false }
        }
        if !both.disk.hasPower || random.below(150) == 0 {
            // Done or not, the process ends before it hears of it.
            server.kill()
            call.answer.resume(returning: .failure(.closed))
            try await crash()
        } else {
            call.answer.resume(returning: reply)
        }
    }

    private func answer(_ request: World.Call.Request) async throws -> World.Call.Reply {
        switch request {
        case .claim(let limit, let worker, let duration, let places):
            let claim = try await both.claim(limit: limit, for: worker, leasedFor: duration, within: places)
            for item in claim.items {
                claimed[item.lease] = (item, now)
                leases.append(item.lease)
            }
            try checkWaits()
            isAwareOfAll = true
            return .claim(claim)
        case .finish(let outcome):
            try checkOrigin(of: outcome)
            unstored.insert(outcome.lease)
            let isStored = try await both.finish(outcome)
            unstored.remove(outcome.lease)
            if case .putOff(let delay, _, _) = outcome.ending, let place = both.places[outcome.lease.item] {
                putOff[place] = (both.model[place].attempts, now, delay)
            }
            return .stored(isStored)
        case .extend(let leases, let duration):
            let lost = try await both.extend(leases, by: duration)
            self.lost.formUnion(lost)
            return .lost(lost)
        case .reclaim: return .count(try await both.reclaim())
        }
    }

    /// The outcome must be what became of this lease's own fetch.
    private func checkOrigin(of outcome: ItemOutcome) throws {
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
                    && delay >= (retryAfter ?? policy.firstDelay / 2)
                    && delay <= (retryAfter ?? policy.maxDelay)
            case (.putOff(_, .connectFailed, _), nil): item.attempt < policy.maxAttempts
            case (.failed(.connectFailed, _), nil): item.attempt >= policy.maxAttempts
            case (.failed(.tooManyAttempts, _), nil): item.attempt > policy.maxAttempts + policy.maxLosses
            case (.givenBack, _): true
            default: false
            }
        try both.agree(isRight, "\(outcome.ending) after \(fetched as Any)")
    }

    private func charge(forTokens tokens: Int) -> Int {
        (tokens + 999) / 1000 * configuration.creditsPer1000Tokens
    }

    private func endFetch() async throws {
        let count = server.world.current.fetches.count
        guard count > 0 else { return passTime() }
        let fetch = server.world.takeFetch(random.below(count))
        var attempt = ItemAttempt(ending: ending(of: fetch))
        attempt.hostLatency = random.below(4) == 0 ? nil : .milliseconds(random.below(3000))
        if case .completed(let result) = attempt.ending, random.below(2) == 0 {
            return end(fetch, withPage: result, latency: attempt.hostLatency)
        }
        if random.below(2) == 0 {
            (attempt.inputTokens, attempt.outputTokens) = (random.below(2500), random.below(99))
        }
        endings[fetch.item.lease] = (attempt.ending, now, attempt.inputTokens + attempt.outputTokens)
        if attempt.hostLatency == nil, case .failed(let reason, _, _) = attempt.ending,
            [.dnsFailed, .connectFailed, .timedOut].contains(reason)
        {
            deadAt[fetch.item.host] = now
        }
        if case .failed(let reason, _, let retryAfter?) = attempt.ending,
            reason == .rateLimited || reason == .serverError
        {
            let end = now + min(retryAfter, configuration.politeness.maximumHold)
            silentUntil[fetch.item.host] = max(silentUntil[fetch.item.host] ?? end, end)
        }
        both.note("fetched \(fetch.item.url): \(attempt.ending.name)")
        fetch.answer.resume(returning: .ended(attempt))
    }

    /// The page says all itself, or leaves it to the model.
    private func end(_ fetch: World.Fetch, withPage result: [UInt8], latency: Duration?) {
        let asks = configuration.modelItems != nil && fetch.item.options.mayAskModel
        if asks {
            figures.modelWaits += 1
        } else {
            endings[fetch.item.lease] = (.completed(result: result), now, 0)
        }
        both.note("fetched \(fetch.item.url): a page\(asks ? " for the model" : "")")
        var page = FetchedPage(
            body: asks ? [] : result, statusCode: 200, finalURL: fetch.item.url, contentType: nil)
        page.timings.firstByte = latency.map { Int($0.milliseconds) }
        fetch.answer.resume(returning: .next(FetchedItem(page: page, time: .zero)))
    }

    private func endQuestion() async throws {
        let count = server.world.current.questions.count
        guard count > 0 else { return passTime() }
        let question = server.world.takeQuestion(random.below(count))
        var attempt = ItemAttempt(
            ending: .completed(result: Array("\"\(question.item.url) \(random.next())\"".utf8)))
        if question.isCancelled, random.below(4) != 0 {
            attempt.ending = .failed(.internalError, message: "cancelled")
        }
        (attempt.inputTokens, attempt.outputTokens) = (random.below(2500), random.below(99))
        endings[question.item.lease] = (attempt.ending, now, attempt.inputTokens + attempt.outputTokens)
        both.note("model on \(question.item.url): \(attempt.ending.name)")
        question.answer.resume(returning: attempt)
    }

    private func ending(of fetch: World.Fetch) -> ItemAttempt.Ending {
        let pages = Array("\"\(fetch.item.url) \(random.next())\"".utf8)
        if fetch.isCancelled, random.below(4) != 0 { return .failed(.timedOut, message: "cancelled") }
        // One of the hosts is mostly dead.
        if fetch.item.host == "3.example", random.below(10) < 8, !isQuiet {
            return .failed(.connectFailed, message: "refused")
        }
        switch random.below(isQuiet ? 24 : 20) {
        case 0, 1: return .failed(.clientError, message: "404")
        case 2, 3: return .failed(.timedOut, message: "no answer")
        case 4: return .failed(.connectionLost, message: "reset")
        case 5 where !isQuiet:
            return .failed(
                .rateLimited, message: "429", retryAfter: .seconds([0, 1, 30, 200, 400][random.below(5)]))
        case 6 where !isQuiet:
            return .failed(.serverError, message: "503", retryAfter: .seconds(random.below(90)))
        case 7: return .failed(.serverError, message: "500")
        default: return .completed(result: pages)
        }
    }

    /// Mostly until something happens of itself; sometimes long, as when the process was stopped.
    private func passTime() {
        let next = server.world.current.sleepers.map(\.end).min() ?? now + .seconds(1)
        let duration: Duration =
            switch random.below(10) {
            case 0: .seconds(random.below(200))
            case 1, 2: .milliseconds(random.below(5000))
            default: max(next - now, .milliseconds(1))
            }
        both.note("\(duration.milliseconds) ms")
        both.clock.advance(by: duration)
        server.world.wakeSleepers()
    }

    // MARK: Clients

    private func submit() async throws {
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

    private func cancel() async throws {
        guard let batch = anyBatch() else { return }
        try await ask { _ = try await both.cancel(batch.id, of: batch.owner) }
    }

    private func retry() async throws {
        guard let batch = anyBatch() else { return }
        try await ask { _ = try await both.retry(batch.id, of: batch.owner, pendingLimit: 1_000_000) }
        server.scheduler.wake()
    }

    /// A result that comes when its lease is long lost, as from a process that was thought dead.
    private func finishLate() async throws {
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
    private func reclaim() async throws {
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

    // MARK: Faults

    /// By a little, by hours or by weeks.
    private func setClock() {
        let most = [5000, 3_600_000, 40 * 86_400_000][random.below(3)]
        let change = Duration.milliseconds(random.below(2 * most) - most)
        both.note("clock set by \(change)")
        figures.clockChanges += 1
        both.clock.set(forwardBy: change)
    }

    private func failSoon() {
        let fault: FaultDisk.Fault = [.fail, .full, .short, .failAfter][random.below(4)]
        both.note("fault \(fault)")
        figures.faults += 1
        both.disk.arm(.changing, nth: 1 + random.below(12), fault)
    }

    private func failLastingly() {
        both.note("lasting fault \(lastingFault)")
        figures.faults += 1
        both.disk.arm(.write, nth: 1, lastingFault, sticky: true)
    }

    private func cutPowerSoon() {
        both.note("power cut soon")
        both.disk.arm(.changing, nth: 1 + random.below(12), .powerCut)
    }

    /// The process ends, its disk forgets what was not synced, and another one starts.
    private func crash() async throws {
        if both.disk.hasPower { figures.kills += 1 } else { figures.powerCuts += 1 }
        both.note("crash")
        server.kill()
        try await checkThatNothingIsLeft()
        both.disk.cutPower()
        if random.below(4) == 0 { setClock() }
        try await both.restart()
        start()
    }

    private func start() {
        (endings, begun, unstored, silentUntil) = ([:], [], [], [:])
        (deadAt, lost, endedUnasked, keptLeases, isDraining) = ([:], [], [], true, false)
        keptLeasesAt = both.steadyNow
        isAwareOfAll = false
        startedAt = now
        server = SimulatedServer(clock: both.clock, configuration: configuration, random: random)
        _ = random.next()
    }

    /// SIGTERM: what is in flight has some seconds to end, the rest is given back.
    private func drain() async throws {
        both.note("drain")
        figures.drains += 1
        let grace = Duration.seconds(random.below(20))
        let begin = now
        server.beginDrain(grace: grace)
        isDraining = true
        let old = server
        try await settle()
        guard server === old else { return }
        for _ in 0..<10_000 where !old.hasDrained {
            switch random.below(4) {
            case 0: try await answerCall()
            case 1: try await endFetch()
            case 2: try await endQuestion()
            default: passTime()
            }
            try await settle()
            // The power may go meanwhile.
            guard server === old else { return }
            try both.agree(
                now - begin <= grace
                    || old.world.current.fetches.allSatisfy(\.isCancelled)
                        && old.world.current.questions.allSatisfy(\.isCancelled),
                "what is in flight was not cancelled when the drain's time was up")
        }
        try both.agree(server.hasDrained, "the drain does not end")
        try await checkThatNothingIsLeft()
        if both.disk.faults == 0 {
            let running = leases.filter { lease in
                both.places[lease.item].map { both.model[$0].token == lease.token } ?? false
                    && !wasGivenUp(lease)
            }
            try both.agree(running.isEmpty, "\(running.count) items were not given back")
        }
        try await both.reopen()
        start()
    }

    /// What cannot be stored for as long as a lease is left to be claimed again.
    private func wasGivenUp(_ lease: Lease) -> Bool {
        guard unstored.contains(lease), let claim = claimed[lease] else { return false }
        return now - (endings[lease]?.at ?? claim.at) >= configuration.leaseDuration
    }

    private func checkThatNothingIsLeft() async throws {
        try both.agree(await server.goOn(), "the scheduler runs without end")
        try both.agree(server.isGone, "the process left tasks behind: \(server.world.current)")
        let hosts = await server.scheduler.hosts()
        try both.agree(hosts.values.allSatisfy { $0.inFlight == 0 }, "places at hosts were lost: \(hosts)")
        let statistics = await server.scheduler.statistics()
        try both.agree(
            statistics.inFlight == 0 && statistics.askingModel == 0,
            "the scheduler holds items that it does not work on")
    }

    private func compare() async throws {
        do { try await both.compareIfCertain() } catch is StoreError {}
    }

    // MARK: The end

    /// From here on nothing fails, and every fetch ends within half a minute: so must everything.
    private func comeToAnEnd() async throws {
        both.note("quiet")
        both.disk.disarm()
        isQuiet = true
        let start = now
        var rounds = 0
        while rounds % 16 != 0 || both.model.hasOpenItems {
            rounds += 1
            try both.agree(rounds < 50_000, "work without an end")
            let world = server.world.current
            if !world.calls.isEmpty, random.below(3) != 0 {
                try await answerCall()
            } else if !world.fetches.isEmpty, random.below(3) != 0 {
                try await endFetch()
            } else if !world.questions.isEmpty, random.below(3) != 0 {
                try await endQuestion()
            } else {
                let next = world.sleepers.map(\.end).min() ?? now
                both.clock.advance(by: min(max(next - now, .milliseconds(1)), .seconds(5)))
                server.world.wakeSleepers()
            }
            try await settle()
            try both.agree(now - start < .seconds(3600), "items without an end: \(openItems)")
        }
        both.note("all ended after \(rounds) steps, \(now - start)")
        try await drain()
        server.kill()
        try await checkThatNothingIsLeft()
        try await both.end()
    }

    private var openItems: [String] {
        both.model.places.filter { !both.model[$0].status.isTerminal }.map { place in
            "\(place.batch).\(place.position) \(both.model[place].status)"
        }
    }
}

extension ItemAttempt.Ending {
    fileprivate var name: String {
        switch self {
        case .completed: "page"
        case .failed(let reason, _, let retryAfter):
            "\(reason)\(retryAfter.map { ", again after \($0)" } ?? "")"
        }
    }
}
