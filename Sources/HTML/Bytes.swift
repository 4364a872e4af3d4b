extension UInt8 {
    @inline(__always)
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    @inline(__always)
    var isASCIIAlphanumeric: Bool { isASCIILetter || self &- 0x30 < 10 }

    /// Tab, line feed, form feed, carriage return or space.
    @inline(__always)
    var isHTMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C }

    @inline(__always)
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension UnsafeBufferPointer<UInt8> {
    /// True when equal to `lowercase` but for the case of ASCII letters.
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        return hasPrefixIgnoringCase(lowercase)
    }

    func hasPrefixIgnoringCase(_ lowercase: StaticString) -> Bool {
        let length = lowercase.utf8CodeUnitCount
        guard count >= length else { return false }
        let pattern = lowercase.utf8Start
        for offset in 0..<length where self[offset].asciiLowercased != pattern[offset] { return false }
        return true
    }
}

/// Looks for bytes eight at a time.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Sets the high bit of each byte of `word` that is zero; false alarms only above a true one.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & highs
    }

    @inline(__always)
    private static func repeated(_ byte: UInt8) -> UInt64 { ones &* UInt64(byte) }

    /// How many of the first bytes of `word`, from its lowest on, are greater than `limit`, which is below 80.
    @inline(__always)
    static func countAbove(_ limit: UInt8, in word: UInt64) -> Int {
        let lower = (word &- repeated(limit &+ 1)) & ~word & highs
        return lower.trailingZeroBitCount &>> 3
    }

    /// The bytes of `word` with the letters of ASCII in lower case.
    @inline(__always)
    static func lowercased(_ word: UInt64) -> UInt64 {
        let low = word & ~highs
        let fromA = low &+ repeated(0x80 - 0x41)
        let beyondZ = low &+ repeated(0x7F - 0x5A)
        return word | ((fromA ^ beyondZ) & ~word & highs) &>> 2
    }

    /// The first position at or after `start` of one of the three bytes or of NUL, or `end`.
    @inline(__always)
    static func firstSpecial(
        _ a: UInt8, _ b: UInt8, in base: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) -> Int {
        var position = start
        let (aa, bb) = (repeated(a), repeated(b))
        while position &+ 8 <= end {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let found = zeros(word ^ aa) | zeros(word ^ bb) | zeros(word)
            if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
            position &+= 8
        }
        while position < end {
            let byte = base[position]
            if byte == a || byte == b || byte == 0 { return position }
            position &+= 1
        }
        return end
    }

    /// The first position at or after `start` of `byte`, or `end`.
    @inline(__always)
    static func first(
        _ byte: UInt8, in base: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) -> Int {
        var position = start
        let pattern = repeated(byte)
        while position &+ 8 <= end {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let found = zeros(word ^ pattern)
            if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
            position &+= 8
        }
        while position < end, base[position] != byte { position &+= 1 }
        return position
    }
}
