import Extraction

/// Where the words of a text stand: tells whether a run of words is in it without reading all of it again.
///
/// Made in one pass. A look-up reads the places of the run's rarest word, each in constant time.
struct WordIndex {
    /// The places of words by the low bits of their hashes: `places[starts[bits]..<starts[bits + 1]]`.
    private var places: [Int32]
    private var starts: [Int32]
    private let mask: UInt64
    /// Of all words up to each place one hash, so that two of them give that of the words between.
    private var sums: [UInt64]

    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// `words` are folded, with one space between two.
    init(_ words: String) {
        let hashes = Self.hashes(of: words)
        var size = 16
        while size < hashes.count { size *= 2 }
        mask = UInt64(size - 1)
        sums = [0]
        sums.reserveCapacity(hashes.count + 1)
        starts = [Int32](repeating: 0, count: size + 1)
        for hash in hashes {
            sums.append(sums[sums.count - 1] &* Self.factor &+ hash)
            starts[Int(hash & mask) + 1] += 1
        }
        for bits in 0..<size { starts[bits + 1] += starts[bits] }
        places = [Int32](repeating: 0, count: hashes.count)
        var ends = starts
        for (place, hash) in hashes.enumerated() {
            let bits = Int(hash & mask)
            places[Int(ends[bits])] = Int32(place)
            ends[bits] += 1
        }
    }

    /// True when the words stand side by side in the text, or are none.
    func contains(_ words: String) -> Bool {
        let hashes = Self.hashes(of: words)
        guard let rarest = hashes.indices.min(by: { count(of: hashes[$0]) < count(of: hashes[$1]) }) else {
            return true
        }
        var sum: UInt64 = 0
        var power: UInt64 = 1
        for hash in hashes {
            sum = sum &* Self.factor &+ hash
            power = power &* Self.factor
        }
        let bits = Int(hashes[rarest] & mask)
        return places[Int(starts[bits])..<Int(starts[bits + 1])].contains { place in
            let start = Int(place) - rarest
            let end = start + hashes.count
            return start >= 0 && end < sums.count && sums[end] &- sums[start] &* power == sum
        }
    }

    /// How many words look like this one at most.
    private func count(of hash: UInt64) -> Int32 {
        let bits = Int(hash & mask)
        return starts[bits + 1] - starts[bits]
    }

    private static func hashes(of words: String) -> [UInt64] {
        var words = words
        return words.withUTF8 { text in
            var hashes: [UInt64] = []
            var start = 0
            while start < text.count {
                let end = text[start...].firstIndex(of: 0x20) ?? text.count
                if end > start {
                    hashes.append(WordHash(of: UnsafeBufferPointer(rebasing: text[start..<end])).value)
                }
                start = end + 1
            }
            return hashes
        }
    }
}
