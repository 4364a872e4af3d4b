import API
import Fetch

/// What submitted URLs are checked with: the fetcher's own parser and address policy.
enum URLCheck {
    /// Gives the host that politeness counts a URL under, or why it is refused.
    static func checker(_ policy: AddressPolicy) -> SubmissionRules.URLCheck {
        { text in
            do throws(URLProblem) {
                return .success(try SubmittedURL.validate(text, policy).politenessHost)
            } catch {
                return .failure(
                    error == .addressNotAllowed
                        ? .addressNotAllowed(reason: error.message) : .invalid(reason: error.message))
            }
        }
    }
}
