extension UnsafeBufferPointer<UInt8> {
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != text.utf8Start[index] { return false }
        return true
    }

    /// True when `text`, given in lower case, occurs from `start` on; ASCII capitals are matched as small.
    func contains(_ text: StaticString, from start: Int = 0) -> Bool {
        firstIndex(of: text, from: start) != nil
    }

    /// Where `text` (lower case) first occurs from `start` on, capitals matched as small letters.
    func firstIndex(of text: StaticString, from start: Int = 0) -> Int? {
        let length = text.utf8CodeUnitCount
        let pattern = text.utf8Start
        guard length > 0, count - start >= length else { return nil }
        let first = pattern[0]
        var index = start
        let last = count - length
        while index <= last {
            if Self.lower(self[index]) == first {
                var position = 1
                while position < length, Self.lower(self[index + position]) == pattern[position] {
                    position += 1
                }
                if position == length { return index }
            }
            index += 1
        }
        return nil
    }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// Nothing but white space.
    var isBlank: Bool {
        for byte in self where byte > 0x20 { return false }
        return true
    }

    /// A `style` attribute that takes the element off the page.
    var hidesByStyle: Bool {
        var squeezed: [UInt8] = []
        guard contains("display") || contains("visibility") else { return false }
        for byte in self where byte > 0x20 { squeezed.append(byte) }
        return squeezed.withUnsafeBufferPointer {
            $0.contains("display:none") || $0.contains("visibility:hidden")
        }
    }
}
