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
        package var maximumDelay: Duration = .seconds(60)
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
    }

    package enum Admission: Equatable, Sendable {
        /// A place is taken; `leave` gives it back.
        case go
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
        /// An answer that is a server's failure, or a fault that says nothing about the host.
        case failed
        /// No answer: no connection, or none in time.
        case dead
    }

    private struct Host {
        var inFlight = 0
        var delay: Duration
        /// No fetch starts before this.
        var opensAt: Instant?
        var deadInARow = 0
        /// While the breaker is open: when one fetch may try.
        var probeAt: Instant?
        var isProbing = false
    }

    private let configuration: Configuration
    private var hosts: [String: Host] = [:]

    package init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// Asks for a place at `host`.
    package mutating func enter(_ host: String, at now: Instant) -> Admission {
        var state = hosts[host] ?? Host(delay: configuration.minimumDelay)
        if let probeAt = state.probeAt {
            guard now >= probeAt, !state.isProbing else { return .refused }
            state.isProbing = true
        } else {
            if state.inFlight >= configuration.concurrencyPerHost { return .wait(until: nil) }
            if let opensAt = state.opensAt, opensAt > now { return .wait(until: opensAt) }
        }
        state.inFlight += 1
        if state.delay > .zero { state.opensAt = now.advanced(by: state.delay) }
        hosts[host] = state
        return .go
    }

    /// Gives a place back. One call for each `.go`.
    package mutating func leave(_ host: String, _ signal: Signal, at now: Instant) {
        guard var state = hosts[host] else { return }
        state.inFlight -= 1
        switch signal {
        case .answered(let latency):
            close(&state)
            adapt(&state, to: latency)
        case .hold(let duration):
            close(&state)
            let end = now.advanced(by: min(duration, .seconds(3600)))
            state.opensAt = max(state.opensAt ?? end, end)
        case .failed: close(&state)
        case .dead:
            state.deadInARow += 1
            state.isProbing = false
            if state.deadInARow >= configuration.breakerThreshold {
                state.probeAt = now.advanced(by: configuration.breakerPause)
            }
        }
        hosts[host] = state
        forgetIdleHosts(at: now)
    }

    /// The hosts from which nothing should be claimed now, and when the first of them opens by itself.
    ///
    /// Hosts with an open breaker are not among them: their items are claimed and fail at once.
    package func closedHosts(at now: Instant) -> (hosts: Set<String>, opensAt: Instant?) {
        var closed: Set<String> = []
        var first: Instant?
        for (name, host) in hosts where host.probeAt == nil {
            if let opensAt = host.opensAt, opensAt > now {
                closed.insert(name)
                first = min(first ?? opensAt, opensAt)
            } else if host.inFlight >= configuration.concurrencyPerHost {
                closed.insert(name)
            }
        }
        return (closed, first)
    }

    /// The state of every host that is not idle.
    package func snapshot() -> [String: HostState] {
        hosts.mapValues { host in
            HostState(
                inFlight: host.inFlight, delay: host.delay, failuresInARow: host.deadInARow,
                isBreakerOpen: host.probeAt != nil)
        }
    }

    private func close(_ state: inout Host) {
        state.deadInARow = 0
        state.probeAt = nil
        state.isProbing = false
    }

    /// Only answers come here, so that a host which fails fast is not asked faster for it.
    private func adapt(_ state: inout Host, to latency: Duration) {
        guard configuration.isAdaptive else { return }
        let target = latency / configuration.targetConcurrency
        let next = max((state.delay + target) / 2, target)
        state.delay = min(max(next, configuration.minimumDelay), configuration.maximumDelay)
    }

    private mutating func forgetIdleHosts(at now: Instant) {
        guard hosts.count > configuration.hostLimit else { return }
        // Those that hold no promise first; what is left over the limit is in use.
        hosts = hosts.filter { _, host in
            host.inFlight > 0 || host.probeAt != nil || host.opensAt.map { $0 > now } ?? false
        }
    }
}
