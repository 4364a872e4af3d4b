import JSON

/// Reads JSON as pages really embed it.
///
/// Beside RFC 8259 it takes comments, trailing and missing commas, raw control characters, unknown
/// escapes, single quotes, unquoted names, names given twice (the first stays), script literals, and a text
/// that ends too early. Linear in the input; deeper than `depthLimit` nothing is kept.
struct LenientJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private var valuesLeft: Int

    private static let depthLimit = 64
    static let byteLimit = 8_000_000

    /// The values that `text` holds one after another; usually one.
    static func values(_ text: [UInt8], valueLimit: Int = 400_000) -> [JSON] {
        guard text.count <= byteLimit else { return [] }
        return text.withUnsafeBufferPointer { bytes in
            var reader = LenientJSON(bytes: bytes, valuesLeft: valueLimit)
            var values: [JSON] = []
            while reader.skipToContainer(), values.count < 64, let value = reader.value(depth: 0) {
                values.append(value)
            }
            return values
        }
    }

    /// The value that begins at `start`, and where it ends.
    static func value(
        in bytes: UnsafeBufferPointer<UInt8>, at start: Int, valueLimit: Int = 400_000
    ) -> (value: JSON, end: Int)? {
        var reader = LenientJSON(bytes: bytes, valuesLeft: valueLimit)
        reader.offset = start
        return reader.value(depth: 0).map { ($0, reader.offset) }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, valuesLeft: Int) {
        self.bytes = bytes
        self.valuesLeft = valuesLeft
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Goes to the next brace or bracket; false when there is none.
    private mutating func skipToContainer() -> Bool {
        while offset < bytes.count {
            skipBlanks()
            guard let byte = next else { return false }
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { return true }
            offset += 1
        }
        return false
    }

    private mutating func value(depth: Int) -> JSON? {
        skipBlanks()
        valuesLeft -= 1
        guard let byte = next, valuesLeft > 0 else { return nil }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.depthLimit else { return skipContainer() }
            return byte == UInt8(ascii: "{") ? object(depth: depth + 1) : array(depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(string(closing: byte))
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number()
        case UInt8(ascii: "!"):
            offset += 1
            let digit = next
            offset += 1
            return .bool(digit == UInt8(ascii: "0"))
        case _ where byte.isASCIILetter || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$"):
            return word()
        default: return nil
        }
    }

    /// Passes over a container that lies too deep, without entering it.
    private mutating func skipContainer() -> JSON {
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): _ = string(closing: byte)
            default: break
            }
            if byte != UInt8(ascii: "\"") { offset += 1 }
            if depth == 0 { break }
        }
        return .null
    }

    private mutating func object(depth: Int) -> JSON? {
        offset += 1
        var members = JSONObject()
        while true {
            skipBlanks()
            guard let byte = next else { break }
            if byte == UInt8(ascii: "}") {
                offset += 1
                break
            }
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                offset += 1
                continue
            }
            if byte == UInt8(ascii: "]") { break }
            guard let name = name() else { return members.isEmpty ? nil : abandon(.object(members)) }
            skipBlanks()
            guard next == UInt8(ascii: ":") else { return members.isEmpty ? nil : abandon(.object(members)) }
            offset += 1
            guard let value = value(depth: depth) else {
                return members.isEmpty ? nil : abandon(.object(members))
            }
            if depth < Self.depthLimit, members.count < 20_000, members[name] == nil { members[name] = value }
        }
        return .object(members)
    }

    private mutating func array(depth: Int) -> JSON? {
        offset += 1
        var elements: [JSON] = []
        while true {
            skipBlanks()
            guard let byte = next else { break }
            if byte == UInt8(ascii: "]") {
                offset += 1
                break
            }
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                offset += 1
                continue
            }
            if byte == UInt8(ascii: "}") { break }
            guard let value = value(depth: depth) else {
                return elements.isEmpty ? nil : abandon(.array(elements))
            }
            if depth < Self.depthLimit { elements.append(value) }
        }
        return .array(elements)
    }

    /// What was read before something unreadable stays; the rest of the text is left alone.
    private mutating func abandon(_ value: JSON) -> JSON {
        offset = bytes.count
        return value
    }

    private mutating func name() -> String? {
        guard let byte = next else { return nil }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return string(closing: byte) }
        let start = offset
        while let byte = next, byte.isASCIILetter || byte.isASCIIDigit || "_$@-.".utf8.contains(byte) {
            offset += 1
        }
        return offset > start ? String(decoding: bytes[start..<offset], as: UTF8.self) : nil
    }

    private mutating func string(closing quote: UInt8) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] != quote, bytes[offset] != UInt8(ascii: "\\") {
            offset += 1
        }
        if offset < bytes.count, bytes[offset] == quote {
            defer { offset += 1 }
            return String(decoding: bytes[start..<offset], as: UTF8.self)
        }
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == quote { break }
            if byte == UInt8(ascii: "\\") { escape(into: &text) } else { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) {
        guard let letter = next else { return }
        offset += 1
        switch letter {
        case UInt8(ascii: "b"), UInt8(ascii: "f"): text.append(0x20)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case 0x0A: break
        case UInt8(ascii: "x"): append(codeUnit(digits: 2), to: &text)
        case UInt8(ascii: "u"):
            var unit = codeUnit(digits: 4)
            if let high = unit, (0xD800..<0xDC00).contains(high), offset + 1 < bytes.count,
                bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                if let low = codeUnit(digits: 4), (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF))
                }
            }
            append(unit, to: &text)
        default: text.append(letter)
        }
    }

    private func append(_ unit: UInt32?, to text: inout [UInt8]) {
        guard let unit else { return }
        text.append(contentsOf: Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8))
    }

    private mutating func codeUnit(digits: Int) -> UInt32? {
        guard offset + digits <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for place in offset..<offset + digits {
            guard bytes[place].isHexDigit else { return nil }
            unit =
                unit << 4 | UInt32(bytes[place].isASCIIDigit ? bytes[place] - 48 : (bytes[place] | 0x20) - 87)
        }
        offset += digits
        return unit
    }

    private mutating func number() -> JSON {
        let start = offset
        var isWhole = true
        while let byte = next, byte.isASCIIDigit || "+-.eE".utf8.contains(byte) {
            if !byte.isASCIIDigit, offset > start { isWhole = false }
            offset += 1
        }
        if isWhole, offset - start < 18 {
            var value: Int64 = 0
            let isNegative = bytes[start] == UInt8(ascii: "-")
            for place in start..<offset where bytes[place].isASCIIDigit {
                value = value * 10 + Int64(bytes[place] - 48)
            }
            return .integer(isNegative ? -value : value)
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if let value = Double(text), value.isFinite { return .number(value) }
        return .string(text)
    }

    private mutating func word() -> JSON? {
        guard let word = name() else { return nil }
        switch word {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "undefined", "NaN", "None": return .null
        default: return nil
        }
    }

    private mutating func skipBlanks() {
        while let byte = next {
            if byte.isBlank || byte < 0x20 {
                offset += 1
            } else if byte == UInt8(ascii: "/"), offset + 1 < bytes.count {
                if bytes[offset + 1] == UInt8(ascii: "/") {
                    while let byte = next, byte != 0x0A { offset += 1 }
                } else if bytes[offset + 1] == UInt8(ascii: "*") {
                    offset += 2
                    while offset < bytes.count,
                        !(bytes[offset] == UInt8(ascii: "/") && bytes[offset - 1] == UInt8(ascii: "*"))
                    {
                        offset += 1
                    }
                    offset += 1
                } else {
                    return
                }
            } else if byte == UInt8(ascii: "<"), starts(with: "<!--") {
                // Old pages hide scripts in comments; what is inside counts.
                offset += 4
            } else if byte == UInt8(ascii: "-"), starts(with: "-->") {
                offset += 3
            } else if byte == UInt8(ascii: "<"), starts(with: "<![CDATA[") {
                offset += 9
            } else if byte == 0xEF, starts(with: "\u{FEFF}") || byte == 0xC2 && starts(with: "\u{A0}") {
                offset += byte == 0xEF ? 3 : 2
            } else {
                return
            }
        }
    }

    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }
}
