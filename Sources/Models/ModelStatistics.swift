import Batches

/// How one request to the endpoint ended, for counting.
package enum ModelRequestOutcome: String, Sendable, CaseIterable {
    case answered, refused
    case rateLimited = "rate_limited"
    case serverError = "server_error"
    case timedOut = "timed_out"
    case unreachable,
        cancelled

    init(_ reply: ChatReply) {
        switch reply {
        case .timedOut: self = .timedOut
        case .unreachable: self = .unreachable
        case .cancelled: self = .cancelled
        case .answer(let answer):
            switch answer.status {
            case 200..<300: self = .answered
            case 429: self = .rateLimited
            case 500...: self = .serverError
            default: self = .refused
            }
        }
    }
}

/// What the model was asked since the start.
package struct ModelStatistics: Sendable, Equatable {
    package var requests: [ModelRequestOutcome: Int] = [:]
    /// How long requests took, whatever their end; waiting for a place is not counted.
    package var times = Histogram(bounds: Histogram.waitBounds)
    /// Why questions were given up, or not wholly answered.
    package var errors: [String: Int] = [:]
    package var isResting = false

    mutating func count(_ outcome: ModelRequestOutcome, took time: Duration) {
        requests[outcome, default: 0] += 1
        times.add(time)
    }
}
