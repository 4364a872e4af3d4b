/// Byte classes of RFC 9110 §5.6 and RFC 3986.
enum FieldSyntax {
    /// A byte of a method or a field name (`tchar`).
    static func isToken(_ byte: UInt8) -> Bool {
        isMember(byte, 0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE)
    }

    /// A byte of a field value: visible, blank, tab or above ASCII; no other control.
    static func isValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 9 }

    /// A byte of a request target: visible ASCII but for `#`, which no target contains.
    static func isTarget(_ byte: UInt8) -> Bool { byte &- 0x21 < 0x5E && byte != UInt8(ascii: "#") }

    /// A byte of a name in `Host`. A comma is legal there, but is only ever seen where two fields were merged,
    /// so it is left out.
    static func isHost(_ byte: UInt8) -> Bool { isMember(byte, 0x2BFF_6FD2_0000_0000, 0x47FF_FFFE_87FF_FFFE) }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit, else nil.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }

    /// Looks `byte` up in a set of ASCII: bit n of `low` is byte n, of `high` byte n + 64.
    private static func isMember(_ byte: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 != 0
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes are `text`, which is lower case, without regard to ASCII case.
    func isCaseInsensitively(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where FieldSyntax.lowercased(self[index]) != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// Without blanks and tabs at both ends.
    var trimmed: UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = count
        while start < end, FieldSyntax.isBlank(self[start]) { start += 1 }
        while end > start, FieldSyntax.isBlank(self[end - 1]) { end -= 1 }
        return UnsafeBufferPointer(rebasing: self[start..<end])
    }

    /// Calls `body` with each element of a comma-separated list, blanks trimmed, empty ones left out
    /// (RFC 9110 §5.6.1).
    func forEachListElement(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == UInt8(ascii: ",") {
            let element = UnsafeBufferPointer(rebasing: self[start..<index]).trimmed
            if !element.isEmpty { body(element) }
            start = index + 1
        }
    }
}
