import Testing

@testable import Workers

struct PolitenessTests {
    private let start = ContinuousClock.now

    private func configuration(_ change: (inout Politeness.Configuration) -> Void) -> Politeness {
        var configuration = Politeness.Configuration()
        change(&configuration)
        return Politeness(configuration)
    }

    @Test func aHostHasNoMorePlacesThanItsConcurrency() {
        var politeness = configuration { $0.concurrencyPerHost = 2 }
        #expect(politeness.enter("a", at: start) == .go)
        #expect(politeness.enter("a", at: start) == .go)
        #expect(politeness.enter("a", at: start) == .wait(until: nil))
        #expect(politeness.enter("b", at: start) == .go)
        #expect(politeness.closedHosts(at: start).hosts == ["a"])
        politeness.leave("a", .answered(after: .zero), at: start)
        #expect(politeness.enter("a", at: start) == .go)
    }

    @Test func aDelayKeepsStartsApart() {
        var politeness = configuration { $0.minimumDelay = .seconds(2) }
        #expect(politeness.enter("a", at: start) == .go)
        #expect(politeness.enter("a", at: start + .seconds(1)) == .wait(until: start + .seconds(2)))
        #expect(politeness.closedHosts(at: start + .seconds(1)).opensAt == start + .seconds(2))
        #expect(politeness.enter("a", at: start + .seconds(2)) == .go)
    }

    @Test func retryAfterHoldsTheHost() {
        var politeness = configuration { _ in }
        #expect(politeness.enter("a", at: start) == .go)
        politeness.leave("a", .hold(.seconds(30)), at: start)
        #expect(politeness.enter("a", at: start + .seconds(29)) == .wait(until: start + .seconds(30)))
        #expect(politeness.enter("a", at: start + .seconds(30)) == .go)
    }

    @Test func aDeadHostIsRefusedAndThenTriedByOne() {
        var politeness = configuration {
            $0.breakerThreshold = 3
            $0.breakerPause = .seconds(10)
        }
        for _ in 0..<3 {
            #expect(politeness.enter("a", at: start) == .go)
            politeness.leave("a", .dead, at: start)
        }
        #expect(politeness.enter("a", at: start + .seconds(9)) == .refused)
        #expect(politeness.closedHosts(at: start).hosts.isEmpty)
        #expect(politeness.enter("a", at: start + .seconds(10)) == .go)
        #expect(politeness.enter("a", at: start + .seconds(10)) == .refused)
        politeness.leave("a", .answered(after: .zero), at: start + .seconds(11))
        #expect(politeness.enter("a", at: start + .seconds(11)) == .go)
        #expect(politeness.snapshot()["a"]?.isBreakerOpen == false)
    }

    @Test func anAnswerInBetweenKeepsTheBreakerClosed() {
        var politeness = configuration { $0.breakerThreshold = 2 }
        for signal in [Politeness.Signal.dead, .failed, .dead, .answered(after: .zero), .dead] {
            #expect(politeness.enter("a", at: start) == .go)
            politeness.leave("a", signal, at: start)
        }
        #expect(politeness.enter("a", at: start) == .go)
    }

    @Test func theAdaptiveDelayFollowsLatencyAndNoFailureShortensIt() {
        var politeness = configuration {
            $0.isAdaptive = true
            $0.targetConcurrency = 2
        }
        #expect(politeness.enter("a", at: start) == .go)
        politeness.leave("a", .answered(after: .seconds(4)), at: start)
        #expect(politeness.snapshot()["a"]?.delay == .seconds(2))
        #expect(politeness.enter("a", at: start + .seconds(2)) == .go)
        politeness.leave("a", .failed, at: start + .seconds(2))
        #expect(politeness.snapshot()["a"]?.delay == .seconds(2))
        #expect(politeness.enter("a", at: start + .seconds(4)) == .go)
        politeness.leave("a", .answered(after: .zero), at: start + .seconds(4))
        #expect(politeness.snapshot()["a"]?.delay == .seconds(1))
    }

    @Test func idleHostsAreForgottenBeyondTheLimit() {
        var politeness = configuration { $0.hostLimit = 10 }
        #expect(politeness.enter("busy", at: start) == .go)
        for number in 0..<100 {
            #expect(politeness.enter("h\(number)", at: start) == .go)
            politeness.leave("h\(number)", .answered(after: .zero), at: start)
        }
        #expect(politeness.snapshot().count <= 11)
        #expect(politeness.snapshot()["busy"]?.inFlight == 1)
    }
}
