/// A date, and perhaps a time of day with its offset, as a text gives it.
struct DateText: Equatable {
    var year: Int
    var month: Int
    var day: Int
    /// Seconds since midnight, local to `offsetMinutes`.
    var secondOfDay: Int?
    /// From UTC; nil when the text does not say.
    var offsetMinutes: Int?

    /// `2025-06-30`
    var date: String { Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) }

    /// RFC 3339; midnight and UTC where the text said nothing.
    var dateTime: String {
        let seconds = secondOfDay ?? 0
        let time =
            "\(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
        let offset = offsetMinutes ?? 0
        guard offset != 0 else { return "\(date)T\(time)Z" }
        let sign = offset < 0 ? "-" : "+"
        return "\(date)T\(time)\(sign)\(Self.padded(abs(offset) / 60, 2)):\(Self.padded(abs(offset) % 60, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Nil for a day that no calendar has.
    init?(year: Int, month: Int, day: Int, secondOfDay: Int? = nil, offsetMinutes: Int? = nil) {
        guard (1...12).contains(month), (1...9999).contains(year), day >= 1,
            day <= Self.days(in: month, of: year)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.secondOfDay, self.offsetMinutes) = (secondOfDay, offsetMinutes)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Seconds since 1970, or milliseconds where the number is that large.
    init?(unixTime: Int64) {
        let seconds = unixTime.magnitude > 100_000_000_000 ? unixTime / 1000 : unixTime
        guard (0..<10_000_000_000).contains(seconds) else { return nil }
        // Civil date from a day count: years start in March, so that the leap day comes last.
        let days = Int(seconds / 86_400) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        self.init(
            year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shifted + 2) / 5 + 1, secondOfDay: Int(seconds % 86_400), offsetMinutes: 0
        )
    }

    // MARK: Strict forms

    static func isDate(_ text: String) -> Bool {
        text.utf8.count == 10 && DateText(iso: Array(text.utf8))?.date == text
    }

    static func isDateTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[10] | 0x20 == UInt8(ascii: "t"),
            DateText(iso: bytes[..<10].map(\.self))?.date == String(decoding: bytes[..<10], as: UTF8.self)
        else { return false }
        return isTime(String(decoding: bytes[11...], as: UTF8.self))
    }

    /// `hh:mm:ss`, an optional fraction, and `Z` or an offset.
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 9, isClock(bytes[..<8], ceiling: [24, 60, 60]) else { return false }
        var place = 8
        if bytes[place] == UInt8(ascii: ".") {
            place += 1
            let start = place
            while place < bytes.count, bytes[place].isASCIIDigit { place += 1 }
            guard place > start else { return false }
        }
        guard place < bytes.count else { return false }
        if bytes[place] | 0x20 == UInt8(ascii: "z") { return place == bytes.count - 1 }
        guard bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") else { return false }
        return bytes.count - place == 6 && isClock(bytes[(place + 1)...], ceiling: [24, 60])
    }

    private static func isClock(_ bytes: ArraySlice<UInt8>, ceiling: [Int]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.count == ceiling.count
            && zip(parts, ceiling).allSatisfy { part, limit in
                part.count == 2 && part.allSatisfy(\.isASCIIDigit)
                    && (Int(String(decoding: part, as: UTF8.self)) ?? limit) < limit
            }
    }
}
