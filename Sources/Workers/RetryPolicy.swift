import Batches

/// When a failed attempt is made again.
package struct RetryPolicy: Sendable {
    package enum Decision: Equatable, Sendable {
        case retry(after: Duration)
        case fail
    }

    /// Attempts an item gets, the first included.
    package var maxAttempts = 3
    /// Times more that an item is begun when it came to no end, since its process died: a page that kills the
    /// server must not do so for ever.
    package var maxLosses = 10
    package var firstDelay: Duration = .seconds(1)
    package var maxDelay: Duration = .seconds(30)
    /// A `Retry-After` above this is not waited for: the item fails.
    package var maxRetryAfter: Duration = .seconds(300)

    package init() {}

    /// No decision gives more.
    package var longestDelay: Duration { max(maxDelay, maxRetryAfter) }

    /// Exponential backoff with full jitter above half of it, or the site's own `Retry-After` where that is longer: with
    /// one of 0, or a date of a clock that is behind, all attempts would be over at once.
    ///
    /// `attempt` counts from 1.
    package func decide(
        _ reason: FailureReason, attempt: Int, retryAfter: Duration?,
        using generator: inout some RandomNumberGenerator
    ) -> Decision {
        guard reason.isTransient, attempt < maxAttempts else { return .fail }
        let doublings = min(attempt - 1, 20)
        let ceiling = min(firstDelay * (1 << doublings), maxDelay)
        let delay = ceiling * Double.random(in: 0.5...1, using: &generator)
        guard let retryAfter else { return .retry(after: delay) }
        return retryAfter <= maxRetryAfter ? .retry(after: max(retryAfter, delay)) : .fail
    }
}
