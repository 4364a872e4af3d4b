/// Strings, blanks and kinds of bytes.
extension LenientJSON {
    // MARK: Strings

    mutating func string(_ outline: inout LenientOutline) {
        let start = offset + 1
        let (end, isEscaped) = passString()
        outline.append(isEscaped ? .escapedText : .text, start, end)
    }

    /// Passes over the string at `offset`; tells where its text ends and whether there are escapes in it.
    mutating func passString() -> (end: Int, isEscaped: Bool) {
        let quote = bytes[offset]
        var isEscaped = false
        var place = offset + 1
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                place += 2
                continue
            }
            if byte == quote, endsString(at: place) {
                offset = place + 1
                return (place, isEscaped)
            }
            place += 1
        }
        offset = bytes.count
        return (offset, isEscaped)
    }

    /// The text of a string that holds escapes.
    static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> String {
        var reader = LenientJSON(bytes: text, dialect: .data)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        while let byte = reader.next {
            if byte == UInt8(ascii: "\\") {
                reader.escape(into: &decoded)
            } else {
                decoded.append(byte)
                reader.offset += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// A quotation mark ends a string when the text after it goes on as JSON does.
    private func endsString(at offset: Int) -> Bool {
        guard dialect == .data else { return true }
        let following = place(afterBlanksFrom: offset + 1)
        guard following < bytes.count else { return true }
        switch bytes[following] {
        case UInt8(ascii: ","): return goesOn(from: place(afterBlanksFrom: following + 1))
        case UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ";"): return true
        case UInt8(ascii: "<"): return starts("<!--", at: following)
        case UInt8(ascii: "/"): return starts("//", at: following) || starts("/*", at: following)
        // A missing comma, with the next member on a line of its own.
        case UInt8(ascii: "\""), UInt8(ascii: "{"): return bytes[offset..<following].contains(0x0A)
        default: return false
        }
    }

    /// Whether what comes after a comma can be a member or an element, and not the rest of a sentence.
    private func goesOn(from start: Int) -> Bool {
        guard start < bytes.count else { return true }
        guard Self.isNamePart(bytes[start]), Self.isLetter(bytes[start]) else { return true }
        var end = start
        while end < bytes.count, end - start < 64, Self.isNamePart(bytes[end]) { end += 1 }
        let following = place(afterBlanksFrom: end)
        guard following < bytes.count else { return true }
        switch bytes[following] {
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return true
        default: return false
        }
    }

    private func place(afterBlanksFrom start: Int) -> Int {
        var place = start
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
        return place
    }

    private mutating func escape(into decoded: inout [UInt8]) {
        offset += 1
        guard let letter = next else { return }
        offset += 1
        switch letter {
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case 0x0A: break
        case UInt8(ascii: "x"):
            if let unit = codeUnit(digits: 2) { append(unit, to: &decoded) } else { decoded.append(letter) }
        case UInt8(ascii: "u"):
            guard var unit = codeUnit(digits: 4) else {
                decoded.append(letter)
                return
            }
            if (0xD800..<0xDC00).contains(unit), starts("\\u") {
                let back = offset
                offset += 2
                if let low = codeUnit(digits: 4), (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF))
                } else {
                    offset = back
                }
            }
            append(unit, to: &decoded)
        default: decoded.append(letter)
        }
    }

    private func append(_ unit: UInt32, to decoded: inout [UInt8]) {
        decoded.append(contentsOf: Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8))
    }

    /// The hexadecimal digits at `offset`, which moves on; nil, and nothing moves, when they are none.
    private mutating func codeUnit(digits: Int) -> UInt32? {
        guard offset + digits <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[offset..<offset + digits] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - 48)
            case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                unit = unit << 4 | UInt32((byte | 0x20) - 87)
            default: return nil
            }
        }
        offset += digits
        return unit
    }

    // MARK: Blanks

    /// Passes white space, byte order marks, comments and the wrappers `<!-- -->` and `<![CDATA[ ]]>`.
    mutating func skipBlanks(andCommas: Bool = false) {
        while let byte = next {
            switch byte {
            case 0...0x20: offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                guard andCommas else { return }
                offset += 1
            case UInt8(ascii: "/"):
                if starts("//") {
                    while let byte = next, byte != 0x0A { offset += 1 }
                } else if starts("/*") {
                    offset += 2
                    while offset < bytes.count, !starts("*/") { offset += 1 }
                    offset = min(offset + 2, bytes.count)
                } else {
                    return
                }
            case UInt8(ascii: "<"):
                // Old pages hide scripts in comments; what is inside counts.
                if starts("<!--") {
                    offset += 4
                } else if starts("<![CDATA[") {
                    offset += 9
                } else {
                    return
                }
            case UInt8(ascii: "-"), UInt8(ascii: "]"):
                guard starts("-->") || starts("]]>") else { return }
                offset += 3
            case 0xC2:
                guard starts("\u{A0}") else { return }
                offset += 2
            case 0xEF:
                guard starts("\u{FEFF}") else { return }
                offset += 3
            default: return
            }
        }
    }

    private func starts(_ mark: StaticString) -> Bool { starts(mark, at: offset) }

    private func starts(_ mark: StaticString, at place: Int) -> Bool {
        let count = mark.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[place + $0] == mark.utf8Start[$0] }
    }

    /// Whether a comment begins here that a blank parts from the word before it.
    func startsComment() -> Bool {
        bytes[offset] == UInt8(ascii: "/") && offset > 0 && Self.isBlank(bytes[offset - 1])
            && (starts("//") || starts("/*"))
    }

    // MARK: Kinds of bytes

    static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$")
    }

    /// What names and numbers of scripts are made of, and the `@` of linked data.
    static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }

    static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == 0x0A
            || byte == UInt8(ascii: "\"")
    }
}
