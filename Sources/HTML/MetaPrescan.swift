/// The prescan of a byte stream for an encoding declared in a `meta` element, or else in an XML declaration
/// (§13.2.3.2).
struct MetaPrescan {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    static func encoding(in bytes: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
        // An XML declaration in two bytes a character.
        if bytes.starts(with: [0x3C, 0, 0x3F, 0, 0x78, 0]) { return .utf16LE }
        if bytes.starts(with: [0, 0x3C, 0, 0x3F, 0, 0x78]) { return .utf16BE }
        var scan = MetaPrescan(bytes: bytes)
        return scan.run() ?? xmlEncoding(in: bytes)
    }

    /// The encoding that an XML declaration at the start names.
    private static func xmlEncoding(in bytes: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
        guard bytes.starts(with: "<?xml".utf8), let end = bytes.firstIndex(of: UInt8(ascii: ">")) else {
            return nil
        }
        let name = Array("encoding".utf8)
        var rest = bytes[5..<end]
        while !rest.starts(with: name) {
            if rest.isEmpty { return nil }
            rest = rest.dropFirst()
        }
        rest = rest.dropFirst(name.count).drop { $0 <= 0x20 }
        guard rest.first == UInt8(ascii: "=") else { return nil }
        rest = rest.dropFirst().drop { $0 <= 0x20 }
        guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return nil
        }
        rest = rest.dropFirst()
        guard let close = rest.firstIndex(of: quote), !rest[..<close].contains(where: { $0 <= 0x20 }) else {
            return nil
        }
        let encoding = TextEncoding(label: Array(rest[..<close]))
        return encoding == .utf16LE || encoding == .utf16BE ? .utf8 : encoding
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private var rest: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[position...]) }

    private mutating func run() -> TextEncoding? {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                position += 1
                continue
            }
            if rest.starts(with: "<!--".utf8) {
                skipComment()
            } else if rest.hasPrefixIgnoringCase("<meta"), rest.count > 5,
                rest[5].isHTMLSpace || rest[5] == UInt8(ascii: "/")
            {
                position += 6
                if let encoding = meta() { return encoding }
            } else if rest.count > 1, rest[1].isASCIILetter {
                position += 1
                skipTag()
            } else if rest.count > 2, rest[1] == UInt8(ascii: "/"), rest[2].isASCIILetter {
                position += 2
                skipTag()
            } else if rest.count > 1,
                rest[1] == UInt8(ascii: "!") || rest[1] == UInt8(ascii: "/") || rest[1] == UInt8(ascii: "?")
            {
                skip { $0 == UInt8(ascii: ">") }
            } else {
                position += 1
            }
        }
        return nil
    }

    private mutating func skip(until isEnd: (UInt8) -> Bool) {
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
    }

    private mutating func skipComment() {
        // The dashes that begin a comment may be those that end it.
        position += 2
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "-"), rest.starts(with: "-->".utf8) {
                position += 3
                return
            }
            position += 1
        }
    }

    private mutating func skipTag() {
        skip { $0.isHTMLSpace || $0 == UInt8(ascii: ">") }
        while attribute() != nil {}
    }

    /// In a `meta` tag after its name.
    private mutating func meta() -> TextEncoding? {
        var seen: Set<[UInt8]> = []
        var gotPragma = false
        var needsPragma: Bool?
        var encoding: TextEncoding?
        while let (name, value) = attribute() {
            guard seen.insert(name).inserted else { continue }
            if name.elementsEqual("http-equiv".utf8) {
                if value.elementsEqual("content-type".utf8) { gotPragma = true }
            } else if name.elementsEqual("content".utf8) {
                if encoding == nil, let label = Self.charset(in: value),
                    let found = TextEncoding(label: label)
                {
                    encoding = found
                    needsPragma = true
                }
            } else if name.elementsEqual("charset".utf8) {
                encoding = TextEncoding(label: value)
                needsPragma = false
            }
        }
        // A tag that the input cuts off does not count.
        guard position < bytes.count, let needsPragma, gotPragma || !needsPragma else { return nil }
        switch encoding {
        case .some(.utf16LE), .some(.utf16BE): return .utf8
        case .some(.userDefined): return .windows1252
        default: return encoding
        }
    }

    /// The next attribute, lower-cased; nil at the end of the tag or of the input.
    private mutating func attribute() -> (name: [UInt8], value: [UInt8])? {
        skip { !$0.isHTMLSpace && $0 != UInt8(ascii: "/") }
        guard position < bytes.count, bytes[position] != UInt8(ascii: ">") else { return nil }
        var name: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "="), !name.isEmpty { break }
            if byte.isHTMLSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") { break }
            name.append(byte.asciiLowercased)
            position += 1
        }
        skip { !$0.isHTMLSpace }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return (name, []) }
        position += 1
        skip { !$0.isHTMLSpace }
        guard position < bytes.count else { return nil }

        var value: [UInt8] = []
        let quote = bytes[position]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            position += 1
            while position < bytes.count, bytes[position] != quote {
                value.append(bytes[position].asciiLowercased)
                position += 1
            }
            guard position < bytes.count else { return nil }
            position += 1
        } else {
            while position < bytes.count, !bytes[position].isHTMLSpace, bytes[position] != UInt8(ascii: ">") {
                value.append(bytes[position].asciiLowercased)
                position += 1
            }
        }
        return (name, value)
    }

    /// The label after `charset=` in the content of a `meta` (§2.4.4 of the standard's URLs chapter).
    static func charset(in value: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = value[...]
        while !rest.isEmpty {
            guard rest.starts(with: "charset".utf8) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(7).drop { $0.isHTMLSpace }
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst().drop { $0.isHTMLSpace }
            guard let first = rest.first else { return nil }
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                guard let end = rest.dropFirst().firstIndex(of: first) else { return nil }
                return rest[(rest.startIndex + 1)..<end]
            }
            return rest.prefix { !$0.isHTMLSpace && $0 != UInt8(ascii: ";") }
        }
        return nil
    }
}
