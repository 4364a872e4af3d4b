import Batches
import Testing

@testable import Workers

struct RetryPolicyTests {
    private var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.maxAttempts = 4
        policy.firstDelay = .seconds(1)
        policy.maxDelay = .seconds(3)
        return policy
    }

    @Test(arguments: [(1, 0.5, 1.0), (2, 1, 2), (3, 1.5, 3)])
    func delaysDoubleWithJitterUpToTheLimit(_ attempt: Int, _ low: Double, _ high: Double) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let decision = policy.decide(.timedOut, attempt: attempt, retryAfter: nil, using: &generator)
            guard case .retry(let delay) = decision else {
                Issue.record("expected a retry")
                return
            }
            #expect(delay >= .seconds(low) && delay <= .seconds(high))
        }
    }

    @Test func theLastAttemptAndLastingFailuresFail() {
        var generator = SystemRandomNumberGenerator()
        #expect(policy.decide(.timedOut, attempt: 4, retryAfter: nil, using: &generator) == .fail)
        #expect(policy.decide(.clientError, attempt: 1, retryAfter: nil, using: &generator) == .fail)
    }

    @Test func theSitesOwnTimeWinsUnlessItIsTooLong() {
        var generator = SystemRandomNumberGenerator()
        #expect(
            policy.decide(.rateLimited, attempt: 1, retryAfter: .seconds(77), using: &generator)
                == .retry(after: .seconds(77)))
        #expect(
            policy.decide(.rateLimited, attempt: 1, retryAfter: .seconds(7777), using: &generator) == .fail)
    }
}
