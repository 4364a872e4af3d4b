import Batches
import Testing

@testable import API

struct RequestWindowTests {
    private let start = Timestamp(milliseconds: 1_000_000)

    @Test func admitsTheLimitThenRefusesUntilTheWindowEnds() {
        var window = RequestWindow(startingAt: start)
        #expect(
            window.admit(limit: 2, at: start)
                == RateDecision(isAdmitted: true, limit: 2, remaining: 1, resetSeconds: 60))
        #expect(
            window.admit(limit: 2, at: start + .milliseconds(500))
                == RateDecision(isAdmitted: true, limit: 2, remaining: 0, resetSeconds: 60))
        #expect(
            window.admit(limit: 2, at: start + .milliseconds(59_500))
                == RateDecision(isAdmitted: false, limit: 2, remaining: 0, resetSeconds: 1))
        #expect(
            window.admit(limit: 2, at: start + .seconds(60))
                == RateDecision(isAdmitted: true, limit: 2, remaining: 1, resetSeconds: 60))
    }

    @Test func aClockSetBackStartsANewWindow() {
        var window = RequestWindow(startingAt: start)
        _ = window.admit(limit: 1, at: start)
        let decision = window.admit(limit: 1, at: Timestamp(milliseconds: 0))
        #expect(decision == RateDecision(isAdmitted: true, limit: 1, remaining: 0, resetSeconds: 60))
    }
}
