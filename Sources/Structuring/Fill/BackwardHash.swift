import Extraction

/// A hash of the letters and digits of a name without regard to case, made from its end.
struct BackwardHash {
    private var value: UInt64 = 0
    private(set) var isASCII = true
    private(set) var hasEscapes = false

    init() {}

    init(of text: String) {
        for byte in text.utf8.reversed() { add(byte, isFolded: true) }
    }

    var hash: WordHash { WordHash(seed: value ^ value >> 32) }

    mutating func add(_ byte: UInt8) { add(byte, isFolded: false) }

    @inline(__always)
    private mutating func add(_ byte: UInt8, isFolded: Bool) {
        let letter = byte | (byte & 0x40) >> 1
        if byte.isASCIILetter || byte.isASCIIDigit {
            value = (value ^ UInt64(letter) ^ 0x100) &* 0x9E37_79B9_7F4A_7C15
        } else if byte >= 0x80 {
            if isFolded { value = (value ^ UInt64(byte) ^ 0x100) &* 0x9E37_79B9_7F4A_7C15 }
            isASCII = false
        } else if byte == UInt8(ascii: "\\") {
            hasEscapes = true
        }
    }
}
