/// A start or end tag. Its attributes are the last `attributeCount` of the arena.
struct TagToken {
    var name: Name
    var attributeStart: Int32 = 0
    var attributeCount: Int32 = 0
    var isSelfClosing = false
}

/// A run of characters: bytes of the source, or others, which are valid during the call only.
struct TextPiece {
    var bytes: UnsafeBufferPointer<UInt8>
    /// Where in the source the bytes are, -1 if not there.
    var sourceOffset: Int32

    /// Removes the first `count` bytes.
    mutating func drop(_ count: Int) {
        bytes = UnsafeBufferPointer(rebasing: bytes[count...])
        if sourceOffset >= 0 { sourceOffset += Int32(count) }
    }

    func prefix(_ count: Int) -> TextPiece {
        TextPiece(bytes: UnsafeBufferPointer(rebasing: bytes[..<count]), sourceOffset: sourceOffset)
    }
}

struct DoctypeToken {
    var name: ByteRange?
    var publicID: ByteRange?
    var systemID: ByteRange?
    var forcesQuirks = false
}

/// How the tokenizer reads what follows a tag.
enum ContentModel {
    case data
    /// Text with references up to the end tag: `title`, `textarea`.
    case rcdata
    /// Text up to the end tag: `style`, `xmp`, `iframe`.
    case rawText
    case scriptData
    /// Text up to the end of input.
    case plainText
    case cdataSection
}

/// What the tokenizer drives. Each call gets the arena that tokens point into.
protocol TokenSink {
    mutating func characters(_ piece: TextPiece, _ arena: inout TokenArena)
    /// U+0000 among characters of data or a CDATA section, where its meaning depends on the place.
    mutating func nullCharacter(_ arena: inout TokenArena)
    mutating func startTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel
    mutating func endTag(_ tag: TagToken, _ arena: inout TokenArena)
    mutating func comment(_ text: ByteRange, _ arena: inout TokenArena)
    mutating func doctype(_ doctype: DoctypeToken, _ arena: inout TokenArena)
    mutating func endOfFile(_ arena: inout TokenArena)

    /// True where `<![CDATA[` begins a section: in SVG and MathML.
    var allowsCDATA: Bool { get }
    /// True when no further tokens are wanted.
    var isFull: Bool { get }
}

/// The memory that tokens point into: the source, decoded bytes, attributes and names.
struct TokenArena {
    let source: UnsafeBufferPointer<UInt8>
    var side: [UInt8] = []
    var attributes: [AttributeRecord] = []
    var names = NameTable()
    let known = NameTable.known

    init(source: UnsafeBufferPointer<UInt8>) {
        self.source = source
    }

    func withBytes<Result>(_ range: ByteRange, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let bounds = range.offset..<range.end
        guard range.isInSide else { return body(UnsafeBufferPointer(rebasing: source[bounds])) }
        return side.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[bounds])) }
    }

    /// The range of what was put in the side buffer from `start` on.
    func sideRange(from start: Int) -> ByteRange {
        ByteRange(start: Int32(start) | ByteRange.sideBit, count: Int32(side.count - start))
    }

    /// The number of a name given by its key and bytes, both lower-cased.
    @inline(__always)
    mutating func intern(_ key: NameTable.Key, _ bytes: UnsafeBufferPointer<UInt8>) -> Name {
        if let index = known.find(key, bytes) { return Name(rawValue: Int32(index)) }
        return Name(rawValue: Name.knownCount + Int32(names.intern(key, bytes)))
    }

    func utf8(of name: Name) -> ArraySlice<UInt8> {
        name.rawValue < Name.knownCount
            ? known.utf8(of: Int(name.rawValue)) : names.utf8(of: Int(name.rawValue - Name.knownCount))
    }

    func value(of name: Name, in tag: TagToken) -> ByteRange? {
        let start = Int(tag.attributeStart)
        for position in start..<start + Int(tag.attributeCount)
        where attributes[position].name == name.rawValue {
            return attributes[position].value
        }
        return nil
    }

    func string(_ range: ByteRange) -> String {
        withBytes(range) { String(decoding: $0, as: UTF8.self) }
    }
}
