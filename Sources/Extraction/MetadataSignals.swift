import HTML
import JSON

/// What a page says about itself, as it says it: gathered in one pass, not yet weighed.
struct MetadataSignals {
    /// Names in lower case, values in order.
    var metas: [String: [String]] = [:]
    var title: String?
    var canonical: String?
    var language: String?
    var linkedData: [JSON] = []
    /// Values of `itemprop`, the first of each name; of `author` all.
    var properties: [String: [String]] = [:]
    var headings: [String] = []
    var times: [(value: String, isPublished: Bool)] = []
    var linkedAuthors: [String] = []
    var bylines: [String] = []
    var itemTypes: [String] = []

    init(_ arena: Arena) {
        var index = 0
        let count = arena.nodes.count
        while index < count {
            let record = arena.nodes[index]
            defer { index += 1 }
            guard record.kind == .element else { continue }
            guard record.namespace == .html else {
                index = Int(record.subtreeEnd) - 1
                continue
            }
            switch Name(rawValue: record.name) {
            case .html: language = arena.string(arena.attribute(.lang, of: index)) ?? language
            case .meta: addMeta(arena, index)
            case .link: addLink(arena, index)
            case .title: if title == nil { title = Self.text(arena, index) }
            case .script: addScript(arena, index)
            case .h1: if headings.count < 4 { headings.append(Self.text(arena, index)) }
            case .time: addTime(arena, index)
            default: break
            }
            if record.range.count > 0 { addAttributes(arena, index, record) }
        }
    }

    private mutating func addMeta(_ arena: Arena, _ index: Int) {
        guard let content = arena.attribute(.content, of: index)?.trimmed, !content.isEmpty,
            content.count < 20_000,
            let name = arena.attribute(.property, of: index) ?? arena.attribute(.name, of: index)
                ?? arena.attribute(.httpEquiv, of: index)
        else { return }
        let value = String(decoding: content, as: UTF8.self)
        for word in String(decoding: name, as: UTF8.self).lowercased().split(separator: " ") {
            metas[String(word), default: []].append(value)
        }
    }

    private mutating func addLink(_ arena: Arena, _ index: Int) {
        guard canonical == nil, let rel = arena.attribute(.rel, of: index),
            rel.anyToken({ $0.equalsIgnoringCase("canonical") })
        else { return }
        canonical = arena.string(arena.attribute(.href, of: index)?.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func addScript(_ arena: Arena, _ index: Int) {
        guard linkedData.count < 64,
            arena.attribute(.type, of: index)?.trimmed.hasPrefixIgnoringCase("application/ld+json") == true
        else { return }
        let child = Int(arena.nodes[index].firstChild)
        guard child >= 0, arena.nodes[child].kind == .text else { return }
        let text = arena.bytes(arena.nodes[child].range)
        if let value = try? JSONParser.parse(Array(text)) {
            linkedData.append(value)
        } else if let value = LenientJSON.parse(text) {
            linkedData.append(value)
        }
    }

    private mutating func addTime(_ arena: Arena, _ index: Int) {
        guard times.count < 24 else { return }
        let value = arena.string(arena.attribute(.datetime, of: index)) ?? Self.text(arena, index)
        let names = arena.attribute(.class, of: index)
        let isPublished =
            names?.containsIgnoringCase("publish") == true
            || names?.containsIgnoringCase("entry-date") == true
        times.append((value, isPublished))
    }

    private mutating func addAttributes(_ arena: Arena, _ index: Int, _ record: NodeRecord) {
        for position in arena.attributeRange(record) {
            let attribute = arena.attributes[position]
            switch Name(rawValue: attribute.name) {
            case .itemprop: addProperty(arena, index, arena.bytes(attribute.value))
            case .itemtype:
                if itemTypes.count < 16 {
                    itemTypes.append(String(decoding: arena.bytes(attribute.value), as: UTF8.self))
                }
            case .rel:
                if linkedAuthors.count < 8, record.name == Name.a.rawValue,
                    arena.bytes(attribute.value).anyToken({ $0.equalsIgnoringCase("author") })
                {
                    linkedAuthors.append(Self.text(arena, index))
                }
            case .class:
                let names = arena.bytes(attribute.value)
                if bylines.count < 8, names.count < 120, Self.namesByline(names),
                    record.subtreeEnd - Int32(index) < 40
                {
                    bylines.append(Self.text(arena, index))
                }
            default: break
            }
        }
    }

    private static func namesByline(_ names: UnsafeBufferPointer<UInt8>) -> Bool {
        names.anyToken { token in
            switch token.first?.lowercased {
            case UInt8(ascii: "b"):
                token.equalsIgnoringCase("byline") || token.equalsIgnoringCase("byline-name")
                    || token.equalsIgnoringCase("byline__name") || token.equalsIgnoringCase("by-author")
            case UInt8(ascii: "a"):
                token.equalsIgnoringCase("author") || token.equalsIgnoringCase("author-name")
                    || token.equalsIgnoringCase("author__name") || token.equalsIgnoringCase("article-author")
                    || token.equalsIgnoringCase("article__author")
            case UInt8(ascii: "p"):
                token.equalsIgnoringCase("post-author") || token.equalsIgnoringCase("p-author")
            case UInt8(ascii: "e"): token.equalsIgnoringCase("entry-author")
            default: false
            }
        }
    }

    private mutating func addProperty(_ arena: Arena, _ index: Int, _ names: UnsafeBufferPointer<UInt8>) {
        let value =
            arena.string(arena.attribute(.content, of: index) ?? arena.attribute(.datetime, of: index))
            ?? propertyText(arena, index)
        guard !value.isEmpty else { return }
        for name in String(decoding: names, as: UTF8.self).lowercased().split(separator: " ") {
            if properties[String(name)]?.count ?? 0 < 8 {
                properties[String(name), default: []].append(value)
            }
        }
    }

    /// The text of an item property; of an item its `name`, which stands below it.
    private func propertyText(_ arena: Arena, _ index: Int) -> String {
        switch Name(rawValue: arena.nodes[index].name) {
        case .img, .source: return arena.string(arena.attribute(.src, of: index)) ?? ""
        case .link: return arena.string(arena.attribute(.href, of: index)) ?? ""
        default: break
        }
        if arena.attribute(.itemscope, of: index) != nil {
            for inner in index + 1..<max(index + 1, arena.end(of: index)) {
                if arena.attribute(.itemprop, of: inner)?.equalsIgnoringCase("name") == true {
                    return arena.string(arena.attribute(.content, of: inner)) ?? Self.text(arena, inner)
                }
            }
        }
        return arena.end(of: index) - index > 60 ? "" : Self.text(arena, index)
    }

    /// The text below an element, its white space collapsed; at most 500 bytes of it.
    static func text(_ arena: Arena, _ node: Int) -> String {
        var out: [UInt8] = []
        var space = false
        var index = node + 1
        let end = arena.end(of: node)
        while index < end, out.count < 500 {
            let record = arena.nodes[index]
            if record.kind == .element {
                let role = record.name >= 0 ? Name(rawValue: record.name) : .div
                if role == .script || role == .style || role == .svg || role == .template {
                    index = Int(record.subtreeEnd)
                    continue
                }
                space = space || role == .br || role == .div || role == .p || role == .li
            }
            if record.kind == .text {
                for byte in arena.bytes(record.range) {
                    if byte.isHTMLSpace {
                        space = true
                        continue
                    }
                    if space, !out.isEmpty { out.append(0x20) }
                    space = false
                    out.append(byte)
                }
            }
            index += 1
        }
        return String(decoding: out, as: UTF8.self)
    }
}
