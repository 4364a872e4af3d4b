import HTML
import JSON

/// Reads microdata (HTML Standard §5): items, properties, `itemref`.
struct MicrodataReader {
    private let document: Document
    private let baseURL: String?
    private var graph = ItemGraph()
    private var indices: [NodeID: Int] = [:]
    /// What elements say that were read already: many items may refer to one.
    private var properties: [NodeID: (names: [String], text: String)] = [:]
    private var statements = 0
    private var texts = TextBudget()
    private var nodesByID: [String: NodeID]?

    /// `scopes` are the elements with `itemscope`, in page order.
    static func items(in document: Document, scopes: [NodeID], baseURL: String?) -> [PageItem] {
        var reader = MicrodataReader(document: document, baseURL: baseURL)
        reader.read(scopes.prefix(ItemGraph.itemLimit))
        return reader.graph.pageItems(.microdata)
    }

    private init(document: Document, baseURL: String?) {
        self.document = document
        self.baseURL = baseURL
    }

    private mutating func read(_ scopes: ArraySlice<NodeID>) {
        for scope in scopes {
            var item = ItemGraph.Item(node: scope)
            item.types = Self.names(document.attribute(.itemtype, of: scope))
            item.id = document.attribute(.itemid, of: scope)?.squashed
            indices[scope] = graph.items.count
            graph.items.append(item)
        }
        var nodesLeft = document.count * 4 + 10_000
        for scope in scopes {
            collect(below: scope, into: scope, nodesLeft: &nodesLeft)
            for reference in Self.tokens(document.attribute(.itemref, of: scope)).prefix(50) {
                guard let target = node(withID: reference), target != scope, !document.contains(scope, target)
                else { continue }
                add(target, to: scope)
                if !document.hasAttribute(.itemscope, of: target) {
                    collect(below: target, into: scope, nodesLeft: &nodesLeft)
                }
            }
        }
    }

    /// Adds the properties below `root` to the item, leaving out what belongs to items inside.
    private mutating func collect(below root: NodeID, into scope: NodeID, nodesLeft: inout Int) {
        var index = root.index + 1
        let end = document.subtreeEnd(of: root)
        while index < end, nodesLeft > 0 {
            nodesLeft -= 1
            let node = NodeID(rawValue: Int32(index))
            index += 1
            guard document.isElement(node) else { continue }
            if document.hasAttribute(.itemprop, of: node) { add(node, to: scope) }
            if document.hasAttribute(.itemscope, of: node) { index = document.subtreeEnd(of: node) }
        }
    }

    private mutating func add(_ node: NodeID, to scope: NodeID) {
        guard let owner = indices[scope] else { return }
        let inner = indices[node]
        let (names, text) = property(of: node, isItem: inner != nil)
        statements += names.count
        guard !names.isEmpty, statements <= ItemGraph.statementLimit else { return }
        if let inner { graph.items[inner].isNested = true }
        for name in names { graph.items[owner].add(inner.map { .item($0) } ?? .text(text), to: name) }
    }

    private mutating func property(of node: NodeID, isItem: Bool) -> (names: [String], text: String) {
        if let known = properties[node] { return known }
        let names = Self.names(document.attribute(.itemprop, of: node))
        let text =
            isItem || names.isEmpty || texts.isSpent
            ? "" : texts.counted(PropertyValue.text(of: node, in: document, baseURL: baseURL))
        properties[node] = (names, text)
        return (names, text)
    }

    private mutating func node(withID id: String) -> NodeID? {
        if nodesByID == nil {
            var map: [String: NodeID] = [:]
            for node in document.nodes {
                if let id = document.attribute(.id, of: node), map[id] == nil { map[id] = node }
            }
            nodesByID = map
        }
        return nodesByID?[id]
    }

    /// The names, without their prefixes, that an attribute lists.
    private static func names(_ text: String?) -> [String] {
        tokens(text).prefix(ItemGraph.nameLimit).map(PageItem.shortName)
    }

    /// The words between white space.
    static func tokens(_ text: String?) -> [String] {
        guard let text else { return [] }
        if !text.utf8.contains(where: \.isBlank) { return text.isEmpty ? [] : [text] }
        return text.utf8.split(whereSeparator: \.isBlank).map { String(Substring($0)) }
    }
}

/// The value of an element that carries a property, by the rules that microdata and RDFa share.
enum PropertyValue {
    static func text(of node: NodeID, in document: Document, baseURL: String?) -> String {
        if let content = document.attribute(.content, of: node) { return content.squashed }
        switch document.name(of: node) {
        case .meta: return ""
        case .img, .audio, .embed, .iframe, .source, .track, .video:
            let link = document.attribute(.src, of: node) ?? document.attribute(.dataSrc, of: node)
            if let link { return resolved(link, baseURL) }
        case .a, .area, .link:
            if let link = document.attribute(.href, of: node) { return resolved(link, baseURL) }
        case .object:
            if let link = document.attribute(.data, of: node) { return resolved(link, baseURL) }
        case .data, .meter:
            if let value = document.attribute(.value, of: node) { return value.squashed }
        case .time:
            if let date = document.attribute(.datetime, of: node) { return date.squashed }
        default: break
        }
        return VisibleText.line(of: node, in: document)
    }

    private static func resolved(_ link: String, _ baseURL: String?) -> String {
        URLText.absoluteIfPossible(link, base: baseURL)
    }
}
