import Batches
import Testing

@testable import Workers

struct PolitenessTests {
    private let start = ContinuousClock.now

    private func configuration(_ change: (inout Politeness.Configuration) -> Void) -> Politeness {
        var configuration = Politeness.Configuration()
        change(&configuration)
        return Politeness(configuration)
    }

    /// A place that there must be.
    private func enter(
        _ politeness: inout Politeness, _ host: String = "a", after seconds: Double = 0
    ) throws -> Politeness.Visit {
        guard case .go(let visit) = politeness.enter(host, at: start + .seconds(seconds)) else {
            throw NoPlace()
        }
        return visit
    }

    private struct NoPlace: Error {}

    @Test func aHostHasNoMorePlacesThanItsConcurrency() throws {
        var politeness = configuration { $0.concurrencyPerHost = 2 }
        let visit = try enter(&politeness)
        #expect(politeness.places(at: start).places["a"] == 1)
        _ = try enter(&politeness)
        #expect(politeness.enter("a", at: start) == .wait(until: nil))
        _ = try enter(&politeness, "b")
        #expect(politeness.places(at: start).places == HostPlaces(usual: 2, named: ["a": 0, "b": 1]))
        politeness.leave(visit, .answered(after: .zero), at: start)
        _ = try enter(&politeness)
    }

    @Test func aDelayKeepsStartsApartAndLeavesOnePlace() throws {
        var politeness = configuration { $0.minimumDelay = .seconds(2) }
        #expect(politeness.places(at: start).places["a"] == 1)
        _ = try enter(&politeness)
        #expect(politeness.enter("a", at: start + .seconds(1)) == .wait(until: start + .seconds(2)))
        #expect(politeness.places(at: start + .seconds(1)).places["a"] == 0)
        #expect(politeness.places(at: start + .seconds(1)).opensAt == start + .seconds(2))
        #expect(politeness.places(at: start + .seconds(2)).places["a"] == 1)
        _ = try enter(&politeness, after: 2)
    }

    @Test func retryAfterHoldsTheHostForAWhile() throws {
        var politeness = configuration { $0.maximumHold = .seconds(60) }
        politeness.leave(try enter(&politeness), .hold(.seconds(30)), at: start)
        #expect(politeness.enter("a", at: start + .seconds(29)) == .wait(until: start + .seconds(30)))
        politeness.leave(try enter(&politeness, after: 30), .hold(.seconds(3000)), at: start + .seconds(30))
        #expect(politeness.enter("a", at: start + .seconds(31)) == .wait(until: start + .seconds(90)))
        politeness.hold("b", for: .seconds(5), at: start)
        #expect(politeness.enter("b", at: start) == .wait(until: start + .seconds(5)))
    }

    /// A host whose breaker opened at `start`, with what is still in flight from before.
    private func deadHost(stillInFlight: Int = 0) throws -> (Politeness, [Politeness.Visit]) {
        var politeness = configuration {
            $0.breakerThreshold = 3
            $0.breakerPause = .seconds(10)
        }
        var visits: [Politeness.Visit] = []
        for _ in 0..<3 + stillInFlight { visits.append(try enter(&politeness)) }
        for visit in visits.prefix(3) { politeness.leave(visit, .dead, at: start) }
        return (politeness, Array(visits.dropFirst(3)))
    }

    @Test func aDeadHostIsRefusedAndThenTriedByOne() throws {
        var (politeness, _) = try deadHost()
        #expect(politeness.enter("a", at: start + .seconds(9)) == .refused)
        #expect(politeness.places(at: start).places["a"] > 0)
        let probe = try enter(&politeness, after: 10)
        #expect(politeness.enter("a", at: start + .seconds(10)) == .refused)
        politeness.leave(probe, .answered(after: .zero), at: start + .seconds(11))
        _ = try enter(&politeness, after: 11)
        #expect(politeness.snapshot(at: start)["a"]?.isBreakerOpen == false)
    }

    @Test func aFailedProbeKeepsTheBreakerOpenForAnotherPause() throws {
        var (politeness, _) = try deadHost()
        politeness.leave(try enter(&politeness, after: 10), .dead, at: start + .seconds(12))
        #expect(politeness.enter("a", at: start + .seconds(21)) == .refused)
        _ = try enter(&politeness, after: 22)
    }

    /// What the host asked for before it died holds for the probe too, and nobody fails for it meanwhile.
    @Test func aHostThatAskedForSilenceAndDiedIsLeftAlone() throws {
        var politeness = configuration {
            $0.breakerThreshold = 2
            $0.breakerPause = .seconds(10)
        }
        let visits = try (0..<4).map { _ in try enter(&politeness) }
        politeness.leave(visits[0], .hold(.seconds(30)), at: start)
        for visit in visits[1...] { politeness.leave(visit, .dead, at: start + .seconds(1)) }
        #expect(politeness.enter("a", at: start + .seconds(12)) == .wait(until: start + .seconds(30)))
        #expect(politeness.places(at: start + .seconds(12)).places["a"] == 0)
        #expect(politeness.places(at: start + .seconds(12)).opensAt == start + .seconds(30))
        _ = try enter(&politeness, after: 30)
        #expect(politeness.enter("a", at: start + .seconds(30)) == .refused)
    }

    @Test(arguments: [Politeness.Signal.dead, .unknown])
    func whatBeganBeforeTheBreakerOpenedLetsNoSecondProbeIn(_ late: Politeness.Signal) throws {
        var (politeness, visits) = try deadHost(stillInFlight: 1)
        _ = try enter(&politeness, after: 10)
        politeness.leave(visits[0], late, at: start + .seconds(11))
        #expect(politeness.enter("a", at: start + .seconds(30)) == .refused)
    }

    @Test func aProbeThatLearnsNothingMakesRoomForAnother() throws {
        var (politeness, _) = try deadHost()
        politeness.leave(try enter(&politeness, after: 10), .unknown, at: start + .seconds(10))
        #expect(politeness.snapshot(at: start)["a"]?.isBreakerOpen == true)
        _ = try enter(&politeness, after: 10)
    }

    @Test func anAnswerInBetweenKeepsTheBreakerClosed() throws {
        var politeness = configuration { $0.breakerThreshold = 2 }
        for signal in [Politeness.Signal.dead, .failed(after: nil), .dead, .answered(after: .zero), .dead] {
            politeness.leave(try enter(&politeness), signal, at: start)
        }
        _ = try enter(&politeness)
    }

    @Test func theAdaptiveDelayFollowsLatencyAndNoFailureShortensIt() throws {
        var politeness = configuration {
            $0.isAdaptive = true
            $0.targetConcurrency = 2
        }
        let steps: [(Politeness.Signal, Duration)] = [
            (.answered(after: .seconds(4)), .seconds(2)), (.failed(after: nil), .seconds(2)),
            (.failed(after: .milliseconds(1)), .seconds(2)), (.dead, .seconds(2)), (.unknown, .seconds(2)),
            (.failed(after: .seconds(8)), .seconds(4)), (.answered(after: .zero), .seconds(2)),
            (.answered(after: .seconds(1000)), .seconds(60)),
        ]
        for (number, (signal, delay)) in steps.enumerated() {
            let visit = try enter(&politeness, after: Double(number) * 100)
            politeness.leave(visit, signal, at: start + .seconds(number * 100))
            #expect(politeness.snapshot(at: start)["a"]?.delay == delay, "after \(signal)")
        }
    }

    @Test func aCrawlDelayIsKeptWithinBounds() throws {
        var politeness = configuration { $0.minimumDelay = .seconds(1) }
        let steps: [(Duration?, Duration)] = [
            (.seconds(5), .seconds(5)), (.seconds(3600), .seconds(60)), (.milliseconds(1), .seconds(1)),
            (nil, .seconds(1)),
        ]
        for (number, (asked, delay)) in steps.enumerated() {
            let visit = try enter(&politeness, after: Double(number) * 1000)
            let now = start + .seconds(number * 1000)
            politeness.leave(visit, .failed(after: nil), crawlDelay: asked, at: now)
            // What was not asked has nothing to say about it.
            politeness.leave(try enter(&politeness, after: Double(number) * 1000 + 60), .unknown, at: now)
            #expect(politeness.snapshot(at: now)["a"]?.delay == delay)
        }
    }

    @Test func aDelayThatTheFirstFetchTellsCountsFromItsStart() throws {
        var politeness = configuration { $0.meetsHostsAlone = true }
        let visit = try enter(&politeness)
        politeness.leave(
            visit, .answered(after: .seconds(1)), crawlDelay: .seconds(5), at: start + .seconds(1))
        #expect(politeness.enter("a", at: start + .seconds(4)) == .wait(until: start + .seconds(5)))
        _ = try enter(&politeness, after: 5)
    }

    @Test func aHostIsMetAlone() throws {
        var politeness = configuration { $0.meetsHostsAlone = true }
        #expect(politeness.places(at: start).places["a"] == 1)
        let visit = try enter(&politeness)
        #expect(politeness.enter("a", at: start) == .wait(until: nil))
        politeness.leave(visit, .answered(after: .zero), at: start)
        #expect(politeness.places(at: start).places["a"] == 8)
    }

    @Test func idleHostsAreForgottenBeyondTheLimit() throws {
        var politeness = configuration {
            $0.hostLimit = 10
            $0.minimumDelay = .nanoseconds(1)
        }
        _ = try enter(&politeness, "busy")
        for number in 0..<100 {
            let visit = try enter(&politeness, "h\(number)", after: Double(number))
            politeness.leave(visit, .answered(after: .zero), at: start + .seconds(number))
        }
        #expect(politeness.snapshot(at: start).count <= 11)
        #expect(politeness.snapshot(at: start)["busy"]?.inFlight == 1)
    }

    @Test func aHostThatHoldsNothingIsForgottenAtOnce() throws {
        var politeness = configuration { _ in }
        politeness.leave(try enter(&politeness), .answered(after: .seconds(1)), at: start)
        #expect(politeness.snapshot(at: start).isEmpty)
    }

    @Test func aPageShortensTheDelayOnlyOnceItIsKnownToBeGood() throws {
        var configuration = Politeness.Configuration()
        configuration.isAdaptive = true
        configuration.targetConcurrency = 1
        var (atOnce, later) = (Politeness(configuration), Politeness(configuration))
        for (number, latency) in [4000, 1000, 8000, 500].enumerated() {
            let now = start + .seconds(number * 100)
            let latency = Duration.milliseconds(latency)
            atOnce.leave(try enter(&atOnce, after: Double(number) * 100), .answered(after: latency), at: now)
            let before = later.snapshot(at: now)["a"]?.delay ?? .zero
            later.leave(try enter(&later, after: Double(number) * 100), .failed(after: latency), at: now)
            let between = later.snapshot(at: now)["a"]?.delay ?? .zero
            #expect(between >= before)
            let isShorter = later.praise("a", latency: latency, at: now)
            #expect(isShorter == (latency < before))
            #expect(later.snapshot(at: now)["a"]?.delay == atOnce.snapshot(at: now)["a"]?.delay)
        }
        let isKnown = later.praise("unknown", latency: .zero, at: start)
        #expect(!isKnown)
    }
}
