/// What a character is to the rules for emphasis (CommonMark, "left-flanking delimiter run").
///
/// Symbols are punctuation in newer versions of CommonMark and not in older ones; they have a case of their
/// own, so that the writer can be right in both.
enum CharacterClass {
    case space
    case punctuation
    case symbol
    case other

    /// The class of the first character of `bytes`; a space for none.
    init(startOf bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first else {
            self = .space
            return
        }
        if first < 0x80 {
            self.init(ascii: first)
        } else {
            var iterator = bytes.prefix(4).makeIterator()
            var decoder = UTF8()
            self =
                if case .scalarValue(let scalar) = decoder.decode(&iterator) { Self(scalar) } else { .other }
        }
    }

    /// The class of the last character of `bytes`; a space for none.
    init(endOf bytes: [UInt8]) {
        guard let last = bytes.last else {
            self = .space
            return
        }
        if last < 0x80 {
            self.init(ascii: last)
            return
        }
        var start = bytes.count - 1
        while start > 0, bytes.count - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        var iterator = bytes[start...].makeIterator()
        var decoder = UTF8()
        self = if case .scalarValue(let scalar) = decoder.decode(&iterator) { Self(scalar) } else { .other }
    }

    private init(ascii byte: UInt8) {
        self = byte <= 0x20 ? .space : byte.isASCIIPunctuation ? .punctuation : .other
    }

    private init(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: self = .space
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            self = .punctuation
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: self = .symbol
        default: self = .other
        }
    }

    /// Whether a run of `*` or `~` between the two opens emphasis under every reading of symbols.
    static func opens(after previous: CharacterClass, before next: CharacterClass) -> Bool {
        switch next {
        case .space: false
        case .other: true
        case .punctuation, .symbol: previous == .space || previous == .punctuation
        }
    }

    /// Whether a run of `*` or `~` between the two closes emphasis under every reading of symbols.
    static func closes(after previous: CharacterClass, before next: CharacterClass) -> Bool {
        opens(after: next, before: previous)
    }
}
