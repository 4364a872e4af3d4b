/// Makes names for requests that came without a sane one.
struct RequestIDs {
    private var counter = UInt64.random(in: .min ... .max)

    init() {}

    /// What the client sent, if it can be logged and echoed as it is; else 13 characters of our own.
    mutating func id(for sent: String?) -> String {
        if let sent, (1...128).contains(sent.utf8.count), sent.utf8.allSatisfy(Self.isSane) { return sent }
        return make()
    }

    /// A bijection of a counter, so that no two of one source are alike, in 64 bits of base 32.
    private mutating func make() -> String {
        counter &+= 0x9E37_79B9_7F4A_7C15
        var bits = counter
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        let digits: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
        return String(unsafeUninitializedCapacity: 13) { buffer in
            for index in 0..<13 {
                buffer[index] = digits.utf8Start[Int(bits & 31)]
                bits >>= 5
            }
            return 13
        }
    }

    private static func isSane(_ byte: UInt8) -> Bool {
        FieldSyntax.isToken(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "@")
    }
}
