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
    var random: SplitMix
    let both: ModelledStore
    private(set) var server: SimulatedServer
    let configuration: SchedulerConfiguration
    let lastingFault: FaultDisk.Fault

    /// Every lease ever given out, with its item.
    var claimed: [Lease: (item: ClaimedItem, at: Instant)] = [:]
    var leases: [Lease] = []
    /// Of the running server: how fetches ended, which leases were begun, and until when hosts asked for silence.
    var endings: [Lease: (ending: ItemAttempt.Ending, at: Instant, tokens: Int)] = [:]
    private var begun: Set<Lease> = []
    /// Leases whose outcome the store could not take the last time.
    var unstored: Set<Lease> = []
    var silentUntil: [String: Instant] = [:]
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
    /// Whether claimed items wait for a place at their host.
    private var hasParked = false
    var startedAt: Instant
    /// Items that were put off, with the number of their attempt, since when and for how long.
    var putOff: [Model.Place: (attempt: Int, at: Instant, delay: Duration)] = [:]
    var isQuiet = false
    var submitted = 0
    var figures = Figures()

    typealias Instant = ContinuousClock.Instant

    struct Figures {
        var kills = 0
        var clockChanges = 0
        var powerCuts = 0
        var drains = 0
        var outages = 0
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
            left.outages += right.outages
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

    private func step() async throws {
        // These are few, and a drain by chance hardly ever meets one.
        if hasParked, random.below(3) == 0 { return try await drain() }
        if let fetch = fetchDuringClaim(), random.below(6) == 0 { return silence(fetch) }
        switch random.below(102) {
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
        case 100: try await failForALease()
        default: if random.below(2) == 0 { both.disk.disarm() } else { try await compare() }
        }
    }

    /// Lets the scheduler go on, looks at what it does, and plays the end of the process when the power went.
    func settle() async throws {
        if !both.disk.hasPower { try await crash() }
        try both.agree(await server.goOn(), "the scheduler runs without end")
        let world = server.world.current
        for asked in server.world.takeAsked() { try check(asked) }
        try checkLeases(of: world)
        try checkThatLeasesEnd(world)
        for item in server.world.takeBegun() {
            try both.agree(begun.insert(item.lease).inserted, "\(item.url) was begun twice with one lease")
            try both.agree(
                silentUntil[item.host].map { $0 <= now } ?? true, "\(item.host) was asked too early")
        }
        try both.agree(world.fetches.count <= configuration.workers, "too many fetches")
        try both.agree(
            world.questions.count <= configuration.modelItems ?? 0, "too many items wait for the model")
        hasParked = await server.scheduler.statistics().parked > 0
        try await checkThatNobodyIsForgotten(world)
        let counts = Dictionary(grouping: world.fetches, by: \.item.host).mapValues(\.count)
        let held = await server.scheduler.hosts().mapValues(\.inFlight).filter { $0.value > 0 }
        try both.agree(held == counts, "places held at \(held), fetches from \(counts)")
        try both.agree(
            counts.values.allSatisfy { $0 <= configuration.politeness.concurrencyPerHost },
            "too many fetches from one host: \(counts)")
    }

    func start() {
        (endings, begun, unstored, silentUntil) = ([:], [], [], [:])
        (deadAt, lost, endedUnasked, keptLeases, isDraining) = ([:], [], [], true, false)
        keptLeasesAt = both.steadyNow
        isAwareOfAll = false
        startedAt = now
        server = SimulatedServer(clock: both.clock, configuration: configuration, random: random)
        _ = random.next()
    }

    /// From here on nothing fails but the dead host, and every fetch ends within half a minute: so must everything.
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
