import Batches

/// Makes item ids out of what the rows hold anyway, so that no id is stored and no index over random
/// ids has to be kept: a version 4 looking UUID whose 122 free bits are the batch's number, the item's
/// position and a run number, scrambled with the database's own secret.
///
/// Not meant to hide anything: the scrambling keeps neighbours from looking alike.
package struct ItemIDCodec: Sendable {
    /// What an id stands for. Run 0 is the item itself, run n the job of its nth try since submission or retry.
    package struct Content: Equatable {
        package var batch: Int64
        package var position: Int
        package var run: Int
    }

    private let secret: UInt64
    private static let high = Scrambler(bits: 60)
    private static let low = Scrambler(bits: 62)

    package init(secret: Int64) { self.secret = UInt64(bitPattern: secret) }

    package func id(_ content: Content) -> String {
        let batch = Self.high.scramble(UInt64(content.batch) & Self.high.mask, with: secret)
        let packed = UInt64(content.run) << 32 | UInt64(UInt32(truncatingIfNeeded: content.position))
        let inBatch = Self.low.scramble(packed & Self.low.mask, with: secret ^ batch)
        // The version sits in bits 12-15 of the first half, the variant on top of the second.
        let first = (batch & ~0xFFF) << 4 | 0x4000 | batch & 0xFFF
        return Self.text(first, inBatch | 1 << 63)
    }

    /// Nil when `text` is no id that this codec makes; an id of another database gives some other content.
    package func content(of text: String) -> Content? {
        guard let (first, second) = Self.halves(of: text), first >> 12 & 0xF == 4, second >> 62 == 2 else {
            return nil
        }
        let scrambled = first >> 4 & ~0xFFF | first & 0xFFF
        let packed = Self.low.unscramble(second & Self.low.mask, with: secret ^ scrambled)
        return Content(
            batch: Int64(Self.high.unscramble(scrambled, with: secret)), position: Int(packed & 0xFFFF_FFFF),
            run: Int(packed >> 32))
    }

    private static func text(_ first: UInt64, _ second: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { bytes in
            var digit = 0
            for position in 0..<36 {
                if position == 8 || position == 13 || position == 18 || position == 23 {
                    bytes[position] = UInt8(ascii: "-")
                    continue
                }
                let half = digit < 16 ? first : second
                let value = UInt8(half >> UInt64(60 - 4 * (digit % 16)) & 0xF)
                bytes[position] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
                digit += 1
            }
            return 36
        }
    }

    private static func halves(of text: String) -> (UInt64, UInt64)? {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var digits = 0
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "-"): continue
            default: return nil
            }
            if digits < 16 {
                first = first << 4 | UInt64(value)
            } else {
                second = second << 4 | UInt64(value)
            }
            digits += 1
        }
        return digits == 32 ? (first, second) : nil
    }
}

/// A keyed bijection on numbers of `bits` bits (even).
private struct Scrambler {
    let bits: UInt64
    var mask: UInt64 { 1 << bits - 1 }
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// `factor * inverse` is 1 modulo 2^64, so modulo any smaller power too.
    private static let inverse: UInt64 = 0xF1DE_83E1_9937_733D

    func scramble(_ value: UInt64, with key: UInt64) -> UInt64 {
        var value = value
        for round in [key, key &* Self.factor] {
            value = (value ^ round & mask) &* Self.factor & mask
            value ^= value >> (bits / 2)
        }
        return value
    }

    func unscramble(_ value: UInt64, with key: UInt64) -> UInt64 {
        var value = value
        for round in [key &* Self.factor, key] {
            value ^= value >> (bits / 2)
            value = (value &* Self.inverse & mask) ^ round & mask
        }
        return value
    }
}
