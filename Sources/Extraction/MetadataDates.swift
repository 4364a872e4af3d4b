/// Reads the dates that pages write, and writes them as ISO 8601.
///
/// The day and the offset stay as the page has them: nothing is moved to another time zone.
package struct DateReader {
    private let bytes: [UInt8]
    private var offset = 0

    /// `2024-05-01`, `2024-05-01T10:00:00` or with an offset; nil when `text` holds no date.
    package static func iso(_ text: String) -> String? {
        var reader = DateReader(bytes: Array(text.utf8.prefix(160)))
        return reader.numeric() ?? reader.worded()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    // MARK: Numbers first

    /// ISO 8601 and what is near it, seconds or milliseconds of the Unix clock, and `31.12.2024`.
    private mutating func numeric() -> String? {
        skipBlanks()
        let start = offset
        guard let first = digits(upTo: 14) else { return nil }
        switch offset - start {
        case 4:
            guard let separator = peek,
                separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
                    || separator == UInt8(ascii: "."), advance(), let month = digits(upTo: 2),
                peek == separator, advance(),
                let day = digits(upTo: 2)
            else { return korean(year: first, from: start + 4) }
            return dated(first, month, day)
        case 8: return dated(first / 10_000, first / 100 % 100, first % 100)
        case 10, 13:
            guard offset == bytes.count else { return nil }
            return Self.date(ofUnixSeconds: offset == 13 ? first / 1000 : first)
        case 14:
            guard
                let day = Self.day(first / 10_000_000_000, first / 100_000_000 % 100, first / 1_000_000 % 100)
            else {
                return nil
            }
            return day + "T" + Self.clock(first / 10_000 % 100, first / 100 % 100, first % 100)
        case 1, 2:
            guard let separator = peek,
                separator == UInt8(ascii: ".") || separator == UInt8(ascii: "/")
                    || separator == UInt8(ascii: "-"), advance()
            else { return nil }
            skipBlanks()
            guard let second = digits(upTo: 2), peek == separator, advance() else {
                offset = start
                return nil
            }
            skipBlanks()
            let yearStart = offset
            guard let year = digits(upTo: 4), offset - yearStart == 4 else {
                offset = start
                return nil
            }
            // Dots are written where the day leads; with slashes only numbers over 12 tell.
            let dayFirst = separator == UInt8(ascii: ".") || first > 12
            guard dayFirst || separator != UInt8(ascii: "/") || second > 12 else { return nil }
            return dayFirst ? dated(year, second, first) : dated(year, first, second)
        default: return nil
        }
    }

    /// `2024年5月1日`, `2024년 5월 1일`.
    private mutating func korean(year: Int, from position: Int) -> String? {
        offset = position
        var numbers: [Int] = []
        while offset < bytes.count, numbers.count < 2, offset < position + 40 {
            if bytes[offset].isDigit, let number = digits(upTo: 2) {
                numbers.append(number)
            } else if bytes[offset] >= 0x80 || bytes[offset] == 0x20 {
                offset += 1
            } else {
                return nil
            }
        }
        guard numbers.count == 2, position < bytes.count, bytes[position] >= 0x80 else { return nil }
        return Self.day(year, numbers[0], numbers[1])
    }

    /// The day, and the time where one follows.
    private mutating func dated(_ year: Int, _ month: Int, _ day: Int) -> String? {
        guard let date = Self.day(year, month, day) else { return nil }
        return time().map { date + "T" + $0 } ?? date
    }

    /// The time of day at the cursor, with its offset, after `T`, a comma, dashes or spaces.
    private mutating func time() -> String? {
        while let byte = peek,
            byte.isHTMLSpace || byte | 0x20 == UInt8(ascii: "t") || byte == UInt8(ascii: ",")
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "|")
        {
            offset += 1
        }
        if starts("at ") { offset += 3 }
        guard let read = digits(upTo: 2), peek == UInt8(ascii: ":"), advance(), let minute = digits(upTo: 2)
        else {
            return nil
        }
        var hour = read
        var second = 0
        if peek == UInt8(ascii: ":") {
            offset += 1
            second = digits(upTo: 2) ?? 0
            if peek == UInt8(ascii: ".") || peek == UInt8(ascii: ",") {
                offset += 1
                _ = digits(upTo: 9)
            }
        }
        skipBlanks()
        if starts("am") || starts("a.m") { if hour == 12 { hour = 0 } }
        if starts("pm") || starts("p.m") { if hour < 12 { hour += 12 } }
        guard hour < 24, minute < 60, second < 61 else { return nil }
        return Self.clock(hour, minute, second) + zone()
    }

    private mutating func zone() -> String {
        if starts("z") || starts("gmt") || starts("utc") {
            let isLetter = starts("z")
            offset += isLetter ? 1 : 3
            if peek != UInt8(ascii: "+"), peek != UInt8(ascii: "-") { return "Z" }
        }
        guard let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return "" }
        offset += 1
        guard let hours = digits(upTo: 2) else { return "" }
        if peek == UInt8(ascii: ":") { offset += 1 }
        let minutes = digits(upTo: 2) ?? 0
        guard hours < 15, minutes < 60 else { return "" }
        return (sign == UInt8(ascii: "+") ? "+" : "-") + Self.padded(hours) + ":" + Self.padded(minutes)
    }

    // MARK: Months by name

    /// `May 1, 2024`, `1 May 2024 10:00`, `Wed, 01 May 2024 10:00:00 GMT`, `1. Mai 2024`, `1 de mayo de 2024`.
    private mutating func worded() -> String? {
        offset = 0
        var day: Int?
        var month: Int?
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte.isDigit {
                let start = offset
                guard let number = digits(upTo: 4) else { return nil }
                if offset - start == 4, let month, number > 1900 {
                    return dated(number, month, day ?? 1).flatMap { day == nil ? nil : $0 }
                }
                if offset - start <= 2, day == nil { day = number } else if offset - start > 2 { return nil }
            } else if byte.isLetter || byte >= 0x80 {
                let start = offset
                while offset < bytes.count, bytes[offset].isLetter || bytes[offset] >= 0x80 { offset += 1 }
                if month == nil { month = Self.month(bytes[start..<offset]) }
            } else {
                offset += 1
            }
        }
        return nil
    }

    /// The months of European languages by their first letters; a name is matched when it begins so.
    private static let months: [[String]] = [
        ["jan", "ene", "gen", "янв"], ["feb", "fév", "fev", "фев"], ["mar", "mär", "mrt", "maa", "мар"],
        ["apr", "avr", "abr", "апр"], ["may", "mai", "mag", "mei", "maj", "мая", "май"],
        ["jun", "juin", "giu", "июн"], ["jul", "juil", "lug", "июл"], ["aug", "aoû", "ago", "авг"],
        ["sep", "set", "сен"], ["oct", "okt", "out", "ott", "окт"], ["nov", "ноя"],
        ["dec", "dez", "déc", "dic", "des", "дек"],
    ]

    private static func month(_ word: ArraySlice<UInt8>) -> Int? {
        let name = String(decoding: word, as: UTF8.self).lowercased()
        guard name.utf8.count >= 3 else { return nil }
        // The longest beginning wins: `juin` is not `jun`.
        var best: (month: Int, length: Int)?
        for (index, names) in months.enumerated() {
            for start in names where name.hasPrefix(start) && start.count > best?.length ?? 0 {
                best = (index + 1, start.count)
            }
        }
        return best?.month
    }

    // MARK: Writing

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> String? {
        guard (1800...2200).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        return String(year) + "-" + padded(month) + "-" + padded(day)
    }

    private static func clock(_ hour: Int, _ minute: Int, _ second: Int) -> String {
        padded(hour) + ":" + padded(minute) + ":" + padded(second)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func date(ofUnixSeconds seconds: Int) -> String? {
        let days = seconds / 86400
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let rest = seconds % 86400
        return day(year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1).map {
            $0 + "T" + clock(rest / 3600, rest / 60 % 60, rest % 60) + "Z"
        }
    }

    // MARK: Reading

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Always true, to stand among conditions.
    private mutating func advance() -> Bool {
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte.isHTMLSpace { offset += 1 }
    }

    private mutating func digits(upTo limit: Int) -> Int? {
        let start = offset
        var value = 0
        while offset < bytes.count, offset - start < limit, bytes[offset].isDigit {
            value = value * 10 + Int(bytes[offset] - 0x30)
            offset += 1
        }
        return offset > start ? value : nil
    }

    private func starts(_ word: StaticString) -> Bool {
        guard offset + word.utf8CodeUnitCount <= bytes.count else { return false }
        for position in 0..<word.utf8CodeUnitCount
        where bytes[offset + position].lowercased != word.utf8Start[position] { return false }
        return true
    }
}
