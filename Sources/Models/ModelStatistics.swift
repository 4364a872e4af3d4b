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
    package var usage = TokenUsage()
    /// Requests by the time that they took: those up to a bound, and the rest.
    package var times = [Int](repeating: 0, count: bounds.count + 1)
    package var seconds = 0.0

    /// Upper bounds of `times`, in seconds.
    package static let bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

    mutating func count(_ outcome: ModelRequestOutcome, took time: Duration) {
        requests[outcome, default: 0] += 1
        let time = time / .seconds(1)
        seconds += time
        times[Self.bounds.firstIndex { time <= $0 } ?? Self.bounds.count] += 1
    }
}
