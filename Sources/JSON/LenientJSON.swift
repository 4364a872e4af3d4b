/// Reads the JSON that web pages hold, which people have typed and templates have cut.
///
/// Beyond RFC 8259 it takes comments, comment and CDATA wrappers, trailing and missing commas, control
/// characters and stray quotation marks in strings, unknown escapes, single quotes, bare names and words,
/// script literals (`!0`, `undefined`), text escaped as if it were markup, several values in a row, and a text
/// that ends too early (what is open is closed). Of two members with one name the first wins. It never fails
/// on depth: what is deeper than the limit is null. Linear in the input.
package struct LenientJSON {
    /// What the text around a value is.
    enum Dialect {
        /// Text meant as JSON: whatever it holds is repaired.
        case data
        /// Program text: a value ends where it stops being a literal, and strings end at their first mark.
        case script
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let dialect: Dialect
    var offset = 0
    private let depthLimit: Int
    private var valuesLeft: Int

    package static let depthLimit = 64
    package static let valueLimit = 400_000

    /// The value in `bytes`, an array where they hold several; nil when there is no object, array or string.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = depthLimit) -> JSON? {
        let values = values(bytes, depthLimit: depthLimit)
        return values.count > 1 ? .array(values) : values.first
    }

    package static func parse(_ bytes: [UInt8], depthLimit: Int = depthLimit) -> JSON? {
        bytes.withUnsafeBufferPointer { parse($0, depthLimit: depthLimit) }
    }

    /// The objects, arrays and strings that `text` holds one after another; usually one.
    ///
    /// Reading stops after `valueLimit` values, those inside others counted.
    package static func values(_ text: [UInt8], valueLimit: Int = valueLimit) -> [JSON] {
        text.withUnsafeBufferPointer { values($0, valueLimit: valueLimit) }
    }

    /// The literal that begins at `start` of a script, and where it ends; nil when there is none.
    package static func literal(
        in script: UnsafeBufferPointer<UInt8>, at start: Int, valueLimit: Int = valueLimit
    ) -> (value: JSON, end: Int)? {
        var reader = LenientJSON(bytes: script, dialect: .script, valueLimit: valueLimit)
        reader.offset = start
        return reader.value(depth: 0).map { ($0, reader.offset) }
    }

    private static func values(
        _ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = depthLimit, valueLimit: Int = valueLimit
    ) -> [JSON] {
        // Some templates escape the whole text as if it were markup, even twice.
        if var text = EscapedText.plain(bytes) {
            text = text.withUnsafeBufferPointer(EscapedText.plain) ?? text
            return text.withUnsafeBufferPointer { read($0, depthLimit, valueLimit) }
        }
        return read(bytes, depthLimit, valueLimit)
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ depthLimit: Int, _ valueLimit: Int
    ) -> [JSON] {
        var reader = LenientJSON(
            bytes: bytes, dialect: .data, depthLimit: depthLimit, valueLimit: valueLimit)
        var values: [JSON] = []
        while reader.findValue(), let value = reader.value(depth: 0) { values.append(value) }
        return values
    }

    init(
        bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect, depthLimit: Int = depthLimit,
        valueLimit: Int = valueLimit
    ) {
        self.bytes = bytes
        self.dialect = dialect
        self.depthLimit = depthLimit
        valuesLeft = valueLimit
    }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Goes to the next object, array or string that stands by itself.
    private mutating func findValue() -> Bool {
        while true {
            skipBlanks()
            switch next {
            case nil: return false
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): return true
            default: offset += 1
            }
        }
    }

    // MARK: Values

    /// The value at `offset`, which moves on; nil where there is none, or no more may be read.
    private mutating func value(depth: Int) -> JSON? {
        skipBlanks()
        valuesLeft -= 1
        guard let byte = next, valuesLeft > 0 else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return depth < depthLimit ? object(depth: depth + 1) : skipNested()
        case UInt8(ascii: "["): return depth < depthLimit ? array(depth: depth + 1) : skipNested()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(string())
        case UInt8(ascii: "!"):
            offset += 1
            guard let digit = next else { return nil }
            offset += 1
            return .bool(digit == UInt8(ascii: "0"))
        default: return word()
        }
    }

    private mutating func object(depth: Int) -> JSON? {
        offset += 1
        var members = JSONObject()
        while true {
            skipBlanks(andCommas: true)
            guard let byte = next else { return .object(members) }
            if byte == UInt8(ascii: "}") {
                offset += 1
                return .object(members)
            }
            if byte == UInt8(ascii: "]") { return .object(members) }
            let start = offset
            let name = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") ? string() : bareName()
            skipBlanks()
            guard next == UInt8(ascii: ":") else {
                if dialect == .script { return abandon(.object(members), isEmpty: members.isEmpty) }
                if offset == start { offset += 1 }
                continue
            }
            offset += 1
            guard let value = value(depth: depth) else {
                return abandon(.object(members), isEmpty: members.isEmpty)
            }
            if members[name] == nil { members[name] = value }
        }
    }

    private mutating func array(depth: Int) -> JSON? {
        offset += 1
        var elements: [JSON] = []
        while true {
            skipBlanks(andCommas: true)
            switch next {
            case nil, UInt8(ascii: "}"): return .array(elements)
            case UInt8(ascii: "]"):
                offset += 1
                return .array(elements)
            case UInt8(ascii: ":") where dialect == .data: offset += 1
            default:
                let start = offset
                guard let value = value(depth: depth) else {
                    return abandon(.array(elements), isEmpty: elements.isEmpty)
                }
                elements.append(value)
                if offset == start { offset += 1 }
            }
        }
    }

    /// What was read before something unreadable stays, and the rest is left alone; nothing read is no value.
    private mutating func abandon(_ value: JSON, isEmpty: Bool) -> JSON? {
        if dialect == .script, isEmpty { return nil }
        offset = bytes.count
        return value
    }

    /// Passes over an object or array that is too deep, strings in it heeded.
    private mutating func skipNested() -> JSON {
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                _ = string()
                continue
            default: break
            }
            offset += 1
            if depth == 0 { break }
        }
        return .null
    }

    /// A number, a literal or, in data, a text without quotation marks.
    private mutating func word() -> JSON? {
        let start = offset
        if let number = wholeNumber() { return number }
        if dialect == .script {
            while let byte = next, Self.isNamePart(byte) || byte == UInt8(ascii: "+") { offset += 1 }
        } else {
            while let byte = next, !Self.endsWord(byte), !startsComment() { offset += 1 }
        }
        var end = offset
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        switch text {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "undefined", "NaN", "None": return .null
        case "": return dialect == .script ? nil : .null
        default: break
        }
        if !Self.isLetter(bytes[start]) {
            if let value = Int64(text) { return .integer(value) }
            if let value = Double(text), value.isFinite { return .number(value) }
        }
        return dialect == .script ? nil : .string(text)
    }

    /// The quick way for most numbers: digits up to a comma, a closing mark or white space.
    private mutating func wholeNumber() -> JSON? {
        var place = offset
        let isNegative = bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let start = place
        var value: Int64 = 0
        while place < bytes.count, place - start < 18, case let digit = bytes[place] &- 48, digit < 10 {
            value = value * 10 + Int64(digit)
            place += 1
        }
        guard place > start, place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x0A:
            offset = place
            return .integer(isNegative ? -value : value)
        default: return nil
        }
    }

    private mutating func bareName() -> String {
        let start = offset
        while let byte = next {
            let isPart =
                dialect == .script
                ? Self.isNamePart(byte) : byte != UInt8(ascii: ":") && !Self.endsWord(byte)
            guard isPart else { break }
            offset += 1
        }
        var end = offset
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
