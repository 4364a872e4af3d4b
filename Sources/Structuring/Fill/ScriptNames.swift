import Extraction

/// The names that stand before colons in scripts: a quick look whether reading one may be worth it.
struct ScriptNames: Sendable {
    /// By the hash of a name the scripts that have it, a bit each.
    private var scripts = HashedBits(minimumCapacity: 1_024)
    /// Scripts whose names cannot be told without reading them.
    private var unclear: UInt32 = 0

    private let wanted: WantedNames

    private static let nameLimit = 200

    init(_ wanted: WantedNames) { self.wanted = wanted }

    /// A bit for each of the first scripts, and the last one for all others.
    private static func bit(_ script: Int) -> UInt32 { 1 << UInt32(min(script, 31)) }

    /// `key` is a folded name without blanks.
    func mayHave(_ key: String, script: Int) -> Bool {
        (scripts[BackwardHash(of: key).hash] | unclear) & Self.bit(script) != 0
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>, script: Int) {
        let bit = Self.bit(script)
        guard let start = text.baseAddress else { return }
        let base = UnsafeRawPointer(start)
        var place = 0
        while place < text.count {
            guard place + 8 <= text.count else {
                if text[place] == UInt8(ascii: ":") { addName(before: place, in: text, bit) }
                place += 1
                continue
            }
            var colons = EightBytes(base, at: place).matches(UInt8(ascii: ":"))
            while colons != 0 {
                addName(before: place + EightBytes.first(in: colons), in: text, bit)
                colons &= colons - 1
            }
            place += 8
        }
    }

    /// Reads the name from its end, where the colon is.
    private mutating func addName(before colon: Int, in text: UnsafeBufferPointer<UInt8>, _ bit: UInt32) {
        let limit = max(0, colon - Self.nameLimit)
        var end = colon
        while end > limit, text[end - 1].isBlank { end -= 1 }
        guard end > limit else { return }
        var name = BackwardHash()
        var start = end
        switch text[end - 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let mark = text[end - 1]
            end -= 1
            // A mark that is escaped ends no name.
            if end > limit, text[end - 1] == UInt8(ascii: "\\") { return }
            guard mayBeWanted(text, end: end) else { return }
            start = end
            while start > limit, text[start - 1] != mark {
                start -= 1
                name.add(text[start])
            }
            guard start > limit else { return }
        // A comment, or text that is escaped as markup.
        case UInt8(ascii: "/"), UInt8(ascii: ";"):
            unclear |= bit
            return
        default:
            if end - limit >= 2, !wanted.mayEnd(in: text[end - 2], text[end - 1]) { return }
            while start > limit, Self.isNamePart(text[start - 1]) {
                start -= 1
                name.add(text[start])
            }
        }
        if name.hasEscapes { unclear |= bit }
        var key = name.hash
        if !name.isASCII {
            let text = UnsafeBufferPointer(rebasing: text[start..<end])
            key = BackwardHash(of: Folding.words(text)).hash
        }
        let known = scripts[key]
        if known & bit == 0 { scripts[key] = known | bit }
    }

    /// Whether a name in quotation marks that ends there may be wanted.
    private func mayBeWanted(_ text: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        guard end >= 8, let start = text.baseAddress, !wanted.mayEnd(in: text[end - 2], text[end - 1]) else {
            return true
        }
        // The last letters may be those of an escape (`\u0065`).
        return EightBytes(UnsafeRawPointer(start), at: end - 8).matches(UInt8(ascii: "\\")) != 0
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
