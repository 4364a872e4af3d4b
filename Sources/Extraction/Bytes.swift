extension UInt8 {
    /// Space, tab, line feed, form feed, carriage return: what HTML and CSS collapse.
    @inline(__always)
    var isHTMLSpace: Bool { self == 0x20 || (self <= 0x0D && self >= 0x09 && self != 0x0B) }

    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }

    @inline(__always)
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    @inline(__always)
    var isAlphanumeric: Bool { isDigit || isLetter }

    @inline(__always)
    var isASCIIPunctuation: Bool {
        (self >= 0x21 && self <= 0x2F) || (self >= 0x3A && self <= 0x40) || (self >= 0x5B && self <= 0x60)
            || (self >= 0x7B && self <= 0x7E)
    }

    @inline(__always)
    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Compares with lower-case ASCII, any case on this side.
    func equalsIgnoringCase(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && hasPrefixIgnoringCase(word)
    }

    func hasPrefixIgnoringCase(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length else { return false }
        for position in 0..<length where self[position].lowercased != word.utf8Start[position] {
            return false
        }
        return true
    }

    /// Whether `word` (lower-case ASCII) occurs anywhere, in any case.
    func containsIgnoringCase(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length, length > 0 else { return false }
        let first = word.utf8Start[0]
        var start = 0
        while start <= count - length {
            if self[start].lowercased == first,
                Self(rebasing: self[start..<start + length]).hasPrefixIgnoringCase(word)
            {
                return true
            }
            start += 1
        }
        return false
    }

    /// Without white space at either end.
    var trimmed: UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = count
        while start < end, self[start].isHTMLSpace { start += 1 }
        while end > start, self[end - 1].isHTMLSpace { end -= 1 }
        return UnsafeBufferPointer(rebasing: self[start..<end])
    }

    /// Calls `body` for each word between white space until it answers true; true if it did.
    func anyToken(_ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        var start = 0
        while start < count {
            while start < count, self[start].isHTMLSpace { start += 1 }
            var end = start
            while end < count, !self[end].isHTMLSpace { end += 1 }
            if end > start, body(UnsafeBufferPointer(rebasing: self[start..<end])) { return true }
            start = end
        }
        return false
    }

    /// The whole number at the start; nil without one.
    var leadingInteger: Int? {
        let text = trimmed
        var position = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { position = 1 }
        var value: Int?
        while position < text.count, text[position].isDigit, (value ?? 0) < 1_000_000_000 {
            value = (value ?? 0) * 10 + Int(text[position] - 0x30)
            position += 1
        }
        return isNegative ? value.map { -$0 } : value
    }
}
