import Extraction
import HTML

/// Values that the page shows beside a label: definition lists, tables of two columns, "Label: value".
struct LabelList: Sendable {
    struct Entry: Sendable {
        /// As the page writes it, without the colon.
        let label: String
        let folded: String
        let value: String
        let source: DataSource
        let node: NodeID
    }

    var entries: [Entry] = []
    private var positions: [String: [Int]] = [:]

    static let limit = 1_500

    mutating func add(_ label: String, _ value: String, source: DataSource, node: NodeID) {
        guard entries.count < Self.limit, label.utf8.count <= 80, !value.isEmpty else { return }
        let trimmed = label.squashed.trimming {
            $0 == ":" || $0 == "：" || $0 == " " || $0 == "." || $0 == "*"
        }
        let folded = Folding.words(trimmed)
        guard !folded.isEmpty else { return }
        positions[folded, default: []].append(entries.count)
        entries.append(Entry(label: trimmed, folded: folded, value: value, source: source, node: node))
    }

    func values(_ folded: String) -> [Entry] { positions[folded]?.map { entries[$0] } ?? [] }
}

enum LabelReader {
    static func labels(of view: PageView) -> LabelList {
        var labels = LabelList()
        let document = view.document
        Arena.with(document) { arena in
            for (index, record) in arena.nodes.enumerated()
            where record.name == Name.dt.rawValue || record.name == Name.tr.rawValue {
                guard labels.entries.count < LabelList.limit else { break }
                guard record.kind == .element else { continue }
                let node = NodeID(rawValue: Int32(index))
                if record.name == Name.dt.rawValue {
                    readTerm(node, document, &labels)
                } else {
                    readRow(node, document, &labels)
                }
            }
        }
        for spot in view.spots { readLine(spot, view, &labels) }
        return labels
    }

    private static func readTerm(_ node: NodeID, _ document: Document, _ labels: inout LabelList) {
        var next = document.nextSibling(of: node)
        while let sibling = next, !document.isElement(sibling) { next = document.nextSibling(of: sibling) }
        guard let value = next, document.isElement(value, .dd) else { return }
        labels.add(
            VisibleText.line(of: node, in: document, limit: 200),
            VisibleText.line(of: value, in: document, limit: 2_000),
            source: .label, node: value)
    }

    private static func readRow(_ node: NodeID, _ document: Document, _ labels: inout LabelList) {
        let cells = Array(document.elementChildren(of: node).prefix(4)).filter {
            document.isElement($0, .td) || document.isElement($0, .th)
        }
        guard cells.count == 2, !document.isElement(cells[1], .th) else { return }
        let label = VisibleText.line(of: cells[0], in: document, limit: 200)
        labels.add(
            label, VisibleText.line(of: cells[1], in: document, limit: 2_000), source: .table, node: cells[1])
    }

    /// "Label: value" inside one element, or a label that ends with a colon and the element after it.
    private static func readLine(_ spot: PageView.Spot, _ view: PageView, _ labels: inout LabelList) {
        let text = spot.text
        guard text.utf8.count <= 400, !spot.isHeading else { return }
        if let colon = colon(in: text) {
            let label = text[..<colon.lowerBound]
            guard label.utf8.count <= 60, label.split(separator: " ").count <= 5 else { return }
            let value = String(text[colon.upperBound...]).squashed
            guard !value.hasPrefix("//") else { return }
            if !value.isEmpty {
                labels.add(String(label), value, source: .label, node: spot.node)
                return
            }
        }
        guard text.utf8.count <= 50 else { return }
        let endsAsLabel = text.hasSuffix(":") || text.hasSuffix("：")
        guard endsAsLabel || Concept.mayLabel(text) && Concept.labelled(Folding.words(text)) != nil,
            let next = nextElement(after: spot.node, in: view.document)
        else { return }
        let value = VisibleText.line(of: next, in: view.document, limit: 400)
        guard !value.isEmpty, value.utf8.count <= 300 else { return }
        labels.add(text, value, source: .label, node: next)
    }

    /// The first colon, ASCII or full width.
    private static func colon(in text: String) -> Range<String.Index>? {
        var text = text
        let found = text.withUTF8 { bytes -> Range<Int>? in
            for place in bytes.indices {
                if bytes[place] == UInt8(ascii: ":") { return place..<place + 1 }
                if bytes[place] == 0xEF, place + 2 < bytes.count, bytes[place + 1] == 0xBC,
                    bytes[place + 2] == 0x9A
                {
                    return place..<place + 3
                }
            }
            return nil
        }
        return found.map {
            text.utf8.index(
                text.startIndex, offsetBy: $0.lowerBound)..<text.utf8.index(
                    text.startIndex, offsetBy: $0.upperBound)
        }
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
