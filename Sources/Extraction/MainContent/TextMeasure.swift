/// Is told the words of a text, one after the other.
protocol WordSink {
    mutating func take(_ word: WordHash)
}

/// What a run of text is made of, counted byte by byte in one go.
///
/// Text comes in pieces (`add`), white space between words is counted as one space, and scripts written
/// without spaces count two characters as a word.
struct TextMeasure {
    /// Characters, runs of white space as one, ideographs and the like twice.
    private(set) var length: Int32 = 0
    private(set) var linkLength: Int32 = 0
    private(set) var words: Int32 = 0
    private(set) var commas: Int32 = 0
    private(set) var sentences: Int32 = 0
    /// Characters of scripts that are written without spaces.
    private(set) var unspaced: Int32 = 0
    private(set) var digits: Int32 = 0
    private(set) var capitals: Int32 = 0
    private(set) var hasPrice = false
    private(set) var hasDate = false
    private(set) var hasBar = false
    /// The number of words before the first colon; 0 without one.
    private(set) var colon: Int32 = 0
    /// The words in order, hashed.
    private(set) var hash = WordHash()

    private var inSpace = true
    private var inWord = false
    private var word = WordHash()
    private var wordDigits = 0
    private var wordNumber = 0
    private var wordLength = 0
    /// Characters since the last digit and the last currency sign.
    private var sinceDigit = 99
    private var sinceCurrency = 99
    /// The last character that is no space ends a sentence.
    private(set) var endsSentence = false

    var halfWords: Int32 { unspaced / 2 }
    /// Words, the unspaced ones by the rule of two characters a word.
    var wordCount: Int32 { words + halfWords }

    init() {}

    /// Of a whole text.
    init(of bytes: UnsafeBufferPointer<UInt8>) {
        var ignored = IgnoredWords()
        add(bytes, isLink: false, to: &ignored)
        finish(to: &ignored)
    }

    private struct IgnoredWords: WordSink {
        mutating func take(_ word: WordHash) {}
    }

    /// Adds the bytes of one text node and tells each finished word to `sink`.
    mutating func add<Sink: WordSink>(
        _ bytes: UnsafeBufferPointer<UInt8>, isLink: Bool, to sink: inout Sink
    ) {
        let before = length
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isLetter {
                index = addLetters(of: bytes, from: index)
            } else if byte < 0x80 {
                index += 1
                addASCII(byte, to: &sink)
            } else {
                var scalar = UInt32(byte)
                var count = 1
                if byte >= 0xF0 {
                    scalar &= 0x07
                    count = 4
                } else if byte >= 0xE0 {
                    scalar &= 0x0F
                    count = 3
                } else {
                    scalar &= 0x1F
                    count = 2
                }
                count = min(count, bytes.count - index)
                for position in 1..<max(count, 1) {
                    scalar = scalar << 6 | UInt32(bytes[index + position] & 0x3F)
                }
                addScalar(scalar, of: UnsafeBufferPointer(rebasing: bytes[index..<index + count]), to: &sink)
                index += count
            }
        }
        if isLink { linkLength += length - before }
    }

    /// Ends the text: the last word is told too.
    mutating func finish<Sink: WordSink>(to sink: inout Sink) {
        endWord(to: &sink)
        if inSpace, length > 0 { length -= 1 }
        linkLength = min(linkLength, length)
        if endsSentence { sentences += 1 }
    }

    /// Adds the ASCII letters from `start` on, at least one, and tells where they end.
    @inline(__always)
    private mutating func addLetters(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        var hash = word
        var large: Int32 = 0
        repeat {
            let byte = bytes[index]
            if byte < 0x60 { large &+= 1 }
            hash.add(byte | 0x20)
            index += 1
        } while index < bytes.count && bytes[index].isLetter
        word = hash
        capitals += large
        wordDigits = 0
        step(over: index - start)
        return index
    }

    /// Adds a byte below 0x80 that is no letter.
    @inline(__always)
    private mutating func addASCII<Sink: WordSink>(_ byte: UInt8, to sink: inout Sink) {
        if byte >= 0x30, byte <= 0x39 {
            digits += 1
            if sinceCurrency <= 1 { hasPrice = true }
            if !inWord {
                wordNumber = 0
                wordDigits = 0
            }
            let isFresh = !inWord || wordDigits > 0
            word.add(byte)
            step(over: 1)
            if isFresh {
                wordDigits += 1
                wordNumber = min(wordNumber * 10 + Int(byte & 15), 100_000)
            }
            sinceDigit = 0
        } else if byte <= 0x20 {
            endWord(to: &sink)
            if !inSpace {
                if endsSentence { sentences += 1 }
                endsSentence = false
                length += 1
                inSpace = true
                sinceDigit += 1
                sinceCurrency += 1
            }
        } else {
            if byte == 0x5F {
                word.add(byte)
                step(over: 1)
                return
            }
            endWord(to: &sink)
            length += 1
            inSpace = false
            switch byte {
            case 0x2C, 0x3B:
                commas += 1
                endsSentence = false
            case 0x2E, 0x21, 0x3F: endsSentence = true
            case 0x22, 0x27, 0x29, 0x5D: break
            case 0x24:
                noteCurrency()
                endsSentence = false
                return
            case 0x3A:
                if colon == 0 { colon = words }
                if sinceDigit == 0 { hasDate = hasDate || wordNumber < 24 }
                endsSentence = false
            case 0x7C:
                hasBar = true
                endsSentence = false
            default: endsSentence = false
            }
            sinceDigit += 1
            sinceCurrency += 1
        }
    }

    private mutating func noteCurrency() {
        if sinceDigit <= 1 { hasPrice = true }
        sinceCurrency = 0
    }

    /// Counts characters of a word.
    @inline(__always)
    private mutating func step(over count: Int) {
        if !inWord {
            inWord = true
            words += 1
            wordLength = 0
        }
        length += Int32(truncatingIfNeeded: count)
        wordLength += count
        inSpace = false
        endsSentence = false
        sinceDigit += count
        sinceCurrency += count
    }

    @inline(__always)
    private mutating func endWord<Sink: WordSink>(to sink: inout Sink) {
        guard inWord else { return }
        inWord = false
        if wordDigits == 4, wordLength == 4, wordNumber >= 1900, wordNumber < 2100 { hasDate = true }
        if word.value == Self.ago { hasDate = true }
        hash.add(word)
        sink.take(word)
        word = WordHash()
    }

    private static let ago: UInt64 = {
        var hash = WordHash()
        for byte in "ago".utf8 { hash.add(byte) }
        return hash.value
    }()

    private mutating func addScalar<Sink: WordSink>(
        _ scalar: UInt32, of bytes: UnsafeBufferPointer<UInt8>, to sink: inout Sink
    ) {
        switch scalar {
        case 0xA0, 0x2000...0x200B, 0x3000, 0x2028, 0x2029, 0xFEFF: addASCII(0x20, to: &sink)
        case 0xA2...0xA5, 0x20A0...0x20CF:
            endWord(to: &sink)
            length += 1
            inSpace = false
            endsSentence = false
            noteCurrency()
        case 0xFF0C, 0x3001, 0x060C, 0x061B, 0xFF1B:
            endWord(to: &sink)
            commas += 1
            length += 2
            inSpace = false
        case 0x3002, 0xFF01, 0xFF1F, 0x061F, 0x0964:
            endWord(to: &sink)
            sentences += 1
            length += 2
            inSpace = false
        case 0xA9, 0x2010...0x206F, 0xA1...0xBF, 0x2190...0x2BFF, 0x3003...0x303F, 0xFE30...0xFE4F,
            0xFF02...0xFF0F:
            endWord(to: &sink)
            length += 1
            inSpace = false
            if scalar == 0xA9 { hasBar = true }
            if scalar == 0x2026 { endsSentence = true }
            if scalar != 0x201D, scalar != 0x2019, scalar != 0xBB, scalar != 0x2026 { endsSentence = false }
        default:
            let isUnspaced = Self.isUnspaced(scalar)
            if isUnspaced { unspaced += 1 }
            length += isUnspaced ? 2 : 1
            if !inWord {
                inWord = true
                words += 1
                wordLength = 0
            }
            wordLength += 1
            for byte in bytes { word.add(byte) }
            inSpace = false
            endsSentence = false
            sinceDigit += 1
            sinceCurrency += 1
            if isUnspaced { endWordOfOne(to: &sink) }
        }
    }

    /// In unspaced scripts each character is hashed as a word, though words are counted by runs.
    private mutating func endWordOfOne<Sink: WordSink>(to sink: inout Sink) {
        hash.add(word)
        sink.take(word)
        word = WordHash()
        word.add(0x20)
    }

    @inline(__always)
    private static func isUnspaced(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x0E00...0x0E7F, 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FFFF: true
        default: false
        }
    }
}
