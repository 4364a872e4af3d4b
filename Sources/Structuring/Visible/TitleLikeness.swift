import Extraction

/// Tells how like a text is to one of a page's titles.
struct TitleLikeness: Sendable {
    /// For each word the titles that hold it, a bit each.
    private var titles = HashedBits(minimumCapacity: 64)
    private let count: Int

    /// The titles are folded; the first 32 count.
    init(_ titles: [String]) {
        count = min(titles.count, 32)
        for (position, title) in titles.prefix(32).enumerated() {
            var title = title
            title.withUTF8 { bytes in
                Self.forEachWord(in: bytes) { self.titles[$0] |= 1 << UInt32(position) }
            }
        }
    }

    /// 0 to 1: the share of words that a folded text has in common with the nearest of the titles.
    func likeness(ofWords words: UnsafeBufferPointer<UInt8>) -> Double {
        guard count > 0 else { return 0 }
        var seen = HashedBits(minimumCapacity: 16)
        var shared = [Int](repeating: 0, count: count)
        var total = 0
        Self.forEachWord(in: words) { word in
            guard !seen.contains(word) else { return }
            seen[word] = 1
            total += 1
            var bits = titles[word]
            while bits != 0 {
                shared[bits.trailingZeroBitCount] += 1
                bits &= bits - 1
            }
        }
        return total == 0 ? 0 : Double(shared.max() ?? 0) / Double(total)
    }

    func likeness(ofWords words: String) -> Double {
        var words = words
        return words.withUTF8 { likeness(ofWords: $0) }
    }

    private static func forEachWord(in words: UnsafeBufferPointer<UInt8>, _ body: (WordHash) -> Void) {
        var start = 0
        for place in 0...words.count where place == words.count || words[place] == 0x20 {
            if place > start { body(WordHash(of: UnsafeBufferPointer(rebasing: words[start..<place]))) }
            start = place + 1
        }
    }
}
