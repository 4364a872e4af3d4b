/// Reads lengths of time: ISO 8601 ("PT1H30M"), words ("1 hr 20 mins", "1 Std. 30 Min"), clocks ("1:30").
enum DurationText {
    /// Seconds; nil when the text says none. A bare number is not a duration.
    static func seconds(_ text: String) -> Double? {
        let bytes = Array(text.utf8.prefix(200))
        return iso(bytes) ?? words(bytes) ?? clock(bytes)
    }

    static func isISO(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count <= 200 && iso(bytes, isStrict: true) != nil
    }

    private static func iso(_ bytes: [UInt8], isStrict: Bool = false) -> Double? {
        var place = 0
        while !isStrict, place < bytes.count, bytes[place].isBlank { place += 1 }
        guard place < bytes.count,
            isStrict ? bytes[place] == UInt8(ascii: "P") : bytes[place] | 0x20 == UInt8(ascii: "p")
        else { return nil }
        place += 1
        var seconds = 0.0
        var parts = 0
        var isTime = false
        while place < bytes.count {
            if bytes[place] | 0x20 == UInt8(ascii: "t") {
                guard !isTime, place + 1 < bytes.count else { return nil }
                isTime = true
                place += 1
                continue
            }
            let start = place
            while place < bytes.count, bytes[place].isASCIIDigit || bytes[place] == UInt8(ascii: ".") {
                place += 1
            }
            guard place > start, place < bytes.count else { return !isStrict && parts > 0 ? seconds : nil }
            guard let number = Double(String(decoding: bytes[start..<place], as: UTF8.self)) else {
                return nil
            }
            let unit: Double
            switch (bytes[place] | 0x20, isTime) {
            case (UInt8(ascii: "y"), false): unit = 31_536_000
            case (UInt8(ascii: "m"), false): unit = 2_592_000
            case (UInt8(ascii: "w"), false): unit = 604_800
            case (UInt8(ascii: "d"), false): unit = 86_400
            case (UInt8(ascii: "h"), true): unit = 3_600
            case (UInt8(ascii: "m"), true): unit = 60
            case (UInt8(ascii: "s"), true): unit = 1
            default: return nil
            }
            seconds += number * unit
            parts += 1
            place += 1
        }
        return parts > 0 ? seconds : nil
    }

    /// Units by the first letters of their names in several languages.
    private static let units: [(prefix: String, seconds: Double)] = [
        ("sec", 1), ("sek", 1), ("min", 60), ("мин", 60), ("хв", 60), ("分", 60), ("분", 60), ("phút", 60),
        ("dak", 60),
        ("perc", 60), ("hour", 3_600), ("hr", 3_600), ("heure", 3_600), ("hora", 3_600), ("stund", 3_600),
        ("std", 3_600), ("uur", 3_600), ("uren", 3_600), ("ore", 3_600), ("ora", 3_600), ("godz", 3_600),
        ("tim", 3_600), ("hod", 3_600), ("saat", 3_600), ("час", 3_600), ("год", 3_600), ("ч", 3_600),
        ("时", 3_600), ("小时", 3_600), ("時間", 3_600), ("시간", 3_600), ("day", 86_400), ("tag", 86_400),
        ("jour", 86_400), ("día", 86_400), ("dia", 86_400), ("dag", 86_400), ("giorn", 86_400),
        ("dni", 86_400),
        ("week", 604_800),
    ]

    private static func words(_ bytes: [UInt8]) -> Double? {
        var seconds = 0.0
        var found = false
        var place = 0
        while place < bytes.count {
            guard bytes[place].isASCIIDigit else {
                place += 1
                continue
            }
            let start = place
            while place < bytes.count, bytes[place].isASCIIDigit || bytes[place] == UInt8(ascii: ".") {
                place += 1
            }
            let number = Double(String(decoding: bytes[start..<place], as: UTF8.self)) ?? 0
            while place < bytes.count, bytes[place].isBlank || bytes[place] == UInt8(ascii: "-") {
                place += 1
            }
            let rest = String(decoding: bytes[place...].prefix(24), as: UTF8.self).lowercased()
            if let unit = units.first(where: { rest.hasPrefix($0.prefix) }) {
                seconds += number * unit.seconds
                found = true
            } else if let letter = rest.utf8.first,
                rest.utf8.dropFirst().first.map({ !$0.isASCIILetter }) ?? true
            {
                let unit = ["h": 3_600.0, "u": 3_600, "m": 60, "d": 86_400, "s": 1][
                    String(Unicode.Scalar(letter))]
                guard let unit else { continue }
                seconds += number * unit
                found = true
            }
        }
        return found ? seconds : nil
    }

    /// `1:30` is an hour and a half, `1:30:00` too.
    private static func clock(_ bytes: [UInt8]) -> Double? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) })
        else { return nil }
        let numbers = parts.compactMap { Double(String(decoding: $0, as: UTF8.self)) }
        return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }
}
