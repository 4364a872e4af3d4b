import Extraction

/// The names that stand before colons in scripts: a quick look whether reading one may be worth it.
struct ScriptNames: Sendable {
    /// By the hash of a name the scripts that have it, a bit each.
    private var scripts = HashedBits(minimumCapacity: 1_024)
    /// Scripts whose names cannot be told without reading them.
    private var unclear: UInt32 = 0

    private static let nameLimit = 200

    /// A bit for each of the first scripts, and the last one for all others.
    private static func bit(_ script: Int) -> UInt32 { 1 << UInt32(min(script, 31)) }

    /// `key` is what `Folding.keyHash` makes of a name.
    func mayHave(_ key: WordHash, script: Int) -> Bool {
        (scripts[key] | unclear) & Self.bit(script) != 0
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>, script: Int) {
        let bit = Self.bit(script)
        for colon in text.indices where text[colon] == UInt8(ascii: ":") {
            let limit = max(0, colon - Self.nameLimit)
            var end = colon
            while end > limit, text[end - 1].isBlank { end -= 1 }
            guard end > limit else { continue }
            let start: Int
            switch text[end - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let mark = text[end - 1]
                end -= 1
                // A mark that is escaped ends no name.
                if end > limit, text[end - 1] == UInt8(ascii: "\\") { continue }
                guard let opening = text[limit..<end].lastIndex(of: mark) else { continue }
                start = opening + 1
            // A comment, or text that is escaped as markup.
            case UInt8(ascii: "/"), UInt8(ascii: ";"):
                unclear |= bit
                continue
            default:
                var place = end
                while place > limit, Self.isNamePart(text[place - 1]) { place -= 1 }
                start = place
            }
            let name = UnsafeBufferPointer(rebasing: text[start..<end])
            if name.contains(UInt8(ascii: "\\")) { unclear |= bit }
            let key = Folding.keyHash(name)
            if !key.isEmpty { scripts[key] |= bit }
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
