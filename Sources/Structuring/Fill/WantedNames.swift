/// The names that fields go by in scripts and attributes. Nearly all others are told by their last two letters.
struct WantedNames: Sendable {
    /// A bit for each pair of letters in which a wanted name ends, of each letter the low six bits.
    private var endings = [UInt64](repeating: 0, count: 64)

    /// `keys` are folded names without blanks.
    init(_ keys: [String]) {
        for key in keys {
            var last = key.utf8.reversed().makeIterator()
            guard let second = last.next() else { continue }
            if let first = last.next() {
                endings[Int(first & 63)] |= 1 << UInt64(second & 63)
            } else {
                for first in endings.indices { endings[first] |= 1 << UInt64(second & 63) }
            }
        }
    }

    /// False for a name that is surely none of those wanted, however it is written.
    @inline(__always)
    func mayHold(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 2 else { return true }
        return mayEnd(in: name[name.count - 2], name[name.count - 1])
    }

    /// The same of a name that ends in these two bytes.
    @inline(__always)
    func mayEnd(in first: UInt8, _ second: UInt8) -> Bool {
        guard first.isASCIILetter || first.isASCIIDigit, second.isASCIILetter || second.isASCIIDigit else {
            return true
        }
        return endings[Int(Self.folded(first) & 63)] >> UInt64(Self.folded(second) & 63) & 1 != 0
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 { byte | (byte & 0x40) >> 1 }
}
