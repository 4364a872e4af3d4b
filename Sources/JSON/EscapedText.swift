/// JSON that a template has escaped as if it were markup: `{&quot;name&quot;: …}`.
enum EscapedText {
    /// The text with its references read; nil when it is not escaped.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        // The first name or string would begin with a quotation mark.
        let first = bytes.firstIndex {
            $0 > 0x20 && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[")
        }
        guard let first, bytes[first] == UInt8(ascii: "&") else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var place = 0
        var found = false
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "&"),
                let (mark, byte) = references.first(where: { starts($0.0, in: bytes, at: place) })
            {
                text.append(byte)
                place += mark.utf8CodeUnitCount
                found = true
            } else {
                text.append(bytes[place])
                place += 1
            }
        }
        return found ? text : nil
    }

    private static let references: [(StaticString, UInt8)] = [
        ("&quot;", UInt8(ascii: "\"")), ("&#34;", UInt8(ascii: "\"")), ("&#034;", UInt8(ascii: "\"")),
        ("&#x22;", UInt8(ascii: "\"")), ("&amp;", UInt8(ascii: "&")), ("&#39;", UInt8(ascii: "'")),
        ("&#039;", UInt8(ascii: "'")), ("&apos;", UInt8(ascii: "'")), ("&lt;", UInt8(ascii: "<")),
        ("&gt;", UInt8(ascii: ">")), ("&nbsp;", 0x20),
    ]

    private static func starts(
        _ mark: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> Bool {
        let count = mark.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[place + $0] == mark.utf8Start[$0] }
    }
}
