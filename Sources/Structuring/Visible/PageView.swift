import Extraction
import HTML

/// What a reader of the page sees, as a list of short texts in page order with what their surroundings say.
struct PageView: Sendable {
    /// An element that holds text of its own, or that its class marks as a value.
    struct Spot: Sendable {
        let node: NodeID
        let text: String
        /// Of the element itself.
        let hints: ElementHints
        /// Of the element and all around it.
        let context: ElementHints
        let isHeading: Bool
        let isControl: Bool
        let isStruck: Bool
    }

    let document: Document
    let baseURL: String?
    private(set) var spots: [Spot] = []
    /// The place of the main heading in `spots`; nil without one.
    private(set) var mainHeading: Int?

    private static let spotLimit = 20_000
    private static let textLimit = 600

    init(_ data: PageData) {
        document = data.document
        baseURL = data.baseURL
        Arena.with(document) { scan($0, titles: TitleLikeness(data.titleWords)) }
    }

    private struct Surroundings {
        let end: Int
        let hints: ElementHints
        let isStruck: Bool
    }

    private mutating func scan(_ arena: Arena, titles: TitleLikeness) {
        var open: [Surroundings] = [Surroundings(end: arena.nodes.count, hints: [], isStruck: false)]
        var cache = HintCache()
        var best = -1.0
        var index = document.body?.index ?? 0
        while index < arena.nodes.count, spots.count < Self.spotLimit {
            let record = arena.nodes[index]
            let node = NodeID(rawValue: Int32(index))
            index += 1
            guard record.kind == .element else {
                if record.kind == .fragment { index = Int(record.subtreeEnd) }
                continue
            }
            let name = Name(rawValue: record.name)
            if VisibleText.isSilent(name), name != .head {
                index = Int(record.subtreeEnd)
                continue
            }
            while let last = open.last, last.end <= node.index { open.removeLast() }
            let hints = record.range.count == 0 ? [] : Self.hints(of: record, arena, cache: &cache)
            guard let outer = open.last else { break }
            let context = outer.hints.union(hints).union(Self.role(of: name))
            let isStruck = outer.isStruck || name == .del || name == .s || name == .strike
            if record.firstChild >= 0 {
                open.append(
                    Surroundings(end: Int(record.subtreeEnd), hints: context, isStruck: isStruck))
            }
            let isHeading = name == .h1 || name == .h2
            guard isHeading || Self.isValue(node, record, arena, name: name, hints: hints) else { continue }
            let text = text(of: node, arena, name: name, hints: hints)
            guard !text.isEmpty || name == .input || name == .time else { continue }
            if name == .h1 || isHeading && mainHeading == nil {
                let score = titles.likeness(of: text) + (name == .h1 ? 1 : 0)
                if score > best {
                    best = score
                    mainHeading = spots.count
                }
            }
            spots.append(
                Spot(
                    node: node, text: text, hints: hints, context: context, isHeading: isHeading,
                    isControl: name == .button || name == .input || name == .a || hints.contains(.buy),
                    isStruck: isStruck))
        }
    }

    private func text(of node: NodeID, _ arena: Arena, name: Name, hints: ElementHints) -> String {
        let text = VisibleText.line(of: node.index, in: arena, limit: Self.textLimit)
        guard text.isEmpty else { return text }
        let isPressed = ["submit", "button", "image"].contains(
            document.attribute(.type, of: node)?.lowercased() ?? "")
        if name == .input, isPressed {
            return (document.attribute(.value, of: node) ?? document.attribute(.alt, of: node) ?? "").squashed
        }
        guard hints.contains(.buy) || name == .button else { return "" }
        for attribute in [Name.ariaLabel, .title, .alt] {
            if let text = document.attribute(attribute, of: node)?.squashed, !text.isEmpty { return text }
        }
        return ""
    }

    /// Own text, or a class that says a value is inside, and not too much of it.
    private static func isValue(
        _ node: NodeID, _ record: NodeRecord, _ arena: Arena, name: Name, hints: ElementHints
    ) -> Bool {
        if name == .input || name == .time || name == .button { return true }
        let marked: ElementHints = [.price, .stock, .sku, .author, .date, .inStock, .outOfStock, .buy]
        if !hints.isDisjoint(with: marked), Int(record.subtreeEnd) - node.index < 60 { return true }
        var child = Int(record.firstChild)
        while child >= 0 {
            let inner = arena.nodes[child]
            if inner.kind == .text, arena.bytes(inner.range).contains(where: { !$0.isBlank }) { return true }
            child = Int(inner.nextSibling)
        }
        return false
    }

    private static func hints(of record: NodeRecord, _ arena: Arena, cache: inout HintCache) -> ElementHints {
        var hints: ElementHints = []
        for position in arena.attributeRange(record) {
            let attribute = arena.attributes[position]
            switch Name(rawValue: attribute.name) {
            case .class, .id: hints.formUnion(cache.hints(of: arena.bytes(attribute.value)))
            case .hidden: hints.insert(.hidden)
            case .style: hints.formUnion(Self.hints(ofStyle: arena.bytes(attribute.value)))
            default: break
            }
        }
        return hints
    }

    private static func hints(ofStyle style: UnsafeBufferPointer<UInt8>) -> ElementHints {
        guard style.count > 6 else { return [] }
        var lower: [UInt8] = []
        for byte in style where byte != 0x20 {
            lower.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        let found = lower.withUnsafeBufferPointer(styleFinder.groups(in:))
        return ElementHints(rawValue: UInt32(truncatingIfNeeded: found))
    }

    private static let styleFinder: PhraseFinder = {
        var groups = [[String]](repeating: [], count: 32)
        groups[ElementHints.hidden.rawValue.trailingZeroBitCount] = ["display:none"]
        groups[ElementHints.oldPrice.rawValue.trailingZeroBitCount] = ["line-through"]
        return PhraseFinder(groups)
    }()

    /// The hints of names already seen: a page repeats a few hundred.
    private struct HintCache {
        private var known = HashedBits(minimumCapacity: 256)

        mutating func hints(of name: UnsafeBufferPointer<UInt8>) -> ElementHints {
            let key = WordHash(of: name)
            guard !key.isEmpty else { return [] }
            if let hints = known.value(of: key) { return ElementHints(rawValue: hints) }
            let hints = ElementHints(ofName: name)
            known[key] = hints.rawValue
            return hints
        }
    }

    private static func role(of name: Name) -> ElementHints {
        switch name {
        case .nav, .footer, .aside: .chrome
        case .dialog: .hidden
        default: []
        }
    }

    /// The main heading's text.
    var heading: String? { mainHeading.map { spots[$0].text } }

    /// The same, without a look at all the rest.
    static func heading(of data: PageData) -> String? {
        let document = data.document
        let titles = TitleLikeness(data.titleWords)
        var best: (text: String, score: Double)?
        var index = document.body?.index ?? 0
        while index < document.count {
            let node = NodeID(rawValue: Int32(index))
            index += 1
            guard document.isElement(node) else {
                if document.kind(of: node) == .fragment { index = document.subtreeEnd(of: node) }
                continue
            }
            let name = document.name(of: node)
            if VisibleText.isSilent(name), name != .head {
                index = document.subtreeEnd(of: node)
                continue
            }
            guard name == .h1 || name == .h2 && best == nil else { continue }
            let text = VisibleText.line(of: node, in: document, limit: textLimit)
            guard !text.isEmpty else { continue }
            let score = titles.likeness(of: text) + (name == .h1 ? 1 : 0)
            if score > best?.score ?? -1 { best = (text, score) }
        }
        return best?.text
    }
}

extension PageData {
    /// What the page calls itself, folded.
    var titleWords: [String] {
        [meta(["og:title", "twitter:title"]), title].compactMap { $0 }.map(Folding.words)
    }
}
