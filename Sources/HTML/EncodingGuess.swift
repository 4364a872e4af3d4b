/// Guesses the encoding of a page that does not say it.
///
/// UTF-8 is known by being valid. The rest are told apart by how often their bytes form the characters that
/// texts of their languages are made of; without a clear winner it is windows-1252, as in browsers.
enum EncodingGuess {
    /// Bytes looked at; more would not change the answer.
    private static let sampleLength = 256 * 1024

    static func guess(_ bytes: UnsafeBufferPointer<UInt8>, isUTF8: Bool) -> TextEncoding {
        let hasHighBytes = bytes.contains { $0 >= 0x80 }
        if isUTF8, hasHighBytes { return .utf8 }
        let sample = UnsafeBufferPointer(rebasing: bytes.prefix(sampleLength))
        guard hasHighBytes else { return hasISO2022JP(sample) ? .iso2022JP : .windows1252 }
        let highBytes = sample.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
        var best = (encoding: TextEncoding.windows1252, score: Double(highBytes) * 0.3)
        for (encoding, score) in doubleByteScores(sample) + cyrillicScores(sample) where score > best.score {
            best = (encoding, score)
        }
        return best.encoding
    }

    /// Escape sequences that switch to the two-byte set.
    private static func hasISO2022JP(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        while position + 2 < bytes.count {
            if bytes[position] == 0x1B, bytes[position + 1] == UInt8(ascii: "$"),
                bytes[position + 2] == UInt8(ascii: "B") || bytes[position + 2] == UInt8(ascii: "@")
            {
                return true
            }
            position += 1
        }
        return false
    }

    // MARK: Two bytes a character

    /// What a pair of bytes is worth: its two bytes if typical, little if merely possible.
    private typealias PairWeight = (_ lead: UInt8, _ trail: UInt8) -> Double

    private static let impossible = -6.0

    private static func doubleByteScores(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> [(TextEncoding, Double)] {
        [
            (.shiftJIS, score(bytes, singles: 0xA1...0xDF, shiftJIS)),
            (.eucJP, score(bytes, singles: nil, eucJP)),
            (.gbk, score(bytes, singles: nil, gbk)),
            (.big5, score(bytes, singles: nil, big5)),
            (.eucKR, score(bytes, singles: nil, eucKR)),
        ]
    }

    private static func score(
        _ bytes: UnsafeBufferPointer<UInt8>, singles: ClosedRange<UInt8>?, _ weight: PairWeight
    ) -> Double {
        var total = 0.0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                position += 1
            } else if let singles, singles.contains(byte) {
                total += 0.2
                position += 1
            } else if position + 1 < bytes.count {
                let value = weight(byte, bytes[position + 1])
                total += value
                position += value == impossible ? 1 : 2
            } else {
                position += 1
            }
        }
        return total
    }

    private static func shiftJIS(_ lead: UInt8, _ trail: UInt8) -> Double {
        guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead),
            (0x40...0xFC).contains(trail), trail != 0x7F
        else { return impossible }
        switch lead {
        case 0x82: return trail >= 0x9F ? 2.2 : 1
        case 0x83: return trail <= 0x96 ? 2.2 : 0.5
        case 0x81, 0x88...0x97: return 1.8
        default: return 0.5
        }
    }

    private static func eucJP(_ lead: UInt8, _ trail: UInt8) -> Double {
        guard lead == 0x8E || lead == 0x8F || (0xA1...0xFE).contains(lead), (0xA1...0xFE).contains(trail)
        else { return impossible }
        switch lead {
        case 0xA4: return trail <= 0xF3 ? 3 : 0
        case 0xA5: return trail <= 0xF6 ? 3 : 0
        case 0xA1, 0xB0...0xCF: return 1.4
        default: return 0.4
        }
    }

    private static func gbk(_ lead: UInt8, _ trail: UInt8) -> Double {
        guard (0x81...0xFE).contains(lead), (0x40...0xFE).contains(trail), trail != 0x7F else {
            return impossible
        }
        guard trail >= 0xA1 else { return 0.2 }
        switch lead {
        case 0xB0...0xD7: return 1.7
        case 0xA1, 0xA3: return 1.5
        default: return 0.3
        }
    }

    private static func big5(_ lead: UInt8, _ trail: UInt8) -> Double {
        guard (0x81...0xFE).contains(lead), (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail)
        else { return impossible }
        switch lead {
        case 0xA4...0xC6: return 1.75
        case 0xA1...0xA3: return 1.5
        default: return 0.2
        }
    }

    private static func eucKR(_ lead: UInt8, _ trail: UInt8) -> Double {
        guard (0x81...0xFE).contains(lead), (0x41...0xFE).contains(trail) else { return impossible }
        guard trail >= 0xA1 else { return 0.2 }
        switch lead {
        // Hangul in alphabetical order; the syllables of everyday words are all over it.
        case 0xB0...0xC8: return 1.85
        case 0xA1: return 1
        case 0xC9...0xFD: return -0.5
        default: return 0.1
        }
    }

    // MARK: Cyrillic

    /// Words of three letters and more that are wholly Cyrillic and cased as words are.
    private static func cyrillicScores(_ bytes: UnsafeBufferPointer<UInt8>) -> [(TextEncoding, Double)] {
        var windows = 0.0
        var koi8 = 0.0
        var position = 0
        while position < bytes.count {
            guard bytes[position] >= 0x80 else {
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, bytes[position] >= 0x80 { position += 1 }
            let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
            windows += wordScore(word, lowercase: 0xE0...0xFF, uppercase: 0xC0...0xDF)
            koi8 += wordScore(word, lowercase: 0xC0...0xDF, uppercase: 0xE0...0xFF)
        }
        return [(.windows1251, windows), (.koi8R, koi8)]
    }

    private static func wordScore(
        _ word: UnsafeBufferPointer<UInt8>, lowercase: ClosedRange<UInt8>, uppercase: ClosedRange<UInt8>
    ) -> Double {
        guard word.count >= 3 else { return 0 }
        let small = word.dropFirst().reduce(0) { $0 + (lowercase.contains($1) ? 1 : 0) }
        let isCased = small == word.count - 1 && (lowercase.contains(word[0]) || uppercase.contains(word[0]))
        return isCased ? Double(word.count) : -Double(word.count) * 0.5
    }
}
