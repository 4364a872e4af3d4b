import Extraction
import HTML

/// Reads labels with their values: definition lists, tables of two columns, "Label: value".
struct LabelReader {
    private let document: Document
    private let arena: Arena
    private var labels = LabelList()
    private var label: [UInt8] = []
    private var value: [UInt8] = []

    /// `elements` are the page's terms of definition lists and rows of tables.
    static func labels(of view: PageView, _ elements: [NodeID]) -> LabelList {
        Arena.with(view.document) { arena in
            var reader = LabelReader(view.document, arena)
            reader.read(elements)
            for spot in view.spots where !spot.isHeading && spot.count <= 400 {
                view.withText(of: spot) { text in
                    view.withWords(of: spot) { reader.readLine(spot.node, text, words: $0) }
                }
            }
            return reader.labels
        }
    }

    private init(_ document: Document, _ arena: Arena) {
        self.document = document
        self.arena = arena
    }

    private mutating func read(_ elements: [NodeID]) {
        for node in elements {
            guard !labels.isFull else { break }
            if arena.nodes[node.index].name == Name.dt.rawValue { readTerm(node) } else { readRow(node) }
        }
    }

    private mutating func readTerm(_ node: NodeID) {
        var next = document.nextSibling(of: node)
        while let sibling = next, !document.isElement(sibling) { next = document.nextSibling(of: sibling) }
        guard let value = next, document.isElement(value, .dd) else { return }
        add(node, value, source: .label)
    }

    private mutating func readRow(_ node: NodeID) {
        let cells = Array(document.elementChildren(of: node).prefix(4)).filter {
            document.isElement($0, .td) || document.isElement($0, .th)
        }
        guard cells.count == 2, !document.isElement(cells[1], .th) else { return }
        add(cells[0], cells[1], source: .table)
    }

    private mutating func add(_ labelNode: NodeID, _ valueNode: NodeID, source: DataSource) {
        label.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
        VisibleText.appendLine(of: labelNode.index, in: arena, limit: 200, to: &label)
        VisibleText.appendLine(of: valueNode.index, in: arena, limit: 2_000, to: &value)
        label.withUnsafeBufferPointer { label in
            value.withUnsafeBufferPointer { labels.add(label, $0, source: source, node: valueNode) }
        }
    }

    /// "Label: value" inside one element, or a label that ends with a colon and the element after it.
    /// `words` are the folded ones of a short text, between blanks.
    private mutating func readLine(
        _ node: NodeID, _ text: UnsafeBufferPointer<UInt8>, words: UnsafeBufferPointer<UInt8>
    ) {
        if let colon = Self.colon(in: text) {
            let label = text[..<colon.lowerBound]
            guard label.count <= 60, Self.wordCount(label) <= 5 else { return }
            let value = text[colon.upperBound...].drop { $0 == 0x20 }
            guard !value.starts(with: "//".utf8) else { return }
            if !value.isEmpty {
                labels.add(
                    UnsafeBufferPointer(rebasing: label), UnsafeBufferPointer(rebasing: value),
                    source: .label, node: node)
                return
            }
        }
        guard text.count <= 50, Self.endsAsLabel(text) || Self.isName(words),
            let next = Self.nextElement(after: node, in: document)
        else { return }
        value.removeAll(keepingCapacity: true)
        VisibleText.appendLine(of: next.index, in: arena, limit: 400, to: &value)
        guard value.count <= 300 else { return }
        value.withUnsafeBufferPointer { labels.add(text, $0, source: .label, node: next) }
    }

    private static func endsAsLabel(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.last == UInt8(ascii: ":") || text.suffix(3).elementsEqual("：".utf8)
    }

    /// Whether a text is the name of something that schemas ask for.
    private static func isName(_ words: UnsafeBufferPointer<UInt8>) -> Bool {
        words.count > 2
            && Concept.isName(WordHash(of: UnsafeBufferPointer(rebasing: words[1..<words.count - 1])))
    }

    private static func wordCount(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var count = 0
        var isInside = false
        for byte in text {
            if byte != 0x20, !isInside { count += 1 }
            isInside = byte != 0x20
        }
        return count
    }

    /// The first colon, ASCII or full width.
    private static func colon(in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard let address = text.baseAddress else { return nil }
        let base = UnsafeRawPointer(address)
        var place = 0
        while place < text.count {
            if place + 8 <= text.count {
                let bytes = EightBytes(base, at: place)
                let found = bytes.matches(UInt8(ascii: ":")) | bytes.matches(0xEF)
                guard found != 0 else {
                    place += 8
                    continue
                }
                place += EightBytes.first(in: found)
            }
            if text[place] == UInt8(ascii: ":") { return place..<place + 1 }
            if text[place] == 0xEF, place + 2 < text.count, text[place + 1] == 0xBC,
                text[place + 2] == 0x9A
            {
                return place..<place + 3
            }
            place += 1
        }
        return nil
    }

    /// The element after `node`, or after its parent when that holds nothing else.
    private static func nextElement(after node: NodeID, in document: Document) -> NodeID? {
        var current = node
        for _ in 0..<2 {
            var next = document.nextSibling(of: current)
            while let sibling = next {
                if document.isElement(sibling) { return sibling }
                if document.textLength(of: sibling) > 0,
                    document.withText(of: sibling, { $0.contains { !$0.isBlank } })
                {
                    return nil
                }
                next = document.nextSibling(of: sibling)
            }
            guard let parent = document.parent(of: current) else { return nil }
            current = parent
        }
        return nil
    }
}

extension String {
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var text = self[...]
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
