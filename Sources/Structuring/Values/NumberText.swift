/// The first number that a text holds, as people write it: "£1,299.00", "1.299,00 €", "1 299,-", "½".
struct NumberText: Equatable {
    /// Digits with `.` as the decimal point and no grouping: `1299.00`.
    let text: String
    let value: Double
    /// Scalars of the text before and after the number.
    let range: Range<Int>

    /// Bytes of a text that are looked at.
    private static let searchLimit = 2_000

    /// `isMoney`: a single dot before three digits groups thousands (1.299 € is not 1.30 €).
    init?(_ source: String, isMoney: Bool = false) {
        let bytes = Self.simplified(source)
        guard let start = bytes.firstIndex(where: { $0.isASCIIDigit || Self.fraction($0) != nil }) else {
            return nil
        }
        self.init(bytes, at: start, isMoney: isMoney)
    }

    /// The number whose first digit is at `start`.
    init?(_ bytes: [UInt8], at start: Int, isMoney: Bool) {
        var groups: [Range<Int>] = []
        var separators: [UInt8] = []
        var end = start
        while end < bytes.count {
            let digits = end
            while end < bytes.count, bytes[end].isASCIIDigit { end += 1 }
            if end > digits { groups.append(digits..<end) }
            guard end > digits, end + 1 < bytes.count, bytes[end + 1].isASCIIDigit,
                Self.isSeparator(bytes, at: end, group: digits..<end, isFirst: groups.count == 1)
            else { break }
            separators.append(bytes[end])
            end += 1
        }
        guard groups.count == separators.count + 1 || groups.isEmpty else { return nil }
        let point = Self.decimalPoint(in: bytes, groups: groups, separators: separators, isMoney: isMoney)
        var text = ""
        for (position, group) in groups.enumerated() {
            if position > 0, position - 1 == point { text += "." }
            text += String(decoding: bytes[group], as: UTF8.self)
        }
        if text.isEmpty { text = "0" }
        guard text.utf8.count <= 40, var value = Double(text) else { return nil }
        if end < bytes.count, bytes[end] == 0x20, end + 1 < bytes.count, Self.fraction(bytes[end + 1]) != nil
        {
            end += 1
        }
        if end < bytes.count, let fraction = Self.fraction(bytes[end]) {
            value += fraction
            text = String(value)
            end += 1
        }
        if Self.isNegative(bytes, before: start) {
            value = -value
            text = "-" + text
        }
        self.text = text
        self.value = value
        range = start..<end
    }

    /// Which separator is the decimal point; nil when all of them group.
    private static func decimalPoint(
        in bytes: [UInt8], groups: [Range<Int>], separators: [UInt8], isMoney: Bool
    ) -> Int? {
        guard let last = separators.last, last == dot || last == comma else { return nil }
        let lastIndex = separators.count - 1
        if separators.dropLast().contains(last) { return nil }
        if separators.count > 1 { return lastIndex }
        let first = groups[0]
        if groups[1].count != 3 { return 0 }
        if first.count > 3 || (first.count == 1 && bytes[first.lowerBound] == UInt8(ascii: "0")) { return 0 }
        return last == comma || isMoney ? nil : 0
    }

    private static let dot = UInt8(ascii: ".")
    private static let comma = UInt8(ascii: ",")

    /// True when the byte at `place` stands between two parts of one number. Another digit follows it.
    private static func isSeparator(_ bytes: [UInt8], at place: Int, group: Range<Int>, isFirst: Bool) -> Bool
    {
        switch bytes[place] {
        case dot, comma: return true
        case UInt8(ascii: "'"), 0x20:
            guard isFirst ? group.count <= 3 : group.count == 3 else { return false }
            let rest = bytes[(place + 1)...].prefix(4)
            return rest.prefix(3).count == 3 && rest.prefix(3).allSatisfy(\.isASCIIDigit)
                && (rest.count == 3 || rest.last?.isASCIIDigit == false)
        default: return false
        }
    }

    private static func isNegative(_ bytes: [UInt8], before start: Int) -> Bool {
        var place = start - 1
        // A currency sign may stand between the minus and the digits.
        while place >= 0, bytes[place] == other || bytes[place] == UInt8(ascii: "$") { place -= 1 }
        guard place >= 0, bytes[place] == UInt8(ascii: "-") else { return false }
        return place == 0 || bytes[place - 1] == 0x20 || bytes[place - 1] == UInt8(ascii: "(")
            || bytes[place - 1] == UInt8(ascii: ":")
    }

    // MARK: Simplified text

    private static let other: UInt8 = 0x80

    /// One byte a scalar: digits of other scripts as ASCII, blanks as a space, vulgar fractions above 0x80.
    static func simplified(_ source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(source.utf8.count, searchLimit))
        for scalar in source.unicodeScalars {
            if bytes.count >= searchLimit { break }
            switch scalar.value {
            case 0x09...0x0D: bytes.append(0x20)
            case ..<0x80: bytes.append(UInt8(scalar.value))
            case 0xA0, 0x2007, 0x2009, 0x202F: bytes.append(0x20)
            case 0x2019: bytes.append(UInt8(ascii: "'"))
            case 0x2212, 0x2013, 0x2014: bytes.append(UInt8(ascii: "-"))
            case 0x0660...0x0669: bytes.append(UInt8(0x30 + scalar.value - 0x0660))
            case 0x06F0...0x06F9: bytes.append(UInt8(0x30 + scalar.value - 0x06F0))
            case 0x0966...0x096F: bytes.append(UInt8(0x30 + scalar.value - 0x0966))
            case 0xFF10...0xFF19: bytes.append(UInt8(0x30 + scalar.value - 0xFF10))
            case 0x066B: bytes.append(dot)
            case 0x066C: bytes.append(comma)
            default:
                let position = fractions.firstIndex { $0.scalar == scalar.value }
                bytes.append(position.map { 0x81 + UInt8($0) } ?? other)
            }
        }
        return bytes
    }

    private static let fractions: [(scalar: UInt32, value: Double)] = [
        (0xBC, 0.25), (0xBD, 0.5), (0xBE, 0.75), (0x2153, 1.0 / 3), (0x2154, 2.0 / 3), (0x215B, 0.125),
        (0x215C, 0.375), (0x215D, 0.625), (0x215E, 0.875),
    ]

    private static func fraction(_ byte: UInt8) -> Double? {
        byte > other && Int(byte - other) <= fractions.count ? fractions[Int(byte - other) - 1].value : nil
    }
}
