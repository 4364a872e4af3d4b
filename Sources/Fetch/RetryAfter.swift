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
        // -1 is what is no date; a site's date may lie millions of years away, so it is bounded before it is multiplied.
        let date = Int64(curl_getdate(text, nil))
        guard date != -1 else { return nil }
        let (earliest, latest) = (
            now.milliseconds / 1000, now.milliseconds / 1000 + limit.components.seconds + 1
        )
        let wait = Timestamp(milliseconds: min(max(date, earliest), latest) * 1000) - now
        return min(max(wait, .zero), limit)
    }
}
