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
        var outline = LenientOutline()
        let (isFound, end) = outline.addLiteral(of: script, at: start, valueLimit: valueLimit)
        return isFound ? (outline.value(at: 0, in: script), end) : nil
    }

    /// The text without the escapes of markup, where a template has escaped all of it, even twice; else nil.
    package static func withoutMarkupEscapes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let once = EscapedText.plain(text) else { return nil }
        return once.withUnsafeBufferPointer(EscapedText.plain) ?? once
    }

    private static func values(
        _ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = depthLimit, valueLimit: Int = valueLimit
    ) -> [JSON] {
        if let plain = withoutMarkupEscapes(bytes) {
            return plain.withUnsafeBufferPointer { read($0, depthLimit, valueLimit) }
        }
        return read(bytes, depthLimit, valueLimit)
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ depthLimit: Int, _ valueLimit: Int
    ) -> [JSON] {
        var outline = LenientOutline()
        outline.addValues(of: bytes, depthLimit: depthLimit, valueLimit: valueLimit)
        return outline.roots.map { outline.value(at: $0, in: bytes) }
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
    mutating func findValue() -> Bool {
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

    /// Adds the value at `offset`, which moves on; false where there is none, or no more may be read.
    mutating func value(depth: Int, _ outline: inout LenientOutline) -> Bool {
        skipBlanks()
        valuesLeft -= 1
        guard let byte = next, valuesLeft > 0 else { return false }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < depthLimit else {
                skipNested()
                outline.append(.null)
                return true
            }
            return byte == UInt8(ascii: "{")
                ? object(depth: depth + 1, &outline) : array(depth: depth + 1, &outline)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            string(&outline)
            return true
        case UInt8(ascii: "!"):
            offset += 1
            guard let digit = next else { return false }
            offset += 1
            outline.append(digit == UInt8(ascii: "0") ? .yes : .no)
            return true
        default: return word(&outline)
        }
    }

    private mutating func object(depth: Int, _ outline: inout LenientOutline) -> Bool {
        let index = outline.entries.count
        outline.append(.object)
        offset += 1
        var count = 0
        while true {
            skipBlanks(andCommas: true)
            guard let byte = next, byte != UInt8(ascii: "]") else { break }
            if byte == UInt8(ascii: "}") {
                offset += 1
                break
            }
            let start = offset
            let member = outline.entries.count
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                string(&outline)
            } else {
                bareName(&outline)
            }
            skipBlanks()
            guard next == UInt8(ascii: ":") else {
                outline.remove(from: member)
                if dialect == .script { return abandon(index, count: count, &outline) }
                if offset == start { offset += 1 }
                continue
            }
            offset += 1
            guard value(depth: depth, &outline) else {
                outline.remove(from: member)
                return abandon(index, count: count, &outline)
            }
            count += 1
        }
        outline.close(index, count: count)
        return true
    }

    private mutating func array(depth: Int, _ outline: inout LenientOutline) -> Bool {
        let index = outline.entries.count
        outline.append(.array)
        offset += 1
        var count = 0
        while true {
            skipBlanks(andCommas: true)
            guard let byte = next, byte != UInt8(ascii: "}") else { break }
            if byte == UInt8(ascii: "]") {
                offset += 1
                break
            }
            if byte == UInt8(ascii: ":"), dialect == .data {
                offset += 1
                continue
            }
            let start = offset
            guard value(depth: depth, &outline) else { return abandon(index, count: count, &outline) }
            count += 1
            if offset == start { offset += 1 }
        }
        outline.close(index, count: count)
        return true
    }

    /// What was read before something unreadable stays, and the rest is left alone; nothing read is no value.
    private mutating func abandon(_ index: Int, count: Int, _ outline: inout LenientOutline) -> Bool {
        if dialect == .script, count == 0 {
            outline.remove(from: index)
            return false
        }
        offset = bytes.count
        outline.close(index, count: count)
        return true
    }

    /// Passes over an object or array that is too deep, strings in it heeded.
    private mutating func skipNested() {
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                _ = passString()
                continue
            default: break
            }
            offset += 1
            if depth == 0 { break }
        }
    }

    /// A number, a literal or, in data, a text without quotation marks.
    private mutating func word(_ outline: inout LenientOutline) -> Bool {
        let start = offset
        if passWholeNumber() {
            outline.append(.word, start, offset)
            return true
        }
        if dialect == .script {
            while let byte = next, Self.isNamePart(byte) || byte == UInt8(ascii: "+") { offset += 1 }
        } else {
            while let byte = next, !Self.endsWord(byte), !startsComment() { offset += 1 }
        }
        var end = offset
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        switch text {
        case "true", "True": outline.append(.yes)
        case "false", "False": outline.append(.no)
        case "null", "undefined", "NaN", "None": outline.append(.null)
        case "" where dialect == .data: outline.append(.null)
        default:
            guard dialect == .data || Self.number(text) != nil else { return false }
            outline.append(.word, start, end)
        }
        return true
    }

    /// The number that a word is; nil when it is none.
    static func number(_ word: String) -> JSON? {
        guard let first = word.utf8.first, !isLetter(first) else { return nil }
        if let value = Int64(word) { return .integer(value) }
        if let value = Double(word), value.isFinite { return .number(value) }
        return nil
    }

    /// The quick way for most numbers: digits up to a comma, a closing mark or white space.
    private mutating func passWholeNumber() -> Bool {
        var place = offset
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        let start = place
        while place < bytes.count, place - start < 18, bytes[place] &- 48 < 10 { place += 1 }
        guard place > start, place < bytes.count else { return false }
        switch bytes[place] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x0A:
            offset = place
            return true
        default: return false
        }
    }

    private mutating func bareName(_ outline: inout LenientOutline) {
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
        outline.append(.text, start, end)
    }
}
