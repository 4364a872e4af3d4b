#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A moment as whole milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds + duration.milliseconds)
    }

    /// The time from `right` to `left`; negative when `left` is earlier.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }

    /// ISO 8601 in UTC with milliseconds: `2024-01-15T10:00:00.000Z` (contract section 1.4).
    package var iso8601: String {
        let inDay = Int(milliseconds - day * Self.dayLength)
        let clock = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60].map { padded($0, to: 2) }
        return "\(isoDate)T\(clock.joined(separator: ":")).\(padded(inDay % 1000, to: 3))Z"
    }

    /// ISO 8601 of the UTC day: `2024-01-15`.
    package var isoDate: String {
        let (year, month, dayOfMonth) = civilDate
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(dayOfMonth, to: 2))"
    }

    /// The first moment of this moment's calendar month in UTC: where a monthly credit limit starts anew.
    package var startOfMonth: Timestamp { Timestamp(day: day - Int64(civilDate.day) + 1) }

    /// The first moment of a day, counted from 1970-01-01 in UTC.
    package init(day: Int64) { milliseconds = day * Self.dayLength }

    /// Days since 1970-01-01, UTC.
    package var day: Int64 {
        let moment = milliseconds
        return moment >= 0 ? moment / Self.dayLength : (moment - Self.dayLength + 1) / Self.dayLength
    }

    /// Year, month (1...12) and day in UTC.
    package var civilDate: (year: Int, month: Int, day: Int) { civil(fromDay: Int(day)) }

    private static let dayLength: Int64 = 86_400_000
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}

/// Where the time of day comes from; tests put a clock of their own here.
package protocol WallClock: Sendable {
    func now() -> Timestamp
}

/// The time of day, which somebody may set, and time that only moves forward.
package protocol SteadyClock: WallClock {
    func instant() -> ContinuousClock.Instant
}

package struct SystemWallClock: SteadyClock {
    package init() {}

    package func instant() -> ContinuousClock.Instant { .now }

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Year, month (1...12) and day of the proleptic Gregorian calendar, `day` counted from 1970-01-01.
private func civil(fromDay day: Int) -> (year: Int, month: Int, day: Int) {
    // Eras of 400 years that start on 1 March, so that the leap day comes last.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
