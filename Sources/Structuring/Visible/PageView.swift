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
        scan(titles: data.titleWords)
    }

    private struct Surroundings {
        let end: Int
        let hints: ElementHints
        let isStruck: Bool
    }

    private mutating func scan(titles: [String]) {
        var open: [Surroundings] = [Surroundings(end: document.count, hints: [], isStruck: false)]
        var cache = HintCache()
        var best = -1.0
        var index = document.body?.index ?? 0
        while index < document.count, spots.count < Self.spotLimit {
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
            while let last = open.last, last.end <= node.index { open.removeLast() }
            let hints = self.hints(of: node, cache: &cache)
            guard let outer = open.last else { break }
            let context = outer.hints.union(hints).union(Self.role(of: name))
            let isStruck = outer.isStruck || name == .del || name == .s || name == .strike
            if document.firstChild(of: node) != nil {
                open.append(
                    Surroundings(end: document.subtreeEnd(of: node), hints: context, isStruck: isStruck))
            }
            let isHeading = name == .h1 || name == .h2
            guard isHeading || isValue(node, name: name, hints: hints) else { continue }
            let text = text(of: node, name: name, hints: hints)
            guard !text.isEmpty || name == .input || name == .time else { continue }
            if name == .h1 || isHeading && mainHeading == nil {
                let score = Self.likeness(of: text, to: titles) + (name == .h1 ? 1 : 0)
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

    private func text(of node: NodeID, name: Name, hints: ElementHints) -> String {
        let text = VisibleText.line(of: node, in: document, limit: Self.textLimit)
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
    private func isValue(_ node: NodeID, name: Name, hints: ElementHints) -> Bool {
        if name == .input || name == .time || name == .button { return true }
        let marked: ElementHints = [.price, .stock, .sku, .author, .date, .inStock, .outOfStock, .buy]
        if !hints.isDisjoint(with: marked), document.subtreeEnd(of: node) - node.index < 60 { return true }
        for child in document.children(of: node) where document.kind(of: child) == .text {
            if document.withText(of: child, { $0.contains { !$0.isBlank } }) { return true }
        }
        return false
    }

    private func hints(of node: NodeID, cache: inout HintCache) -> ElementHints {
        let attributes = document.attributes(of: node)
        var hints: ElementHints = []
        for position in attributes.indices {
            switch attributes.name(at: position) {
            case .class, .id: hints.formUnion(attributes.withValue(at: position) { cache.hints(of: $0) })
            case .hidden: hints.insert(.hidden)
            case .style: hints.formUnion(attributes.withValue(at: position, Self.hints(ofStyle:)))
            default: break
            }
        }
        return hints
    }

    private static func hints(ofStyle style: UnsafeBufferPointer<UInt8>) -> ElementHints {
        guard style.count > 6 else { return [] }
        let text = String(decoding: style, as: UTF8.self).lowercased()
        var hints: ElementHints = []
        if text.containsText("display"), text.replacing(" ", with: "").containsText("display:none") {
            hints.insert(.hidden)
        }
        if text.containsText("line-through") { hints.insert(.oldPrice) }
        return hints
    }

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

    /// 0 to 1: the share of words that a text has in common with the nearest of the titles.
    static func likeness(of text: String, to titles: [String]) -> Double {
        let words = Set(Folding.words(text).split(separator: " "))
        guard !words.isEmpty else { return 0 }
        return titles.map { title in
            let other = Set(title.split(separator: " "))
            return other.isEmpty ? 0 : Double(words.intersection(other).count) / Double(words.count)
        }.max() ?? 0
    }

    /// The main heading's text.
    var heading: String? { mainHeading.map { spots[$0].text } }

    /// The same, without a look at all the rest.
    static func heading(of data: PageData) -> String? {
        let document = data.document
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
            let score = likeness(of: text, to: data.titleWords) + (name == .h1 ? 1 : 0)
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
