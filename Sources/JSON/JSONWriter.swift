/// Builds JSON text into one byte buffer, in the order of its calls; commas are its own affair.
///
/// Values made elsewhere (stored results) are spliced in as they are with `raw`.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(reserving capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// The compact text of `value`.
    package static func bytes(of value: JSON) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        beginArray()
        elements(&self)
        endArray()
    }

    // For texts that are written piece by piece, where a closure cannot span the pieces.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Hands over the text written so far; what is written next continues it.
    package mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    /// Makes room for so many bytes more.
    package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// Writes `"name":`; the next call writes its value.
    package mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func member(_ name: String, _ value: JSON) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ text: String?) {
        self.name(name)
        if let text { string(text) } else { null() }
    }

    package mutating func member(_ name: String, _ number: Int) {
        self.name(name)
        integer(Int64(number))
    }

    /// A member whose value is JSON text already.
    package mutating func member(_ name: String, raw text: some Sequence<UInt8>) {
        self.name(name)
        raw(text)
    }

    /// Splices JSON text in as the next value. The caller vouches that it is one JSON value.
    package mutating func raw(_ text: some Sequence<UInt8>) {
        comma()
        bytes.append(contentsOf: text)
    }

    package mutating func null() { raw("null".utf8) }

    package mutating func bool(_ flag: Bool) { raw((flag ? "true" : "false").utf8) }

    package mutating func integer(_ value: Int64) { raw(String(value).utf8) }

    /// A value that JSON cannot hold (infinity, NaN) becomes null; a whole one is written without a fraction.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        if abs(value) < 1e15, let whole = Int64(exactly: value) { return integer(whole) }
        raw(String(value).utf8)
    }

    package mutating func string(_ text: String) {
        comma()
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for position in 0..<utf8.count {
                let byte = utf8[position]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                    continue
                }
                bytes.append(contentsOf: utf8[start..<position])
                appendEscape(of: byte)
                start = position + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole tree. Depth is the caller's: parsed values are bounded by the parser's limit.
    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let members): object { for (name, value) in members { $0.member(name, value) } }
        }
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        default:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
    }
}
