/// A JSON pointer as the fragment of a reference: `#`, `#/$defs/Name` (RFC 6901, section 6).
struct JSONPointer {
    /// Names of members and numbers of elements, from the root on.
    let steps: [String]

    /// Nil for what is no such fragment, among it an anchor (`#name`).
    init?(fragment: String) {
        guard fragment.utf8.first == UInt8(ascii: "#") else { return nil }
        let pointer = Self.decoded(fragment.utf8.dropFirst())
        guard pointer.isEmpty || pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    /// A `%` that no two hexadecimal digits follow stands for itself.
    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(Substring(digits), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
