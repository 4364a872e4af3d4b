/// Finds whether any of a few words occurs, in one pass; words in lower case, capitals are matched as small.
struct WordFinder {
    private let words: [StaticString]
    /// The words that begin with two letters, a bit each, by the low five bits of both letters.
    private let starts: [UInt32]

    /// At most 32 words of at least two letters.
    init(_ words: [StaticString]) {
        self.words = words
        var starts = [UInt32](repeating: 0, count: 1 << 10)
        for (bit, word) in words.enumerated() {
            starts[Self.key(word.utf8Start[0], word.utf8Start[1])] |= 1 << UInt32(bit)
        }
        self.starts = starts
    }

    @inline(__always)
    private static func key(_ first: UInt8, _ second: UInt8) -> Int {
        Int(first & 31) << 5 | Int(second & 31)
    }

    static let forumSoftware = WordFinder([
        "discourse", "xenforo", "phpbb", "vbulletin", "simplemachines", "invision", "mybb", "vanilla",
        "flarum", "stackexchange", "nodebb",
    ])

    func finds(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count > 1 else { return false }
        return starts.withUnsafeBufferPointer { starts in
            for index in 0..<bytes.count - 1 {
                let found = starts[Self.key(bytes[index], bytes[index + 1])]
                if found != 0, isWord(found, at: index, in: bytes) { return true }
            }
            return false
        }
    }

    /// Whether one of the words of these bits stands at `index`.
    private func isWord(_ bits: UInt32, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for (bit, word) in words.enumerated() where bits >> UInt32(bit) & 1 != 0 {
            let length = word.utf8CodeUnitCount
            guard index + length <= bytes.count else { continue }
            var position = 0
            while position < length, bytes[index + position] | 0x20 == word.utf8Start[position] {
                position += 1
            }
            if position == length { return true }
        }
        return false
    }
}
