/// Byte classes of RFC 9110 §5.6 and RFC 3986, as table look-ups.
enum FieldSyntax {
    /// A byte of a method or a field name (`tchar`).
    static func isToken(_ byte: UInt8) -> Bool { classes[Int(byte)] & token != 0 }

    /// A byte of a field value: visible, blank, tab or above ASCII; no other control.
    static func isValue(_ byte: UInt8) -> Bool { classes[Int(byte)] & value != 0 }

    /// A byte of a request target: visible ASCII but for `#`, which no target contains.
    static func isTarget(_ byte: UInt8) -> Bool { classes[Int(byte)] & target != 0 }

    /// A byte of a registered name in `Host`. A comma is legal there but only ever seen where two fields were
    /// merged, so it is left out.
    static func isHost(_ byte: UInt8) -> Bool { classes[Int(byte)] & host != 0 }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit, else nil.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static let token: UInt8 = 1
    private static let value: UInt8 = 2
    private static let target: UInt8 = 4
    private static let host: UInt8 = 8

    private static let classes: [UInt8] = (0...255).map { (code: Int) -> UInt8 in
        let byte = UInt8(code)
        let isAlphanumeric =
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        var bits: UInt8 = 0
        if isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte) { bits |= token }
        if byte == 9 || (byte >= 0x20 && byte != 0x7F) { bits |= value }
        if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "#") { bits |= target }
        if isAlphanumeric || "-._~!$&'()*+;=%".utf8.contains(byte) { bits |= host }
        return bits
    }
}
