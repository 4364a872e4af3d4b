/// A date put together from the parts of a value class pattern: the first day, time and zone that are there.
struct MicroformatDate {
    /// The day alone, as `2012-06-25` or `2012-177`; nil where the parts tell none.
    private(set) var day: String?
    private var time: String?
    private var zone: String?
    /// A part that holds day and time as it was written.
    private var whole: String?

    /// Nil when the parts hold neither a day nor a time.
    init?(_ parts: [String], day known: String?) {
        for part in parts {
            let text = part.squashed
            if day == nil, let length = Self.dayLength(text) {
                let rest = text.dropFirst(length).drop { $0 == " " || $0 == "T" || $0 == "t" }
                // A part that has all counts only when it comes first.
                if !rest.isEmpty, time != nil { continue }
                day = String(text.prefix(length))
                guard !rest.isEmpty else { continue }
                take(time: rest)
                whole = parts.count == 1 ? text : nil
            } else if time == nil, text.first?.isNumber == true, Self.dayLength(text) == nil {
                take(time: text[...])
            } else if zone == nil, Self.isZone(text[...]) {
                zone = text
            }
        }
        guard day != nil || time != nil else { return nil }
        if day == nil { dayText = known } else { dayText = day }
    }

    private var dayText: String?

    var text: String {
        if let whole { return whole }
        guard let time else { return dayText ?? "" }
        let clock = time + (zone ?? "")
        return dayText.map { "\($0) \(clock)" } ?? clock
    }

    private mutating func take(time text: Substring) {
        var rest = text
        if let start = rest.dropFirst().firstIndex(where: { "Zz+-".contains($0) }),
            Self.isZone(rest[start...])
        {
            zone = rest[start...].uppercased()
            rest = rest[..<start]
        }
        let letters = rest.lowercased().filter { $0.isLetter }
        let digits = rest.prefix { $0.isNumber || $0 == ":" }.split(separator: ":")
        guard let first = digits.first, var hour = Int(first), hour < 25, digits.count <= 3 else { return }
        if letters.hasPrefix("p"), hour < 12 { hour += 12 }
        if letters.hasPrefix("a"), hour == 12 { hour = 0 }
        guard !letters.isEmpty || digits.count > 1 else { return }
        let hourText = hour < 10 ? "0\(hour)" : "\(hour)"
        let others = digits.dropFirst().map(String.init)
        time = ([hourText] + (others.isEmpty ? ["00"] : others)).joined(separator: ":")
    }

    /// How long the day at the start is; nil when there is none.
    private static func dayLength(_ text: String) -> Int? {
        for (length, dashes) in [(10, [4, 7]), (8, [4])] {
            let start = text.utf8.prefix(length)
            guard start.count == length,
                start.enumerated().allSatisfy({
                    dashes.contains($0.offset)
                        ? $0.element == UInt8(ascii: "-") : $0.element.isASCIIDigit
                }),
                text.utf8.dropFirst(length).first?.isASCIIDigit != true
            else { continue }
            return length
        }
        return nil
    }

    private static func isZone(_ text: Substring) -> Bool {
        if text == "Z" || text == "z" { return true }
        guard text.first == "+" || text.first == "-" else { return false }
        let digits = text.dropFirst()
        return (1...5).contains(digits.count) && digits.allSatisfy { $0.isNumber || $0 == ":" }
    }
}
