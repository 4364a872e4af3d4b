import Batches

/// Decides when a host may be asked: concurrency, delay, `Retry-After`, and a breaker for hosts that are dead.
///
/// Shared by all batches. A value with no clock of its own; hosts that are idle are forgotten beyond
/// `Configuration.hostLimit`, so memory stays bounded.
package struct Politeness: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package struct Configuration: Sendable {
        /// Transfers to one host at most.
        package var concurrencyPerHost = 8
        /// Between the starts of two fetches from one host.
        package var minimumDelay: Duration = .zero
        /// Follow the host's latency: the delay moves towards latency / `targetConcurrency`, and no failure
        /// ever shortens it.
        package var isAdaptive = false
        package var targetConcurrency = 4.0
        /// Of what latency makes of the delay, and of what a site may ask for as one.
        package var maximumDelay: Duration = .seconds(60)
        /// Of what a site may ask for with `Retry-After`: a batch must not hang for hours on one answer.
        package var maximumHold: Duration = .seconds(300)
        /// Ask a host nothing more before its first fetch has ended, because that tells its delay.
        package var meetsHostsAlone = false
        /// Failures in a row, with no answer at all, that open a host's breaker.
        package var breakerThreshold = 10
        /// How long an open breaker waits before one fetch may try the host again.
        package var breakerPause: Duration = .seconds(15)
        package var hostLimit = 10_000

        package init() {}
    }

    /// What a host is like right now, for metrics.
    package struct HostState: Sendable, Equatable {
        package var inFlight = 0
        package var delay: Duration = .zero
        package var failuresInARow = 0
        package var isBreakerOpen = false
        /// For how long no fetch may start.
        package var heldFor: Duration = .zero
    }

    /// A place at a host, to be given back with `leave`.
    package struct Visit: Equatable, Sendable {
        package let host: String
        /// How often the host's breaker had opened by then.
        fileprivate let era: Int
    }

    package enum Admission: Equatable, Sendable {
        case go(Visit)
        /// No place now; ask again when one is given back, or at the time.
        case wait(until: Instant?)
        /// The host is dead: fail the attempt without asking it.
        case refused
    }

    /// How a fetch ended, as far as its host is concerned.
    package enum Signal: Equatable, Sendable {
        case answered(after: Duration)
        /// The host asked to be left alone.
        case hold(Duration)
        /// The host is there, but the fetch failed, or nobody has looked at the page yet; with the time it took to
        /// answer, if it did.
        case failed(after: Duration?)
        /// No answer: no connection, or none in time.
        case dead
        /// The host was not asked, or nothing was learned about it.
        case unknown
    }

    private struct Host {
        var inFlight = 0
        /// What the site asks for (`Crawl-delay`), or the configured delay when that is longer.
        var floor: Duration
        var delay: Duration
        var lastStart: Instant?
        /// The host asked to be left alone until then.
        var heldUntil: Instant?
        var isMet = false
        var deadInARow = 0
        /// While the breaker is open: when one fetch may try.
        var probeAt: Instant?
        var isProbing = false
        /// How often the breaker opened.
        var era = 0

        /// No fetch starts before this. The delay counts as it is now: what a fetch tells of it holds for the next.
        var opensAt: Instant? {
            let afterDelay = delay > .zero ? lastStart?.advanced(by: delay) : nil
            guard let heldUntil else { return afterDelay }
            return max(heldUntil, afterDelay ?? heldUntil)
        }
    }

    private let configuration: Configuration
    private var hosts: [String: Host] = [:]
    /// Idle hosts are looked for when there are more than this.
    private var sweepsAbove: Int

    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        sweepsAbove = configuration.hostLimit
    }

    /// Asks for a place at `host`.
    package mutating func enter(_ host: String, at now: Instant) -> Admission {
        var state = hosts[host] ?? newHost
        if let heldUntil = state.heldUntil, heldUntil > now { return .wait(until: heldUntil) }
        if let probeAt = state.probeAt {
            guard now >= probeAt, !state.isProbing else { return .refused }
            state.isProbing = true
        } else {
            if state.inFlight >= concurrency(of: state) { return .wait(until: nil) }
            if let opensAt = state.opensAt, opensAt > now { return .wait(until: opensAt) }
        }
        state.inFlight += 1
        state.lastStart = now
        hosts[host] = state
        return .go(Visit(host: host, era: state.era))
    }

    /// Gives a place back. One call for each `.go`. `crawlDelay` is what the site asks for between two fetches.
    ///
    /// True when the host had no place free, or not yet: it may be asked now, or at another time than before.
    @discardableResult
    package mutating func leave(
        _ visit: Visit, _ signal: Signal, crawlDelay: Duration? = nil, at now: Instant
    ) -> Bool {
        guard var state = hosts[visit.host] else { return false }
        let wasClosed = room(of: state) == 0 || state.opensAt != nil
        state.inFlight -= 1
        let isOfThisEra = visit.era == state.era
        if signal != .unknown {
            state.isMet = true
            state.floor = max(
                configuration.minimumDelay, min(crawlDelay ?? .zero, configuration.maximumDelay))
        }
        switch signal {
        case .answered(let latency):
            close(&state)
            adapt(&state, to: latency, mayShorten: true)
        case .hold(let duration):
            close(&state)
            delayStart(&state, for: duration, at: now)
        case .failed(let latency):
            close(&state)
            if let latency { adapt(&state, to: latency, mayShorten: false) }
        // What began before the breaker opened tells nothing that opening it did not.
        case .dead where isOfThisEra: countDead(&state, at: now)
        case .unknown where isOfThisEra: state.isProbing = false
        case .dead, .unknown: break
        }
        state.delay = max(configuration.isAdaptive ? state.delay : .zero, state.floor)
        hosts[visit.host] = holdsNothing(state, at: now) ? nil : state
        forgetIdleHosts(at: now)
        return wasClosed
    }

    /// Says that the page which `host` answered with after `latency` was a good one, so that its delay may become
    /// shorter. True when it did.
    package mutating func praise(_ host: String, latency: Duration, at now: Instant) -> Bool {
        guard configuration.isAdaptive, var state = hosts[host] else { return false }
        let before = state.delay
        adapt(&state, to: latency, mayShorten: true)
        state.delay = max(state.delay, state.floor)
        hosts[host] = holdsNothing(state, at: now) ? nil : state
        return state.delay != before
    }

    /// Leaves alone a host that asked for it in answer to another's fetch, which it was reached from by a redirect.
    package mutating func hold(_ host: String, for duration: Duration, at now: Instant) {
        var state = hosts[host] ?? newHost
        delayStart(&state, for: duration, at: now)
        hosts[host] = state
        forgetIdleHosts(at: now)
    }

    /// What may be claimed of each host now, and when the first of those that wait for a time opens.
    ///
    /// A host with an open breaker has its places: its items are claimed and fail at once. What it asked for before it
    /// died is kept all the same.
    package func places(at now: Instant) -> (places: HostPlaces, opensAt: Instant?) {
        var places = HostPlaces(usual: room(of: newHost))
        var first: Instant?
        for (name, host) in hosts {
            let opensAt = host.probeAt == nil ? host.opensAt : host.heldUntil
            if let opensAt, opensAt > now {
                places.named[name] = 0
                first = min(first ?? opensAt, opensAt)
            } else if host.probeAt == nil, room(of: host) != places.usual {
                places.named[name] = room(of: host)
            }
        }
        return (places, first)
    }

    /// The state of every host that is known.
    package func snapshot(at now: Instant) -> [String: HostState] {
        hosts.mapValues { host in
            HostState(
                inFlight: host.inFlight, delay: host.delay, failuresInARow: host.deadInARow,
                isBreakerOpen: host.probeAt != nil,
                heldFor: max(.zero, host.opensAt.map { $0 - now } ?? .zero))
        }
    }

    private var newHost: Host { Host(floor: configuration.minimumDelay, delay: configuration.minimumDelay) }

    /// Whether forgetting the host changes nothing.
    private func holdsNothing(_ host: Host, at now: Instant) -> Bool {
        host.inFlight == 0 && host.deadInARow == 0 && host.probeAt == nil && !configuration.meetsHostsAlone
            && host.delay == configuration.minimumDelay && host.opensAt.map { $0 <= now } ?? true
    }

    private func delayStart(_ state: inout Host, for duration: Duration, at now: Instant) {
        let end = now.advanced(by: min(duration, configuration.maximumHold))
        state.heldUntil = max(state.heldUntil ?? end, end)
    }

    /// Fetches that may be in flight.
    private func concurrency(of host: Host) -> Int {
        configuration.meetsHostsAlone && !host.isMet ? 1 : configuration.concurrencyPerHost
    }

    /// Fetches that may start at once: with a delay one, whatever the concurrency.
    private func room(of host: Host) -> Int {
        let free = max(0, concurrency(of: host) - host.inFlight)
        return host.delay > .zero ? min(1, free) : free
    }

    private func close(_ state: inout Host) {
        state.deadInARow = 0
        state.probeAt = nil
        state.isProbing = false
    }

    private func countDead(_ state: inout Host, at now: Instant) {
        state.deadInARow += 1
        guard state.deadInARow >= configuration.breakerThreshold else { return }
        state.probeAt = now.advanced(by: configuration.breakerPause)
        state.isProbing = false
        state.era += 1
    }

    /// A failure may only lengthen the delay, so that a host which fails fast is not asked faster for it.
    private func adapt(_ state: inout Host, to latency: Duration, mayShorten: Bool) {
        guard configuration.isAdaptive else { return }
        let target = latency / configuration.targetConcurrency
        let next = min(max((state.delay + target) / 2, target), configuration.maximumDelay)
        if mayShorten || next > state.delay { state.delay = next }
    }

    private mutating func forgetIdleHosts(at now: Instant) {
        guard hosts.count > sweepsAbove else { return }
        // Those that hold no promise first; what is left over the limit is in use or closed for a while.
        hosts = hosts.filter { _, host in
            host.inFlight > 0 || host.probeAt.map { $0 > now } ?? false
                || host.opensAt.map { $0 > now } ?? false
        }
        // Looking again at each leave, while nothing can be forgotten, would cost their square.
        sweepsAbove = max(configuration.hostLimit, hosts.count * 2)
    }
}
