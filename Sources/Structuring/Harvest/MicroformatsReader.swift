import HTML
import JSON

/// Reads microformats2: roots (`h-card`), properties by prefix (`p-`, `u-`, `dt-`, `e-`), nested items, the
/// value-class pattern and the implied name, photo and url.
struct MicroformatsReader {
    private let document: Document
    private let baseURL: String?
    private var graph = ItemGraph()
    private var open: [Open] = []

    private struct Open {
        let item: Int
        let end: Int
        var hasExplicitText = false
        var hasExplicitLink = false
        var hasNested = false
    }

    /// Other classes that begin with `h-` are a designer's.
    private static let roots: Set<String> = [
        "h-adr", "h-card", "h-cite", "h-entry", "h-event", "h-feed", "h-geo", "h-item", "h-listing",
        "h-product", "h-recipe",
        "h-resume", "h-review", "h-review-aggregate",
    ]

    /// True when one of the class names is a root's.
    static func hasRoot(_ classes: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        for place in 0...classes.count where place == classes.count || classes[place].isBlank {
            if place - start > 2, classes[start] == UInt8(ascii: "h"),
                classes[start + 1] == UInt8(ascii: "-"),
                roots.contains(String(decoding: classes[start..<place], as: UTF8.self))
            {
                return true
            }
            start = place + 1
        }
        return false
    }

    static func items(in document: Document, baseURL: String?) -> [PageItem] {
        var reader = MicroformatsReader(document: document, baseURL: baseURL)
        var index = 0
        while index < document.count {
            let node = NodeID(rawValue: Int32(index))
            index += 1
            guard document.isElement(node) else { continue }
            if document.isElement(node, .template) {
                index = document.subtreeEnd(of: node)
                continue
            }
            reader.read(node)
        }
        while let last = reader.open.popLast() { reader.finish(last) }
        return reader.graph.pageItems(.microformats)
    }

    private init(document: Document, baseURL: String?) {
        self.document = document
        self.baseURL = baseURL
    }

    private mutating func read(_ node: NodeID) {
        while let last = open.last, last.end <= node.index {
            open.removeLast()
            finish(last)
        }
        guard document.withAttribute(.class, of: node, { $0.contains(UInt8(ascii: "-")) }) == true,
            let classes = document.attribute(.class, of: node)
        else { return }
        var roots: [String] = []
        var properties: [(prefix: Substring, name: String)] = []
        for token in classes.split(whereSeparator: \.isWhitespace).prefix(50) {
            guard let dash = token.firstIndex(of: "-"), Self.isName(token[token.index(after: dash)...]) else {
                continue
            }
            let prefix = token[..<dash]
            if prefix == "h", Self.roots.contains(String(token)) { roots.append(String(token)) }
            if prefix == "p" || prefix == "u" || prefix == "dt" || prefix == "e" {
                properties.append((prefix, String(token[token.index(after: dash)...])))
            }
        }
        if !roots.isEmpty, graph.items.count < ItemGraph.itemLimit {
            var item = ItemGraph.Item(node: node)
            item.types = roots
            let index = graph.items.count
            if let owner = open.last?.item {
                open[open.count - 1].hasNested = true
                item.isNested = true
                if properties.isEmpty { graph.items[owner].add(.item(index), to: "children") }
                for property in properties { graph.items[owner].add(.item(index), to: property.name) }
            }
            graph.items.append(item)
            open.append(Open(item: index, end: document.subtreeEnd(of: node)))
            return
        }
        guard let owner = open.last?.item else { return }
        for property in properties {
            switch property.prefix {
            case "u": open[open.count - 1].hasExplicitLink = true
            case "p", "e": open[open.count - 1].hasExplicitText = true
            default: break
            }
            let text =
                switch property.prefix {
                case "u": link(of: node)
                case "dt": date(of: node)
                default: plain(of: node)
                }
            graph.items[owner].add(.text(text), to: property.name)
        }
    }

    /// A property or type name: lower case letters, digits and dashes.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else {
            return false
        }
        return text.utf8.allSatisfy {
            ($0.isASCIILetter && $0 >= 0x61) || $0.isASCIIDigit || $0 == UInt8(ascii: "-")
        }
    }

    // MARK: Values

    private func plain(of node: NodeID) -> String {
        if let value = valueClass(of: node) { return value }
        switch document.name(of: node) {
        case .abbr, .link: if let title = document.attribute(.title, of: node) { return title.squashed }
        case .data, .input, .meter:
            if let value = document.attribute(.value, of: node) { return value.squashed }
        case .img, .area: if let alt = document.attribute(.alt, of: node) { return alt.squashed }
        default: break
        }
        return VisibleText.line(of: node, in: document)
    }

    private func link(of node: NodeID) -> String {
        for name in [Name.href, .src, .data, .poster] {
            if let link = document.attribute(name, of: node) {
                return URLText.absolute(link, base: baseURL) ?? link
            }
        }
        return plain(of: node)
    }

    private func date(of node: NodeID) -> String {
        if let value = valueClass(of: node) { return value }
        if let date = document.attribute(.datetime, of: node) { return date.squashed }
        return plain(of: node)
    }

    /// The parts of class `value` inside, put together; `value-title` gives its title.
    private func valueClass(of node: NodeID) -> String? {
        var parts: [String] = []
        for inner in document.subtree(of: node).dropFirst() {
            guard let classes = document.attribute(.class, of: inner) else { continue }
            let tokens = classes.split(whereSeparator: \.isWhitespace)
            if tokens.contains("value-title"), let title = document.attribute(.title, of: inner) {
                parts.append(title)
            }
            guard tokens.contains("value") else { continue }
            switch document.name(of: inner) {
            case .img, .area: parts.append(document.attribute(.alt, of: inner) ?? "")
            case .data:
                parts.append(
                    document.attribute(.value, of: inner) ?? VisibleText.line(of: inner, in: document))
            case .abbr:
                parts.append(
                    document.attribute(.title, of: inner) ?? VisibleText.line(of: inner, in: document))
            case .time, .ins, .del:
                parts.append(
                    document.attribute(.datetime, of: inner) ?? VisibleText.line(of: inner, in: document))
            default: parts.append(VisibleText.line(of: inner, in: document))
            }
        }
        return parts.isEmpty ? nil : parts.joined()
    }

    // MARK: Implied properties

    private mutating func finish(_ last: Open) {
        let node = graph.items[last.item].node
        let names = Set(graph.items[last.item].properties.map(\.name))
        if !names.contains("name"), !last.hasExplicitText, !last.hasNested {
            let text = document.attribute(.alt, of: node) ?? document.attribute(.title, of: node)
            graph.items[last.item].add(
                .text(text?.squashed ?? VisibleText.line(of: node, in: document)), to: "name")
        }
        guard !last.hasExplicitLink, !last.hasNested else { return }
        if !names.contains("photo"), let photo = only(.img, with: .src, at: node) {
            graph.items[last.item].add(.text(photo), to: "photo")
        }
        if !names.contains("url"), let url = only(.a, with: .href, at: node) {
            graph.items[last.item].add(.text(url), to: "url")
        }
    }

    /// The link of the item's own element, or of its only child of that name.
    private func only(_ name: Name, with attribute: Name, at node: NodeID) -> String? {
        var target = node
        for _ in 0..<3 {
            if document.isElement(target, name), let link = document.attribute(attribute, of: target) {
                return URLText.absolute(link, base: baseURL) ?? link
            }
            let children = Array(document.elementChildren(of: target).prefix(20))
            let fitting = children.filter { document.isElement($0, name) }
            if fitting.count == 1 {
                target = fitting[0]
            } else if children.count == 1 {
                target = children[0]
            } else {
                return nil
            }
        }
        return nil
    }
}
