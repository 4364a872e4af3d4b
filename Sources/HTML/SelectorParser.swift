/// Reads selectors. Recursion is bounded by `Selector.depthLimit`.
struct SelectorParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private var parts = 0
    private var isInHas = false

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(SelectorError) -> [Selector.Complex] {
        guard bytes.count <= Selector.lengthLimit else { throw .tooComplex }
        let list = try list(isRelative: false)
        guard position == bytes.count else { throw .syntax(offset: position) }
        return list
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func byte(after distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while let byte, byte.isHTMLSpace { position += 1 }
        return position > start
    }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        position += 1
        return true
    }

    private mutating func require(_ expected: UInt8) throws(SelectorError) {
        guard take(expected) else { throw .syntax(offset: position) }
    }

    // MARK: Lists and compounds

    private mutating func list(isRelative: Bool) throws(SelectorError) -> [Selector.Complex] {
        var list: [Selector.Complex] = []
        repeat {
            skipSpace()
            list.append(try complex(isRelative: isRelative))
            skipSpace()
        } while take(UInt8(ascii: ","))
        return list
    }

    private mutating func complex(isRelative: Bool) throws(SelectorError) -> Selector.Complex {
        var combinator = Selector.Combinator.descendant
        if isRelative, let leading = symbol() {
            combinator = leading
            skipSpace()
        }
        var complex = Selector.Complex(parts: [])
        while true {
            complex.parts.append(.init(combinator: combinator, compound: try compound()))
            let hasSpace = skipSpace()
            if let next = symbol() {
                combinator = next
                skipSpace()
            } else if hasSpace, let byte, byte != UInt8(ascii: ","), byte != UInt8(ascii: ")") {
                combinator = .descendant
            } else {
                return complex
            }
        }
    }

    private mutating func symbol() -> Selector.Combinator? {
        let combinator: Selector.Combinator
        switch byte {
        case UInt8(ascii: ">"): combinator = .child
        case UInt8(ascii: "+"): combinator = .nextSibling
        case UInt8(ascii: "~"): combinator = .subsequentSibling
        default: return nil
        }
        position += 1
        return combinator
    }

    private mutating func compound() throws(SelectorError) -> [Selector.Simple] {
        var simples: [Selector.Simple] = []
        if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "|") || startsIdentifier {
            simples.append(try type())
        }
        loop: while let byte {
            parts += 1
            guard parts <= Selector.partLimit else { throw .tooComplex }
            switch byte {
            case UInt8(ascii: "#"):
                position += 1
                simples.append(.id(try name()))
            case UInt8(ascii: "."):
                position += 1
                simples.append(.class(try identifier()))
            case UInt8(ascii: "["):
                position += 1
                simples.append(.attribute(try attribute()))
            case UInt8(ascii: ":"):
                position += 1
                simples.append(try pseudoClass())
            default: break loop
            }
        }
        guard !simples.isEmpty else { throw .syntax(offset: position) }
        return simples
    }

    /// A type or `*`, after `*|` or nothing.
    private mutating func type() throws(SelectorError) -> Selector.Simple {
        if take(UInt8(ascii: "*")) {
            guard byte == UInt8(ascii: "|"), byte(after: 1) != UInt8(ascii: "=") else { return .universal }
            position += 1
            if take(UInt8(ascii: "*")) { return .universal }
        }
        let start = position
        let name = try identifier()
        guard byte != UInt8(ascii: "|") else { throw .unsupported(offset: start) }
        return .type(String(decoding: name, as: UTF8.self))
    }

    // MARK: Attributes

    private mutating func attribute() throws(SelectorError) -> Selector.AttributeTest {
        skipSpace()
        if byte == UInt8(ascii: "*"), byte(after: 1) == UInt8(ascii: "|") { position += 2 }
        var test = Selector.AttributeTest(
            name: String(decoding: try identifier(), as: UTF8.self), operator: .exists, value: [])
        skipSpace()
        if take(UInt8(ascii: "]")) { return test }
        switch byte {
        case UInt8(ascii: "="): test.operator = .equals
        case UInt8(ascii: "~"): test.operator = .includes
        case UInt8(ascii: "|"): test.operator = .dashMatch
        case UInt8(ascii: "^"): test.operator = .prefix
        case UInt8(ascii: "$"): test.operator = .suffix
        case UInt8(ascii: "*"): test.operator = .substring
        default: throw .syntax(offset: position)
        }
        if test.operator != .equals { position += 1 }
        try require(UInt8(ascii: "="))
        skipSpace()
        test.value =
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") ? try string() : try identifier()
        skipSpace()
        if let byte, byte.isASCIILetter {
            switch byte.asciiLowercased {
            case UInt8(ascii: "i"): test.ignoresCase = true
            case UInt8(ascii: "s"): test.ignoresCase = false
            default: throw .syntax(offset: position)
            }
            position += 1
            skipSpace()
        }
        try require(UInt8(ascii: "]"))
        return test
    }

    // MARK: Pseudo-classes

    private mutating func pseudoClass() throws(SelectorError) -> Selector.Simple {
        let start = position
        let name = String(decoding: try identifier(), as: UTF8.self).lowercased()
        guard take(UInt8(ascii: "(")) else {
            switch name {
            case "empty": return .empty
            case "root": return .root
            case "scope": return .scope
            case "first-child": return .nth(.init(step: 0, offset: 1))
            case "last-child": return .nth(.init(step: 0, offset: 1, fromEnd: true))
            case "first-of-type": return .nth(.init(step: 0, offset: 1, ofType: true))
            case "last-of-type": return .nth(.init(step: 0, offset: 1, fromEnd: true, ofType: true))
            case "only-child", "only-of-type": return only(ofType: name == "only-of-type")
            default: throw .unsupported(offset: start)
            }
        }
        depth += 1
        guard depth <= Selector.depthLimit else { throw .tooComplex }
        defer { depth -= 1 }
        let simple: Selector.Simple
        switch name {
        case "not": simple = .matchesNone(try list(isRelative: false))
        case "is", "where", "matches": simple = .matchesAny(try list(isRelative: false))
        case "has":
            guard !isInHas else { throw .unsupported(offset: start) }
            isInHas = true
            defer { isInHas = false }
            simple = .has(try list(isRelative: true))
        case "nth-child": simple = .nth(try nth(fromEnd: false, ofType: false))
        case "nth-last-child": simple = .nth(try nth(fromEnd: true, ofType: false))
        case "nth-of-type": simple = .nth(try nth(fromEnd: false, ofType: true))
        case "nth-last-of-type": simple = .nth(try nth(fromEnd: true, ofType: true))
        default: throw .unsupported(offset: start)
        }
        skipSpace()
        try require(UInt8(ascii: ")"))
        return simple
    }

    /// Both first and last.
    private func only(ofType: Bool) -> Selector.Simple {
        let first = Selector.Simple.nth(.init(step: 0, offset: 1, ofType: ofType))
        let last = Selector.Simple.nth(.init(step: 0, offset: 1, fromEnd: true, ofType: ofType))
        return .matchesAny([.init(parts: [.init(combinator: .descendant, compound: [first, last])])])
    }

    private mutating func nth(fromEnd: Bool, ofType: Bool) throws(SelectorError) -> Selector.Nth {
        skipSpace()
        var nth = try stepAndOffset()
        nth.fromEnd = fromEnd
        nth.ofType = ofType
        skipSpace()
        if !ofType, takeWord("of") {
            skipSpace()
            nth.among = try list(isRelative: false)
        }
        return nth
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let matches = bytes.withUnsafeBufferPointer {
            UnsafeBufferPointer(rebasing: $0[position...]).hasPrefixIgnoringCase(word)
        }
        if matches { position += word.utf8CodeUnitCount }
        return matches
    }

    /// `odd`, `even`, `5`, `-n+3`, `2n + 1`.
    private mutating func stepAndOffset() throws(SelectorError) -> Selector.Nth {
        if takeWord("odd") { return .init(step: 2, offset: 1) }
        if takeWord("even") { return .init(step: 2, offset: 0) }
        let sign = takeSign()
        let number = digits()
        guard byte.map(\.asciiLowercased) == UInt8(ascii: "n") else {
            guard let number else { throw .syntax(offset: position) }
            return .init(step: 0, offset: sign * number)
        }
        position += 1
        let step = sign * (number ?? 1)
        let end = position
        skipSpace()
        guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") else {
            position = end
            return .init(step: step, offset: 0)
        }
        let offsetSign = takeSign()
        skipSpace()
        guard let offset = digits() else { throw .syntax(offset: position) }
        return .init(step: step, offset: offsetSign * offset)
    }

    private mutating func takeSign() -> Int {
        if take(UInt8(ascii: "-")) { return -1 }
        _ = take(UInt8(ascii: "+"))
        return 1
    }

    /// A number, held at a billion; nil without digits.
    private mutating func digits() -> Int? {
        var value: Int?
        while let byte, byte &- 0x30 < 10 {
            value = min((value ?? 0) * 10 + Int(byte - 0x30), 1_000_000_000)
            position += 1
        }
        return value
    }

    // MARK: Names and strings

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private func startsEscape(after distance: Int = 0) -> Bool {
        guard byte(after: distance) == UInt8(ascii: "\\"), let next = byte(after: distance + 1) else {
            return false
        }
        return next != 0x0A && next != 0x0D && next != 0x0C
    }

    private var startsIdentifier: Bool {
        var distance = 0
        if byte == UInt8(ascii: "-") {
            if byte(after: 1) == UInt8(ascii: "-") { return true }
            distance = 1
        }
        guard let first = byte(after: distance) else { return false }
        return first.isASCIILetter || first == UInt8(ascii: "_") || first >= 0x80
            || startsEscape(after: distance)
    }

    private mutating func identifier() throws(SelectorError) -> [UInt8] {
        guard startsIdentifier else { throw .syntax(offset: position) }
        return try name()
    }

    private mutating func name() throws(SelectorError) -> [UInt8] {
        var name: [UInt8] = []
        while let byte {
            if Self.isNameByte(byte) {
                name.append(byte)
                position += 1
            } else if startsEscape() {
                position += 1
                escape(into: &name)
            } else {
                break
            }
        }
        guard !name.isEmpty else { throw .syntax(offset: position) }
        return name
    }

    /// After a backslash: up to six hexadecimal digits and a space, or any character.
    private mutating func escape(into result: inout [UInt8]) {
        var value: UInt32 = 0
        var count = 0
        while count < 6, let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 {
            value = value << 4 | UInt32(digit)
            count += 1
            position += 1
        }
        guard count > 0 else {
            if let byte { result.append(byte) }
            position += 1
            return
        }
        if let byte, byte.isHTMLSpace { position += 1 }
        let scalar = value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
        result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    private mutating func string() throws(SelectorError) -> [UInt8] {
        let quote = bytes[position]
        position += 1
        var value: [UInt8] = []
        while let byte {
            if byte == quote {
                position += 1
                return value
            }
            if byte == 0x0A || byte == 0x0D || byte == 0x0C { throw .syntax(offset: position) }
            if byte == UInt8(ascii: "\\") {
                position += 1
                if self.byte == 0x0A {
                    position += 1
                } else {
                    escape(into: &value)
                }
            } else {
                value.append(byte)
                position += 1
            }
        }
        throw .syntax(offset: position)
    }
}
