/// Finds dates in texts: ISO 8601 and its looser kin, RFC 2822, written months in many languages,
/// numbers with dots, slashes or dashes, and the East Asian year, month, day.
extension DateText {
    /// Bytes of a text that are looked at.
    private static let searchLimit = 400

    /// The first date in `text`. `monthFirst`: 06/07/2025 is the 7th of June.
    init?(_ text: String, monthFirst: Bool = false) {
        let bytes = Array(text.utf8.prefix(Self.searchLimit))
        var start = 0
        while start < bytes.count, bytes[start].isBlank { start += 1 }
        if let date = DateText(iso: Array(bytes[start...])) {
            self = date
            return
        }
        let digits = bytes[start...].prefix { $0.isASCIIDigit }
        let isAllDigits = digits.count + start == bytes.count
        if isAllDigits, digits.count == 10 || digits.count == 13,
            let number = Int64(String(decoding: digits, as: UTF8.self)), let date = DateText(unixTime: number)
        {
            self = date
            return
        }
        var reader = DateTokens(bytes: bytes, monthFirst: monthFirst)
        guard let date = reader.date() else { return nil }
        self = date
    }

    /// `2025-06-30`, then perhaps `T10:00:00.5+02:00` in full or in part; also with slashes or without dashes.
    init?(iso bytes: [UInt8]) {
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy(\.isASCIIDigit) else { return nil }
            return Int(String(decoding: bytes[range], as: UTF8.self))
        }
        guard let year = number(0..<4), bytes.count >= 8 else { return nil }
        let month: Int?
        let day: Int?
        var place: Int
        if bytes[4].isASCIIDigit {
            (month, day, place) = (number(4..<6), number(6..<8), 8)
            guard (1900...2100).contains(year),
                place == bytes.count || bytes[place] | 0x20 == UInt8(ascii: "t") || bytes[place].isBlank
            else { return nil }
        } else {
            let mark = bytes[4]
            guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: ".") else {
                return nil
            }
            let second = (5..<bytes.count).first { !bytes[$0].isASCIIDigit } ?? bytes.count
            guard (6...7).contains(second), second < bytes.count, bytes[second] == mark else { return nil }
            let end = (second + 1..<bytes.count).first { !bytes[$0].isASCIIDigit } ?? bytes.count
            guard (1...2).contains(end - second - 1) else { return nil }
            (month, day, place) = (number(5..<second), number(second + 1..<end), end)
        }
        guard let month, let day else { return nil }
        self.init(year: year, month: month, day: day)
        while place < bytes.count, bytes[place].isBlank { place += 1 }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "t") || bytes[place] == UInt8(ascii: ",")
        {
            place += 1
        }
        readTime(bytes, from: place)
    }

    /// Reads `10:00`, `10:00:00.123`, `10:00 PM` and an offset, where they stand at `start`.
    mutating func readTime(_ bytes: [UInt8], from start: Int) {
        var place = start
        while place < bytes.count, bytes[place].isBlank { place += 1 }
        var parts: [Int] = []
        while parts.count < 3 {
            let digits = bytes[place...].prefix(2).prefix { $0.isASCIIDigit }
            guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)) else { break }
            parts.append(number)
            place += digits.count
            guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else { break }
            place += 1
        }
        guard parts.count >= 2, var hour = parts.first, hour < 25, parts[1] < 60 else { return }
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ",") {
            let end = (place + 1..<bytes.count).first { !bytes[$0].isASCIIDigit } ?? bytes.count
            if end > place + 1 { place = end }
        }
        while place < bytes.count, bytes[place] == 0x20 { place += 1 }
        let rest = String(decoding: bytes[place...].prefix(6), as: UTF8.self).lowercased()
        if rest.hasPrefix("pm") || rest.hasPrefix("p.m") { hour = hour % 12 + 12 }
        if rest.hasPrefix("am") || rest.hasPrefix("a.m") { hour %= 12 }
        secondOfDay = min(
            hour % 24 * 3600 + parts[1] * 60 + (parts.count > 2 ? min(parts[2], 59) : 0), 86_399)
        if rest.hasPrefix("z") || rest.hasPrefix("gmt") || rest.hasPrefix("utc") { offsetMinutes = 0 }
        if let sign = rest.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            let digits = rest.utf8.dropFirst().filter(\.isASCIIDigit)
            guard digits.count >= 2, let value = Int(String(decoding: digits.prefix(4), as: UTF8.self)) else {
                return
            }
            let minutes = digits.count >= 4 ? value / 100 * 60 + value % 100 : value * 60
            guard minutes < 24 * 60 else { return }
            offsetMinutes = sign == UInt8(ascii: "-") ? -minutes : minutes
        }
    }
}

/// Reads a text as numbers and words, and looks for a day, a month and a year side by side.
private struct DateTokens {
    private enum Token {
        case number(Int, digits: Int)
        case month(Int)
        case mark(UInt8)
        case word
    }

    private let bytes: [UInt8]
    private let monthFirst: Bool
    private var tokens: [(token: Token, end: Int)] = []

    init(bytes: [UInt8], monthFirst: Bool) {
        self.bytes = bytes
        self.monthFirst = monthFirst
        scan()
    }

    private mutating func scan() {
        var place = 0
        while place < bytes.count, tokens.count < 80 {
            let byte = bytes[place]
            let start = place
            if byte.isASCIIDigit {
                while place < bytes.count, bytes[place].isASCIIDigit { place += 1 }
                let digits = place - start
                let value = digits <= 8 ? Int(String(decoding: bytes[start..<place], as: UTF8.self)) ?? 0 : 0
                tokens.append((.number(value, digits: digits), place))
                skipOrdinal(&place)
            } else if byte.isASCIILetter || byte >= 0x80 {
                while place < bytes.count, bytes[place].isASCIILetter || bytes[place] >= 0x80 { place += 1 }
                let word = String(decoding: bytes[start..<place], as: UTF8.self)
                if word.hasPrefix("年") || word.hasPrefix("月") || word.hasPrefix("년") || word.hasPrefix("월") {
                    tokens.append((.mark(UInt8(ascii: "/")), place))
                } else if let month = MonthNames.month(Folding.words(word)) {
                    tokens.append((.month(month), place))
                } else if !Self.fillers.contains(Folding.words(word)) {
                    tokens.append((.word, place))
                }
            } else {
                place += 1
                if !byte.isBlank, byte != UInt8(ascii: ",") { tokens.append((.mark(byte), place)) }
            }
        }
    }

    private static let fillers: Set<String> = ["de", "of", "del", "the", "г", "r", "року", "года", ""]

    /// 1st, 2nd, 3rd, 4th.
    private func skipOrdinal(_ place: inout Int) {
        guard place + 1 < bytes.count else { return }
        let suffix = [bytes[place] | 0x20, bytes[place + 1] | 0x20]
        guard ["st", "nd", "rd", "th"].contains(where: { Array($0.utf8) == suffix }),
            place + 2 == bytes.count || !bytes[place + 2].isASCIILetter
        else { return }
        place += 2
    }

    mutating func date() -> DateText? {
        for index in tokens.indices {
            guard let (found, end) = written(at: index) ?? numeric(at: index) else { continue }
            var date = found
            // The time, where one follows within a few signs ("at", a dash, a comma).
            var place = end
            let limit = min(bytes.count, end + 12)
            while place < limit, !bytes[place].isASCIIDigit { place += 1 }
            if place < limit { date.readTime(bytes, from: place) }
            return date
        }
        return nil
    }

    private func number(_ index: Int, digits: ClosedRange<Int> = 1...2) -> Int? {
        guard index < tokens.count, index >= 0, case .number(let value, let count) = tokens[index].token,
            digits.contains(count)
        else { return nil }
        return value
    }

    private func skippingMarks(_ index: Int, in marks: String = "./-") -> Int {
        if index < tokens.count, case .mark(let byte) = tokens[index].token, marks.utf8.contains(byte) {
            return index + 1
        }
        return index
    }

    /// "30 June 2025", "30. Juni 2025", "June 30, 2025", "Jun-30-2025", "2025 June 30".
    private func written(at index: Int) -> (DateText, Int)? {
        if let first = number(index) {
            let monthIndex = skippingMarks(index + 1)
            guard monthIndex < tokens.count, case .month(let month) = tokens[monthIndex].token else {
                return nil
            }
            let yearIndex = skippingMarks(monthIndex + 1)
            guard let year = year(yearIndex), let date = DateText(year: year, month: month, day: first) else {
                return nil
            }
            return (date, tokens[yearIndex].end)
        }
        if case .month(let month) = tokens[index].token {
            let dayIndex = skippingMarks(index + 1)
            guard let day = number(dayIndex) else { return nil }
            let yearIndex = skippingMarks(dayIndex + 1)
            guard let year = number(yearIndex, digits: 4...4),
                let date = DateText(year: year, month: month, day: day)
            else { return nil }
            return (date, tokens[yearIndex].end)
        }
        return nil
    }

    private func year(_ index: Int) -> Int? {
        if let year = number(index, digits: 4...4) { return (1000...2200).contains(year) ? year : nil }
        guard let short = number(index, digits: 2...2) else { return nil }
        return short < 70 ? 2000 + short : 1900 + short
    }

    /// "30.06.2025", "30/06/25", "06/30/2025", "2025/6/30", "2025年6月30日".
    private func numeric(at index: Int) -> (DateText, Int)? {
        guard index + 4 < tokens.count, case .mark(let first) = tokens[index + 1].token,
            case .mark(let second) = tokens[index + 3].token, first == second,
            [UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-")].contains(first)
        else { return nil }
        let end = tokens[index + 4].end
        if let year = number(index, digits: 4...4), let month = number(index + 2), let day = number(index + 4)
        {
            return DateText(year: year, month: month, day: day).map { ($0, end) }
        }
        guard let left = number(index), let right = number(index + 2), let year = year(index + 4) else {
            return nil
        }
        let isMonthFirst = first == UInt8(ascii: ".") ? false : monthFirst
        let preferred =
            isMonthFirst
            ? DateText(year: year, month: left, day: right) : DateText(year: year, month: right, day: left)
        let other =
            isMonthFirst
            ? DateText(year: year, month: right, day: left) : DateText(year: year, month: left, day: right)
        return (preferred ?? other).map { ($0, end) }
    }
}
