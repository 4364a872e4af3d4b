/// What folding makes of a character beyond ASCII.
enum FoldedScalar: Sendable {
    /// Of a word: in lower case, Latin letters without their marks.
    case letters(String)
    /// Parts words.
    case sign
    /// Stands on the letter before and is left out.
    case mark

    init(_ scalar: Unicode.Scalar) {
        if let base = Self.base(of: scalar) {
            self = .letters(base)
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
            self = .letters(scalar.properties.lowercaseMapping)
        } else {
            self = scalar.properties.generalCategory == .nonspacingMark ? .mark : .sign
        }
    }

    /// Of U+0080 to U+07FF: looking up their properties is slow, and texts in many languages are full of them.
    static let table: [FoldedScalar] = (0x80..<0x800).map { value in
        Unicode.Scalar(UInt32(value)).map { FoldedScalar($0) } ?? .sign
    }

    /// What most scalars beyond U+07FF are, told without their properties.
    enum Kind: UInt8 { case letter, sign, mark, other }

    /// `other` where the properties have to be asked. A letter stays as it is.
    static func kind(of scalar: UInt32) -> Kind {
        switch scalar {
        // Ideographs and Hangul syllables.
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: .letter
        case 0x800..<0x3400: kinds[Int(scalar) - 0x800]
        default: .other
        }
    }

    private static let kinds: [Kind] = (0x800..<0x3400).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return .sign }
        switch FoldedScalar(scalar) {
        case .letters(let letters):
            return letters.unicodeScalars.elementsEqual(CollectionOfOne(scalar)) ? .letter : .other
        case .sign: return .sign
        case .mark: return .mark
        }
    }

    /// The plain letters for a Latin letter with marks, and the Greek vowel for one with an accent.
    private static func base(of scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0xC0...0xC5, 0xE0...0xE5, 0x100...0x105: "a"
        case 0xC6, 0xE6: "ae"
        case 0xC7, 0xE7, 0x106...0x10D: "c"
        case 0x10E...0x111, 0xD0, 0xF0: "d"
        case 0xC8...0xCB, 0xE8...0xEB, 0x112...0x11B: "e"
        case 0x11C...0x123: "g"
        case 0xCC...0xCF, 0xEC...0xEF, 0x128...0x131: "i"
        case 0x139...0x142: "l"
        case 0xD1, 0xF1, 0x143...0x148: "n"
        case 0xD2...0xD6, 0xD8, 0xF2...0xF6, 0xF8, 0x14C...0x151: "o"
        case 0x152, 0x153: "oe"
        case 0x154...0x159: "r"
        case 0x15A...0x161, 0x218, 0x219: "s"
        case 0xDF: "ss"
        case 0x162...0x167, 0x21A, 0x21B: "t"
        case 0xD9...0xDC, 0xF9...0xFC, 0x168...0x173: "u"
        case 0xDD, 0xFD, 0xFF, 0x178: "y"
        case 0x179...0x17E: "z"
        case 0x386, 0x3AC: "α"
        case 0x388, 0x3AD: "ε"
        case 0x389, 0x3AE: "η"
        case 0x38A, 0x3AF, 0x3CA: "ι"
        case 0x38C, 0x3CC: "ο"
        case 0x38E, 0x3CD, 0x3CB: "υ"
        case 0x38F, 0x3CE: "ω"
        default: nil
        }
    }
}
