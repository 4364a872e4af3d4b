import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The `Retry-After` header (RFC 9110 section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// Nil when it is absent or neither form; never negative, at most a day.
    static func parse(_ value: String?, now: Int = time(nil)) -> Duration? {
        guard let value, !value.isEmpty else { return nil }
        let day = 86400
        if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .seconds(min(Int(value) ?? day, day))
        }
        let date = curl_getdate(value, nil)
        guard date >= 0 else { return nil }
        return .seconds(min(max(date - now, 0), day))
    }
}
