import Batches
import CCurl

/// The `Retry-After` header (RFC 9110 section 10.2.3).
package enum RetryAfter {
    package static let limit = Duration.seconds(3600)

    /// The time to wait as of `now`, between 0 and an hour; nil for a value that is neither a number of
    /// seconds nor a date.
    package static func parse(_ value: String, now: Timestamp) -> Duration? {
        let text = value.trimmingBlanks()
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int64(text).map { min(.seconds($0 > 3600 ? 3600 : $0), limit) } ?? limit
        }
        let seconds = curl_getdate(text, nil)
        guard seconds > 0 else { return nil }
        let wait = Timestamp(milliseconds: Int64(seconds) * 1000) - now
        return min(max(wait, .zero), limit)
    }
}
