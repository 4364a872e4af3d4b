/// Reads the JSON that web pages hold, which people have typed and templates have cut.
///
/// Beyond RFC 8259 it takes comments, comment and CDATA wrappers, trailing and missing commas, control
/// characters and stray quotation marks in strings, unknown escapes, single quotes, bare names, several
/// values in a row (they become an array), and a text that ends too early (what is open is closed). Of two
/// members with one name the first wins. It never fails on depth: what is deeper than the limit is null.
package struct LenientJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let depthLimit: Int
    private var offset = 0

    /// The value in `bytes`; nil when they hold no object, array or string at all.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = 64) -> JSON? {
        // Some templates escape the whole text as if it were markup.
        guard isEscaped(bytes), let text = unescaped(bytes) else {
            return read(bytes, depthLimit: depthLimit)
        }
        return text.withUnsafeBufferPointer { read($0, depthLimit: depthLimit) }
    }

    package static func parse(_ bytes: [UInt8], depthLimit: Int = 64) -> JSON? {
        bytes.withUnsafeBufferPointer { parse($0, depthLimit: depthLimit) }
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) -> JSON? {
        var reader = LenientJSON(bytes: bytes, depthLimit: depthLimit)
        var values: [JSON] = []
        while reader.findValue() {
            let start = reader.offset
            values.append(reader.value(depth: 0))
            if reader.offset == start { break }
        }
        return values.count > 1 ? .array(values) : values.first
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// Goes to the next object, array or string that stands by itself.
    private mutating func findValue() -> Bool {
        while true {
            skipBlanks()
            guard offset < bytes.count else { return false }
            switch bytes[offset] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): return true
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "&"): return false
            default: offset += 1
            }
        }
    }

    private mutating func value(depth: Int) -> JSON {
        skipBlanks()
        guard offset < bytes.count else { return .null }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return object(depth: depth + 1)
        case UInt8(ascii: "["): return array(depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(string())
        default: return word()
        }
    }

    private mutating func object(depth: Int) -> JSON {
        guard depth <= depthLimit else { return skipNested() }
        offset += 1
        var members = JSONObject()
        while true {
            skipBlanks(andCommas: true)
            guard offset < bytes.count else { return .object(members) }
            let byte = bytes[offset]
            if byte == UInt8(ascii: "}") {
                offset += 1
                return .object(members)
            }
            if byte == UInt8(ascii: "]") { return .object(members) }
            let start = offset
            let name = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") ? string() : bareName()
            skipBlanks()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else {
                if offset == start { offset += 1 }
                continue
            }
            offset += 1
            let value = value(depth: depth)
            if members[name] == nil { members[name] = value }
        }
    }

    private mutating func array(depth: Int) -> JSON {
        guard depth <= depthLimit else { return skipNested() }
        offset += 1
        var elements: [JSON] = []
        while true {
            skipBlanks(andCommas: true)
            guard offset < bytes.count else { return .array(elements) }
            switch bytes[offset] {
            case UInt8(ascii: "]"):
                offset += 1
                return .array(elements)
            case UInt8(ascii: "}"): return .array(elements)
            case UInt8(ascii: ":"): offset += 1
            default:
                let start = offset
                elements.append(value(depth: depth))
                if offset == start { offset += 1 }
            }
        }
    }

    /// Passes over an object or array that is too deep, strings in it heeded.
    private mutating func skipNested() -> JSON {
        var depth = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    offset += 1
                    return .null
                }
            case UInt8(ascii: "\""):
                _ = string()
                continue
            default: break
            }
            offset += 1
        }
        return .null
    }

    private mutating func string() -> String {
        let quote = bytes[offset]
        offset += 1
        var decoded: [UInt8] = []
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == quote {
                if endsString() {
                    offset += 1
                    break
                }
                decoded.append(byte)
                offset += 1
            } else if byte == UInt8(ascii: "\\") {
                escape(into: &decoded)
            } else {
                decoded.append(byte)
                offset += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// A quotation mark ends a string when the text after it goes on as JSON does.
    private func endsString() -> Bool {
        var next = offset + 1
        while next < bytes.count, Self.isBlank(bytes[next]) { next += 1 }
        guard next < bytes.count else { return true }
        switch bytes[next] {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ";"),
            UInt8(ascii: "/"):
            return true
        case UInt8(ascii: "\""):
            // A missing comma, with the next member on a line of its own.
            return bytes[offset..<next].contains(0x0A)
        default: return false
        }
    }

    private mutating func escape(into decoded: inout [UInt8]) {
        offset += 1
        guard offset < bytes.count else { return }
        let letter = bytes[offset]
        offset += 1
        switch letter {
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            let start = offset
            guard let first = codeUnit() else {
                offset = start
                decoded.append(letter)
                return
            }
            var scalar = Unicode.Scalar(first)
            if (0xD800..<0xDC00).contains(first), offset + 1 < bytes.count,
                bytes[offset] == UInt8(ascii: "\\"),
                bytes[offset + 1] == UInt8(ascii: "u")
            {
                let back = offset
                offset += 2
                if let second = codeUnit(), (0xDC00..<0xE000).contains(second) {
                    scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | (second & 0x3FF)))
                } else {
                    offset = back
                }
            }
            decoded.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
        default: decoded.append(letter)
        }
    }

    private mutating func codeUnit() -> UInt32? {
        guard offset + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for position in offset..<offset + 4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        offset += 4
        return unit
    }

    /// A number, a literal, or a word without quotation marks.
    private mutating func word() -> JSON {
        let start = offset
        while offset < bytes.count, !Self.endsWord(bytes[offset]) { offset += 1 }
        var end = offset
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "", "null", "undefined", "NaN": return .null
        default: break
        }
        if let value = Int64(text) { return .integer(value) }
        if let value = Double(text), value.isFinite, text.first?.isLetter == false { return .number(value) }
        return .string(text)
    }

    private mutating func bareName() -> String {
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: ":"), !Self.endsWord(bytes[offset]) {
            offset += 1
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == 0x0A
            || byte == UInt8(ascii: "\"")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

    /// Passes white space, byte order marks, comments and the wrappers `<!-- -->` and `<![CDATA[ ]]>`.
    private mutating func skipBlanks(andCommas: Bool = false) {
        while offset < bytes.count {
            let byte = bytes[offset]
            if Self.isBlank(byte) || andCommas && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")) {
                offset += 1
            } else if starts("//") {
                while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
            } else if starts("/*") {
                skip(past: "*/")
            } else if starts("<!--") {
                offset += 4
            } else if starts("<![CDATA[") {
                offset += 9
            } else if starts("-->") || starts("]]>") || starts("\u{FEFF}") {
                offset += 3
            } else {
                return
            }
        }
    }

    private func starts(_ mark: StaticString) -> Bool {
        guard offset + mark.utf8CodeUnitCount <= bytes.count else { return false }
        for position in 0..<mark.utf8CodeUnitCount where bytes[offset + position] != mark.utf8Start[position]
        {
            return false
        }
        return true
    }

    private mutating func skip(past mark: StaticString) {
        while offset < bytes.count {
            if starts(mark) {
                offset += mark.utf8CodeUnitCount
                return
            }
            offset += 1
        }
    }

    /// Whether the first name or string begins with a reference instead of a quotation mark.
    private static func isEscaped(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let first = bytes.first { !isBlank($0) && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[") }
        return first == UInt8(ascii: "&")
    }

    /// The text with `&quot;` and its like read; nil when there is none.
    private static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let references: [(StaticString, UInt8)] = [
            ("&quot;", UInt8(ascii: "\"")), ("&#34;", UInt8(ascii: "\"")), ("&#x22;", UInt8(ascii: "\"")),
            ("&amp;", UInt8(ascii: "&")), ("&#39;", UInt8(ascii: "'")), ("&lt;", UInt8(ascii: "<")),
            ("&gt;", UInt8(ascii: ">")),
        ]
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var reader = LenientJSON(bytes: bytes, depthLimit: 0)
        var found = false
        while reader.offset < bytes.count {
            let byte = bytes[reader.offset]
            if byte == UInt8(ascii: "&"), let match = references.first(where: { reader.starts($0.0) }) {
                out.append(match.1)
                reader.offset += match.0.utf8CodeUnitCount
                found = true
            } else {
                out.append(byte)
                reader.offset += 1
            }
        }
        return found ? out : nil
    }
}
