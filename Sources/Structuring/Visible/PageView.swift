import Extraction
import HTML

/// What a reader of the page sees, as a list of short texts in page order with what their surroundings say.
struct PageView: Sendable {
    /// An element that holds text of its own, or that its class marks as a value.
    struct Spot: Sendable {
        let node: NodeID
        /// Where its text stands in the view's.
        fileprivate let start: Int
        /// How many bytes the text has.
        let count: Int
        /// How many bytes follow it: the folded words with a blank before and after. 0 for long texts.
        fileprivate let wordsCount: Int
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
    /// The texts of all spots one after the other, short ones with their folded words.
    private var texts: [UInt8] = []
    /// The place of the main heading in `spots`; nil without one.
    private(set) var mainHeading: Int?

    private static let spotLimit = 20_000
    private static let textLimit = 600
    /// The longest texts whose folded words are kept, and of those whose class says that they tell price or stock.
    private static let wordsLimit = 60
    private static let markedWordsLimit = 160

    init(_ data: PageData) {
        document = data.document
        baseURL = data.baseURL
        Arena.with(document) { scan($0, data.classes, titles: TitleLikeness(data.titleWords)) }
    }

    func text(of spot: Spot) -> String { withText(of: spot) { String(decoding: $0, as: UTF8.self) } }

    func withText<Result>(of spot: Spot, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        texts.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[spot.start..<spot.start + spot.count]))
        }
    }

    /// The folded words of a short spot, with a blank before and after them; none of a long one.
    func withWords<Result>(of spot: Spot, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = spot.start + spot.count
        return texts.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<start + spot.wordsCount]))
        }
    }

    private struct Surroundings {
        let end: Int
        let hints: ElementHints
        let isStruck: Bool
    }

    private mutating func scan(_ arena: Arena, _ classes: ClassValues, titles: TitleLikeness) {
        var open: [Surroundings] = [Surroundings(end: arena.nodes.count, hints: [], isStruck: false)]
        var cache = HintCache(classes)
        var best = -1.0
        spots.reserveCapacity(1_024)
        texts.reserveCapacity(1 << 15)
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
            guard isHeading || Self.isValue(node, record, arena, name: name, hints: hints) else {
                continue
            }
            let start = texts.count
            addText(of: node, arena, name: name, hints: hints)
            let count = texts.count - start
            guard count > 0 || name == .input || name == .time else { continue }
            let marked: ElementHints = [.price, .stock, .inStock, .outOfStock]
            let limit = hints.isDisjoint(with: marked) ? Self.wordsLimit : Self.markedWordsLimit
            if count <= limit || isHeading { addWords(ofTextFrom: start) }
            let spot = Spot(
                node: node, start: start, count: count, wordsCount: texts.count - start - count,
                hints: hints,
                context: context, isHeading: isHeading,
                isControl: name == .button || name == .input || name == .a || hints.contains(.buy),
                isStruck: isStruck)
            if name == .h1 || isHeading && mainHeading == nil {
                let score = withWords(of: spot, titles.likeness(ofWords:)) + (name == .h1 ? 1 : 0)
                if score > best {
                    best = score
                    mainHeading = spots.count
                }
            }
            spots.append(spot)
        }
    }

    private mutating func addText(of node: NodeID, _ arena: Arena, name: Name, hints: ElementHints) {
        let start = texts.count
        VisibleText.appendLine(of: node.index, in: arena, limit: Self.textLimit, to: &texts)
        guard texts.count == start else { return }
        if name == .input {
            let type = document.attribute(.type, of: node)?.lowercased() ?? ""
            if ["submit", "button", "image"].contains(type) {
                let text = document.attribute(.value, of: node) ?? document.attribute(.alt, of: node)
                texts += (text ?? "").squashed.utf8
                return
            }
        }
        guard hints.contains(.buy) || name == .button else { return }
        for attribute in [Name.ariaLabel, .title, .alt] {
            if let text = document.attribute(attribute, of: node)?.squashed, !text.isEmpty {
                texts += text.utf8
                return
            }
        }
    }

    /// Appends the folded words of the text that begins at `start`, between blanks.
    private mutating func addWords(ofTextFrom start: Int) {
        let count = texts.count - start
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Folding.room(for: count) + 2) { out in
            out[0] = 0x20
            let words = UnsafeMutableBufferPointer(rebasing: out[1...])
            let length = texts.withUnsafeBufferPointer {
                Folding.fold(UnsafeBufferPointer(rebasing: $0[start...]), into: words)
            }
            out[length + 1] = 0x20
            texts.append(contentsOf: out[..<(length + 2)])
        }
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
            if inner.kind == .text, !arena.bytes(inner.range).isBlank { return true }
            child = Int(inner.nextSibling)
        }
        return false
    }

    private static func hints(of record: NodeRecord, _ arena: Arena, cache: inout HintCache)
        -> ElementHints
    {
        var hints: ElementHints = []
        for position in arena.attributeRange(record) {
            let attribute = arena.attributes[position]
            switch Name(rawValue: attribute.name) {
            case .class: hints.formUnion(cache.hints(ofClass: arena.bytes(attribute.value), at: position))
            case .id: hints.formUnion(ElementHints(ofName: arena.bytes(attribute.value)))
            case .hidden: hints.insert(.hidden)
            case .style: hints.formUnion(cache.hints(ofStyle: arena.bytes(attribute.value)))
            default: break
            }
        }
        return hints
    }

    private static func role(of name: Name) -> ElementHints {
        switch name {
        case .nav, .footer, .aside: .chrome
        case .dialog: .hidden
        default: []
        }
    }

    /// The main heading's text.
    var heading: String? { mainHeading.map { text(of: spots[$0]) } }

    /// The same, without a look at all the rest.
    static func heading(of data: PageData) -> String? {
        let titles = TitleLikeness(data.titleWords)
        let body = data.document.body?.index ?? 0
        return Arena.with(data.document) { arena in
            var best: (text: String, score: Double)?
            for node in data.mainHeadings where node.index >= body && isVisible(node.index, in: arena) {
                let isMain = arena.nodes[node.index].name == Name.h1.rawValue
                guard isMain || best == nil else { continue }
                let text = VisibleText.line(of: node.index, in: arena, limit: textLimit)
                guard !text.isEmpty else { continue }
                let score = titles.likeness(ofWords: Folding.words(text)) + (isMain ? 1 : 0)
                if score > best?.score ?? -1 { best = (text, score) }
            }
            return best?.text
        }
    }

    /// False inside of scripts, templates and the like.
    private static func isVisible(_ node: Int, in arena: Arena) -> Bool {
        var outer = Int(arena.nodes[node].parent)
        while outer >= 0 {
            let record = arena.nodes[outer]
            if record.kind == .fragment { return false }
            let name = Name(rawValue: record.name)
            if record.kind == .element, VisibleText.isSilent(name), name != .head { return false }
            outer = Int(record.parent)
        }
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether there are only blanks, often those that indent a line.
    fileprivate var isBlank: Bool {
        guard let address = baseAddress else { return true }
        let base = UnsafeRawPointer(address)
        var place = 0
        while place < count {
            if place + 8 <= count, EightBytes(base, at: place).isSpaces {
                place += 8
            } else {
                guard self[place].isBlank else { return false }
                place += 1
            }
        }
        return true
    }
}

extension PageData {
    /// What the page calls itself, folded.
    var titleWords: [String] {
        [meta(["og:title", "twitter:title"]), title].compactMap { $0 }.map(Folding.words)
    }
}
