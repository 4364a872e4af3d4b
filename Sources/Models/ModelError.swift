/// Why the model gave nothing, or not all. The text for people holds nothing that the endpoint wrote: that could repeat
/// a key or the page.
package enum ModelError: Error, Equatable, Sendable {
    package enum Budget: String, Equatable, Sendable {
        case item, batch, key
    }

    case timedOut
    case unreachable
    case rateLimited
    case serverError(status: Int)
    case refused(status: Int)
    case contextTooSmall
    /// The answer was no chat completion, or an empty one.
    case noAnswer
    /// Nothing in the answer could be used, however often it was objected to.
    case unusableAnswer
    case answerTooLong
    case budgetSpent(Budget)
    /// The endpoint failed again and again, and was not asked.
    case resting
    case cancelled

    /// For counting.
    package var name: String {
        switch self {
        case .timedOut: "timed_out"
        case .unreachable: "unreachable"
        case .rateLimited: "rate_limited"
        case .serverError: "server_error"
        case .refused: "refused"
        case .contextTooSmall: "context_too_small"
        case .noAnswer: "no_answer"
        case .unusableAnswer: "unusable_answer"
        case .answerTooLong: "answer_too_long"
        case .budgetSpent(let budget): "budget_\(budget.rawValue)"
        case .resting: "resting"
        case .cancelled: "cancelled"
        }
    }

    package var message: String {
        switch self {
        case .timedOut: "the model did not answer in time"
        case .unreachable: "the model's endpoint could not be reached"
        case .rateLimited: "the model's endpoint asked to slow down for too long"
        case .serverError(let status): "the model's endpoint failed with status \(status)"
        case .refused(let status): "the model's endpoint refused the request with status \(status)"
        case .contextTooSmall: "the request does not fit the model's context"
        case .noAnswer: "the model's endpoint sent no answer"
        case .unusableAnswer: "the model's answer could not be used"
        case .answerTooLong: "the model's answer did not end"
        case .budgetSpent(let budget): "the token budget of the \(budget.rawValue) is spent"
        case .resting: "the model's endpoint failed repeatedly and was not asked"
        case .cancelled: "the request was cancelled"
        }
    }
}
