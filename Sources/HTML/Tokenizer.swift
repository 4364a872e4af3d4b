/// The WHATWG tokenizer (§13.2.5) over a whole input, driving a sink without making token objects.
///
/// Expects UTF-8 with line feeds only. States of the standard that differ merely in their errors are one.
struct Tokenizer<Sink: TokenSink> {
    let base: UnsafePointer<UInt8>
    let end: Int
    var position = 0
    var sink: Sink
    var arena: TokenArena
    var contentModel: ContentModel
    /// The end tag with this name ends RCDATA, raw text and script data.
    var lastStartTag = Name(rawValue: -1)
    var lastStartTagBytes: [UInt8] = []

    /// `attributeSerials[name]` is the serial of the last tag with that attribute.
    private var attributeSerials: [UInt32]
    private var tagSerial: UInt32 = 0
    let references = CharacterReferences.shared

    init(
        source: UnsafeBufferPointer<UInt8>, sink: Sink, contentModel: ContentModel = .data,
        lastStartTag: String = ""
    ) {
        self.sink = sink
        self.contentModel = contentModel
        arena = TokenArena(source: source)
        end = source.count
        base = source.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        attributeSerials = Array(repeating: 0, count: Int(Name.knownCount))
        arena.attributes.reserveCapacity(source.count / 48)
        if !lastStartTag.isEmpty {
            lastStartTagBytes = Array(lastStartTag.utf8)
            self.lastStartTag = lastStartTagBytes.withUnsafeBufferPointer {
                arena.intern(NameTable.key(of: $0), $0)
            }
        }
    }

    mutating func run() {
        while position < end, !sink.isFull {
            switch contentModel {
            case .data: data()
            case .rcdata: rcdata()
            case .rawText: rawText()
            case .scriptData: scriptData()
            case .plainText: plainText()
            case .cdataSection: cdataSection()
            }
        }
        sink.endOfFile(&arena)
    }

    // MARK: Text

    @inline(__always)
    mutating func emitText(from start: Int, to end: Int) {
        guard start < end else { return }
        let bytes = UnsafeBufferPointer(start: base + start, count: end &- start)
        sink.characters(TextPiece(bytes: bytes, sourceOffset: Int32(truncatingIfNeeded: start)), &arena)
    }

    private mutating func emit(_ characters: CharacterReferences.Characters) {
        characters.withBytes { sink.characters(TextPiece(bytes: $0, sourceOffset: -1), &arena) }
    }

    /// Reads text and tags until the content model changes.
    private mutating func data() {
        var runStart = position
        while true {
            position = ByteScan.firstSpecial(
                UInt8(ascii: "<"), UInt8(ascii: "&"), in: base, from: position, to: end)
            guard position < end else { return emitText(from: runStart, to: end) }
            switch base[position] {
            case UInt8(ascii: "<"):
                let tagStart = position
                guard opensMarkup(tagStart) else {
                    position += 1
                    continue
                }
                emitText(from: runStart, to: tagStart)
                markup()
                runStart = position
                if contentModel != .data || sink.isFull { return }
            case UInt8(ascii: "&"):
                referenceOrAmpersand(&runStart)
            default:
                emitText(from: runStart, to: position)
                sink.nullCharacter(&arena)
                position += 1
                runStart = position
            }
        }
    }

    /// At an ampersand: emits what it stands for, or leaves it in the run as itself.
    mutating func referenceOrAmpersand(_ runStart: inout Int) {
        let text = UnsafeBufferPointer(start: base + position + 1, count: end - position - 1)
        if let match = references.match(text, inAttribute: false) {
            emitText(from: runStart, to: position)
            emit(match.characters)
            position += 1 + match.length
            runStart = position
        } else {
            position += 1
        }
    }

    mutating func replaceNull(_ runStart: inout Int) {
        emitText(from: runStart, to: position)
        emit(CharacterReferences.Characters("\u{FFFD}"))
        position += 1
        runStart = position
    }

    // MARK: Markup

    /// True if the `<` at `start` begins a tag, comment or the like, not text.
    @inline(__always)
    private func opensMarkup(_ start: Int) -> Bool {
        guard start + 1 < end else { return false }
        let next = base[start + 1]
        if next.isASCIILetter || next == UInt8(ascii: "!") || next == UInt8(ascii: "?") { return true }
        return next == UInt8(ascii: "/") && start + 2 < end
    }

    func starts(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard end - position >= length else { return false }
        let pattern = text.utf8Start
        for offset in 0..<length where base[position + offset] != pattern[offset] { return false }
        return true
    }

    /// At the `<` of markup.
    private mutating func markup() {
        let next = base[position + 1]
        if next.isASCIILetter {
            position += 1
            startTag()
        } else if next == UInt8(ascii: "/") {
            position += 2
            let byte = base[position]
            if byte.isASCIILetter {
                finishEndTag(tagName())
            } else if byte == UInt8(ascii: ">") {
                position += 1
            } else {
                bogusComment()
            }
        } else if next == UInt8(ascii: "!") {
            position += 2
            markupDeclaration()
        } else {
            position += 1
            bogusComment()
        }
    }

    private mutating func startTag() {
        let name = tagName()
        let attributeStart = arena.attributes.count
        guard let isSelfClosing = attributes() else {
            arena.attributes.removeSubrange(attributeStart...)
            return
        }
        let tag = TagToken(
            name: name, attributeStart: Int32(attributeStart),
            attributeCount: Int32(arena.attributes.count - attributeStart), isSelfClosing: isSelfClosing)
        contentModel = sink.startTag(tag, &arena)
        if contentModel != .data {
            lastStartTag = name
            lastStartTagBytes = Array(arena.utf8(of: name))
        }
    }

    mutating func finishEndTag(_ name: Name) {
        if position < end, base[position] == UInt8(ascii: ">") {
            position += 1
            sink.endTag(TagToken(name: name), &arena)
            return
        }
        let attributeStart = arena.attributes.count
        let isSelfClosing = attributes()
        arena.attributes.removeSubrange(attributeStart...)
        guard let isSelfClosing else { return }
        sink.endTag(TagToken(name: name, isSelfClosing: isSelfClosing), &arena)
    }

    /// Reads a tag name; stops at space, `/`, `>` or the end.
    private mutating func tagName() -> Name {
        if let name = shortName(isAttribute: false) { return name }
        let start = position
        var key = NameTable.Key(low: 0, high: 0, length: 0)
        var length = 0
        while position < end {
            let byte = base[position]
            if byte <= UInt8(ascii: ">") {
                if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte.isHTMLSpace { break }
                if byte == 0 { return unusualName(from: start, isAttribute: false) }
            }
            if length < 8 {
                key.low |= UInt64(byte.asciiLowercased) &<< UInt64(length &* 8)
            } else if length < 16 {
                key.high |= UInt64(byte.asciiLowercased) &<< UInt64(length &* 8 &- 64)
            }
            length &+= 1
            position += 1
        }
        guard length <= NameTable.packedLimit else { return unusualName(from: start, isAttribute: false) }
        key.length = Int32(length)
        return internPacked(key)
    }

    /// Reads a name of one to seven letters in one go; nil, without moving, if there is more to it.
    @inline(__always)
    private mutating func shortName(isAttribute: Bool) -> Name? {
        guard position &+ 8 <= end else { return nil }
        let word = UInt64(
            littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
        let length = ByteScan.countAbove(UInt8(ascii: ">"), in: word)
        guard length > 0, length < 8 else { return nil }
        let byte = base[position &+ length]
        guard
            byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte.isHTMLSpace
                || isAttribute && byte == UInt8(ascii: "=")
        else { return nil }
        let letters = ByteScan.lowercased(word) & (1 &<< UInt64(length &* 8) &- 1)
        position &+= length
        return internPacked(NameTable.Key(low: letters, high: 0, length: Int32(truncatingIfNeeded: length)))
    }

    /// Interns a name of at most 16 bytes, which are in its key.
    @inline(__always)
    private mutating func internPacked(_ key: NameTable.Key) -> Name {
        let index = arena.known.findPacked(key)
        if index >= 0 { return Name(rawValue: index) }
        let own = arena.names.findPacked(key)
        if own >= 0 { return Name(rawValue: Name.knownCount + own) }
        return withUnsafeBytes(of: (key.low.littleEndian, key.high.littleEndian)) { raw in
            let bytes = UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[..<Int(key.length)])
            return arena.intern(key, bytes)
        }
    }

    /// Reads a name that is long or holds NUL, from `start` on.
    private mutating func unusualName(from start: Int, isAttribute: Bool) -> Name {
        position = start
        var isPlain = true
        while position < end {
            let byte = base[position]
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte.isHTMLSpace { break }
            if isAttribute, byte == UInt8(ascii: "="), position > start { break }
            if byte == 0 || byte &- 0x41 < 26 { isPlain = false }
            position += 1
        }
        let name = UnsafeBufferPointer(start: base + start, count: position - start)
        if isPlain { return arena.intern(NameTable.key(of: name), name) }
        let cleaned = name.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0.asciiLowercased] }
        return cleaned.withUnsafeBufferPointer { arena.intern(NameTable.key(of: $0), $0) }
    }

    // MARK: Attributes

    /// Reads the rest of a tag after its name. True if it closes itself, nil if the input ends before it.
    private mutating func attributes() -> Bool? {
        tagSerial &+= 1
        while position < end {
            let byte = base[position]
            if byte.isHTMLSpace {
                position += 1
            } else if byte == UInt8(ascii: ">") {
                position += 1
                return false
            } else if byte == UInt8(ascii: "/") {
                position += 1
                if position < end, base[position] == UInt8(ascii: ">") {
                    position += 1
                    return true
                }
            } else {
                guard attribute() else { return nil }
            }
        }
        return nil
    }

    /// Reads one attribute; false if the input ends in it.
    private mutating func attribute() -> Bool {
        let name = attributeName()
        while position < end, base[position].isHTMLSpace { position += 1 }
        var value = ByteRange.empty
        if position < end, base[position] == UInt8(ascii: "=") {
            position += 1
            while position < end, base[position].isHTMLSpace { position += 1 }
            guard position < end else { return false }
            switch base[position] {
            case UInt8(ascii: "\""): value = quotedValue(UInt8(ascii: "\""))
            case UInt8(ascii: "'"): value = quotedValue(UInt8(ascii: "'"))
            case UInt8(ascii: ">"): break
            default: value = unquotedValue()
            }
        }
        guard position < end else { return false }
        let index = Int(name.rawValue)
        if index >= attributeSerials.count {
            attributeSerials += repeatElement(0, count: max(index + 1 - attributeSerials.count, 64))
        }
        if attributeSerials[index] != tagSerial {
            attributeSerials[index] = tagSerial
            arena.attributes.append(AttributeRecord(name: name.rawValue, value: value))
        }
        return true
    }

    private mutating func attributeName() -> Name {
        if let name = shortName(isAttribute: true) { return name }
        let start = position
        var key = NameTable.Key(low: 0, high: 0, length: 0)
        var length = 0
        while position < end {
            let byte = base[position]
            if byte <= UInt8(ascii: ">") {
                if byte == UInt8(ascii: "="), length > 0 { break }
                if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte.isHTMLSpace { break }
                if byte == 0 { return unusualName(from: start, isAttribute: true) }
            }
            if length < 8 {
                key.low |= UInt64(byte.asciiLowercased) &<< UInt64(length &* 8)
            } else if length < 16 {
                key.high |= UInt64(byte.asciiLowercased) &<< UInt64(length &* 8 &- 64)
            }
            length &+= 1
            position += 1
        }
        guard length <= NameTable.packedLimit else { return unusualName(from: start, isAttribute: true) }
        key.length = Int32(length)
        return internPacked(key)
    }

    /// Reads a value in quotes, the position being at the first; leaves it after the second.
    private mutating func quotedValue(_ quote: UInt8) -> ByteRange {
        position += 1
        let start = position
        position = ByteScan.firstSpecial(quote, UInt8(ascii: "&"), in: base, from: start, to: end)
        if position < end, base[position] != quote {
            let value = decodedValue(from: start) { $0 == quote }
            position = min(position + 1, end)
            return value
        }
        let value = ByteRange(start: Int32(start), count: Int32(position - start))
        position = min(position + 1, end)
        return value
    }

    private mutating func unquotedValue() -> ByteRange {
        let start = position
        while position < end {
            let byte = base[position]
            if byte <= UInt8(ascii: ">") {
                if byte == UInt8(ascii: ">") || byte.isHTMLSpace { break }
                if byte == UInt8(ascii: "&") || byte == 0 {
                    return decodedValue(from: start) { $0 == UInt8(ascii: ">") || $0.isHTMLSpace }
                }
            }
            position += 1
        }
        return ByteRange(start: Int32(start), count: Int32(position - start))
    }

    /// Reads on at a reference or NUL in a value that began at `start`; leaves the position at the
    /// byte that ends it.
    private mutating func decodedValue(from start: Int, until isEnd: (UInt8) -> Bool) -> ByteRange {
        let sideStart = arena.side.count
        var runStart = start
        while position < end {
            let byte = base[position]
            if isEnd(byte) { break }
            if byte == 0 {
                appendToSide(from: runStart)
                arena.side += [0xEF, 0xBF, 0xBD]
                position += 1
                runStart = position
            } else if byte == UInt8(ascii: "&") {
                let text = UnsafeBufferPointer(start: base + position + 1, count: end - position - 1)
                if let match = references.match(text, inAttribute: true) {
                    appendToSide(from: runStart)
                    match.characters.withBytes { arena.side.append(contentsOf: $0) }
                    position += 1 + match.length
                    runStart = position
                } else {
                    position += 1
                }
            } else {
                position += 1
            }
        }
        appendToSide(from: runStart)
        return arena.sideRange(from: sideStart)
    }

    private mutating func appendToSide(from start: Int) {
        arena.side.append(contentsOf: UnsafeBufferPointer(start: base + start, count: position - start))
    }
}
