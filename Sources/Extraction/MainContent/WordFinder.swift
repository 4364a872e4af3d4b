/// Finds whether any of a few words occurs, in one pass; words in lower case, capitals are matched as small.
struct WordFinder {
    private let words: [StaticString]
    private let starts: [Bool]

    init(_ words: [StaticString]) {
        self.words = words
        var starts = [Bool](repeating: false, count: 256)
        for word in words {
            starts[Int(word.utf8Start[0])] = true
            starts[Int(word.utf8Start[0] & 0xDF)] = true
        }
        self.starts = starts
    }

    static let forumSoftware = WordFinder([
        "discourse", "xenforo", "phpbb", "vbulletin", "simplemachines", "invision", "mybb", "vanilla",
        "flarum", "stackexchange", "nodebb",
    ])

    func finds(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        starts.withUnsafeBufferPointer { starts in
            for index in bytes.indices where starts[Int(bytes[index])] {
                for word in words where word.utf8Start[0] == bytes[index] | 0x20 {
                    let length = word.utf8CodeUnitCount
                    guard index + length <= bytes.count else { continue }
                    var position = 1
                    while position < length, bytes[index + position] | 0x20 == word.utf8Start[position] {
                        position += 1
                    }
                    if position == length { return true }
                }
            }
            return false
        }
    }
}
