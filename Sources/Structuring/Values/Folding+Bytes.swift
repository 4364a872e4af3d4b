import Extraction

/// Folding from bytes to bytes, without strings between.
extension Folding {
    /// How many bytes `fold` may write: no letter's folded form is twice as long as itself.
    static func room(for count: Int) -> Int { count * 2 }

    /// Calls `body` with the folded words of `text`.
    static func withWords<Result>(
        of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room(for: text.count)) { out in
            let count = fold(text, into: out)
            return body(UnsafeBufferPointer(rebasing: out[..<count]))
        }
    }

    /// A hash of the folded words of `text`; empty where there are none.
    static func wordsHash(_ text: UnsafeBufferPointer<UInt8>) -> WordHash {
        withWords(of: text) { WordHash(of: $0) }
    }

    /// The hash of words that are folded already.
    static func hash(ofWords words: String) -> WordHash {
        var words = words
        return words.withUTF8 { WordHash(of: $0) }
    }

    /// Writes the folded words of `text` to the beginning of `out`, which has room for them; returns how many
    /// bytes they are. What is no UTF-8 counts as signs.
    static func fold(_ text: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>)
        -> Int
    {
        var count = 0
        var place = 0
        var pending = false
        while place < text.count {
            let byte = text[place]
            if byte < 0x80 {
                place += 1
                guard byte.isASCIILetter || byte.isASCIIDigit else {
                    pending = true
                    continue
                }
                if pending, count > 0 {
                    out[count] = 0x20
                    count += 1
                }
                pending = false
                out[count] = byte | (byte & 0x40) >> 1
                count += 1
                continue
            }
            let (scalar, end) = scalar(in: text, at: place)
            let source = UnsafeBufferPointer(rebasing: text[place..<end])
            place = end
            switch folded(scalar) {
            case .sign: pending = true
            case .mark: break
            case .same: put(source, in: out, &count, &pending)
            case .letters(var letters): letters.withUTF8 { put($0, in: out, &count, &pending) }
            }
        }
        return count
    }

    private enum Fold {
        case sign, mark, same
        case letters(String)
    }

    private static func folded(_ scalar: UInt32) -> Fold {
        let letter: FoldedScalar
        switch scalar {
        // Signs of which some are common.
        case 0x2000...0x206F, 0x20A0...0x20CF: return .sign
        case ..<0x800: letter = FoldedScalar.table[Int(scalar) - 0x80]
        default:
            switch FoldedScalar.kind(of: scalar) {
            case .letter: return .same
            case .sign: return .sign
            case .mark: return .mark
            case .other: letter = Unicode.Scalar(scalar).map { FoldedScalar($0) } ?? .sign
            }
        }
        switch letter {
        case .letters(let letters): return .letters(letters)
        case .sign: return .sign
        case .mark: return .mark
        }
    }

    private static func put(
        _ letters: UnsafeBufferPointer<UInt8>, in out: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int, _ pending: inout Bool
    ) {
        guard count + letters.count < out.count else { return }
        if pending, count > 0 {
            out[count] = 0x20
            count += 1
        }
        pending = false
        for byte in letters {
            out[count] = byte
            count += 1
        }
    }

    /// The scalar beyond ASCII at `place` and where it ends; U+FFFD for a byte that begins none.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> (UInt32, Int) {
        let lead = UInt32(text[place])
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead < 0xF5, place + length <= text.count else {
            return (0xFFFD, place + 1)
        }
        var value = lead & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = UInt32(text[place + offset])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, place + 1) }
            value = value << 6 | byte & 0x3F
        }
        return (value < 0x80 ? 0xFFFD : value, place + length)
    }
}
