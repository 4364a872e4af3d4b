import HTML

/// What a page's head, address and structured data tell before its text is looked at.
struct PageHints {
    private(set) var titleWords = HashedBits(minimumCapacity: 32)
    /// Triples of words of the description, and of article text in JSON-LD.
    private(set) var descriptionTriples = HashedBits(minimumCapacity: 32)
    private(set) var bodyTriples = HashedBits(minimumCapacity: 16)
    /// The longest article text in JSON-LD, without its markup.
    private(set) var bodyText: [UInt8] = []
    private(set) var types: LinkedTypes = []
    /// 1 article, 2 product, 3 website by Open Graph; 0 other or none.
    private(set) var openGraphType: Float = 0
    private(set) var isForumSoftware = false
    let address: AddressHints

    var hasBody: Bool { !bodyTriples.isEmpty }

    /// Kinds of thing that JSON-LD declares.
    struct LinkedTypes: OptionSet {
        let rawValue: UInt8
        static let article = LinkedTypes(rawValue: 1)
        static let product = LinkedTypes(rawValue: 2)
        static let collection = LinkedTypes(rawValue: 4)
        static let forum = LinkedTypes(rawValue: 8)
    }

    init(_ document: Document, url: String?) {
        address = AddressHints(url ?? "")
        var pastHead = false
        for node in document.nodes where document.kind(of: node) == .element {
            switch document.name(of: node) {
            case .body: pastHead = true
            case .title where !pastHead:
                if let text = document.firstChild(of: node) { document.withText(of: text) { addTitle($0) } }
            case .meta: readMeta(node, document)
            case .script:
                let isLinkedData = document.withAttribute(.type, of: node) { $0.contains("ld+json") } ?? false
                if isLinkedData, let text = document.firstChild(of: node) {
                    document.withText(of: text) { readLinkedData($0) }
                }
            default: break
            }
        }
        isForumSoftware = Self.namesForumSoftware(document)
    }

    private mutating func addTitle(_ bytes: UnsafeBufferPointer<UInt8>) {
        var measure = TextMeasure()
        measure.add(bytes, isLink: false, to: &titleWords)
        measure.finish(to: &titleWords)
    }

    private mutating func readMeta(_ node: NodeID, _ document: Document) {
        let property =
            document.attributeRecord(.property, of: node) ?? document.attributeRecord(.name, of: node)
        guard let property, let content = document.attributeRecord(.content, of: node) else { return }
        document.storage.withBytes(property.value) { property in
            document.storage.withBytes(content.value) { content in
                if property.equals("og:title") {
                    addTitle(content)
                } else if property.equals("description") || property.equals("og:description") {
                    Triples.add(content, to: &descriptionTriples)
                } else if property.equals("og:type") {
                    openGraphType =
                        content.contains("article")
                        ? 1 : content.contains("product") ? 2 : content.contains("website") ? 3 : 0
                }
            }
        }
    }

    private mutating func readLinkedData(_ json: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while let found = json.firstIndex(of: "\"@type\"", from: position) {
            position = found + 7
            // The value, or the first few of an array.
            let value = UnsafeBufferPointer(rebasing: json[position..<min(json.count, position + 80)])
            let end = value.firstIndex { $0 == 0x2C || $0 == 0x7D } ?? value.count
            let name = UnsafeBufferPointer(rebasing: value[..<end])
            if name.contains("\"article\"") || name.contains("newsarticle\"")
                || name.contains("\"blogposting")
                || name.contains("techarticle\"")
            {
                types.insert(.article)
            }
            if name.contains("\"product\"") || name.contains("\"productgroup") { types.insert(.product) }
            if name.contains("\"collectionpage") || name.contains("\"itemlist\"")
                || name.contains("\"offercatalog") || name.contains("\"searchresultspage")
            {
                types.insert(.collection)
            }
            if name.contains("\"discussionforumposting") || name.contains("\"qapage")
                || name.contains("\"question\"")
            {
                types.insert(.forum)
            }
        }
        position = 0
        while let found = json.firstIndex(of: "\"articlebody\"", from: position) {
            position = found + 13
            while position < json.count, json[position] != 0x22, json[position] != 0x2C { position += 1 }
            guard position < json.count, json[position] == 0x22 else { continue }
            let text = JSONText.decode(json, from: &position)
            if text.count > bodyText.count { bodyText = text }
            text.withUnsafeBufferPointer { Triples.add($0, to: &bodyTriples) }
        }
    }

    /// Forum programs name themselves in their head or foot.
    private static func namesForumSoftware(_ document: Document) -> Bool {
        document.storage.source.withUnsafeBufferPointer { source in
            let head = UnsafeBufferPointer(rebasing: source[..<min(source.count, 20_000)])
            let foot = UnsafeBufferPointer(rebasing: source[max(0, source.count - 5_000)...])
            return WordFinder.forumSoftware.finds(in: head) || WordFinder.forumSoftware.finds(in: foot)
        }
    }
}

extension HashedBits: WordSink {
    /// Notes the word.
    mutating func take(_ word: WordHash) { self[word] = 1 }
}

/// Collects every three words in a row.
private struct Triples: WordSink {
    private var set: HashedBits
    private var first = WordHash()
    private var second = WordHash()

    static func add(_ bytes: UnsafeBufferPointer<UInt8>, to set: inout HashedBits) {
        var triples = Triples(set: set)
        set = HashedBits(minimumCapacity: 1)
        var measure = TextMeasure()
        measure.add(bytes, isLink: false, to: &triples)
        measure.finish(to: &triples)
        set = triples.set
    }

    private init(set: HashedBits) {
        self.set = set
    }

    mutating func take(_ word: WordHash) {
        if !first.isEmpty {
            var triple = first
            triple.add(second)
            triple.add(word)
            set[triple] = 1
        }
        first = second
        second = word
    }
}

/// Text out of JSON that need not be sound: escapes are undone, markup is left out.
enum JSONText {
    /// Decodes the string whose opening quote is at `position`, which moves past its end.
    static func decode(
        _ json: UnsafeBufferPointer<UInt8>, from position: inout Int, keepsMarkup: Bool = false
    ) -> [UInt8] {
        var text: [UInt8] = []
        var index = position + 1
        var inTag = false
        while index < json.count, json[index] != 0x22 {
            var byte = json[index]
            index += 1
            if byte == 0x5C, index < json.count {
                byte = json[index]
                index += 1
                switch byte {
                case 0x6E, 0x72: byte = 0x0A
                case 0x74, 0x62, 0x66: byte = 0x20
                case 0x75:
                    guard index + 4 <= json.count else { continue }
                    var scalar: UInt32 = 0
                    for digit in json[index..<index + 4] {
                        scalar = scalar << 4 | UInt32(digit >= 0x41 ? (digit & 0xDF) &- 55 : digit &- 48) & 15
                    }
                    index += 4
                    if scalar == 0x3C, !keepsMarkup { inTag = true }
                    if !inTag, let scalar = Unicode.Scalar(scalar) {
                        text.append(contentsOf: UTF8.encode(scalar)!)
                    }
                    if scalar == 0x3E, !keepsMarkup {
                        inTag = false
                        text.append(0x20)
                    }
                    continue
                default: break
                }
            }
            if byte == 0x3C, !keepsMarkup { inTag = true }
            if !inTag { text.append(byte) }
            if byte == 0x3E, !keepsMarkup {
                inTag = false
                text.append(0x20)
            }
        }
        position = index + 1
        return text
    }
}
