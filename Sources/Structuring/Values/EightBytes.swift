/// Eight neighbouring bytes of a text, looked at together.
struct EightBytes {
    private let word: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The bytes from `place` on; eight of them must be there.
    @inline(__always)
    init(_ text: UnsafeRawPointer, at place: Int) {
        word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// The top bit of each byte that equals `byte`, the first byte the lowest.
    @inline(__always)
    func matches(_ byte: UInt8) -> UInt64 { matches(byte, setting: 0) }

    /// The same of the bytes with the bits of `bits` set.
    @inline(__always)
    func matches(_ byte: UInt8, setting bits: UInt8) -> UInt64 {
        let difference = (word | UInt64(bits) &* Self.ones) ^ UInt64(byte) &* Self.ones
        return ~((difference & ~Self.tops) &+ ~Self.tops | difference) & Self.tops
    }

    /// Whether a byte is below `limit`, which is at most 128.
    @inline(__always)
    func holds(below limit: UInt8) -> Bool {
        (word &- UInt64(limit) &* Self.ones) & ~word & Self.tops != 0
    }

    /// Whether all bytes are spaces.
    @inline(__always)
    var isSpaces: Bool { word == 0x20 &* Self.ones }

    /// Which of the bytes the lowest bit of `matches` stands for.
    @inline(__always)
    static func first(in matches: UInt64) -> Int { matches.trailingZeroBitCount / 8 }
}
