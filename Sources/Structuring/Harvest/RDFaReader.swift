import HTML
import JSON

/// Reads RDFa Lite 1.1: `vocab`, `typeof`, `property`, `resource` and `prefix`, plus `content` and `rel` chains
/// that hold typed children. Prefixes are cut off names.
struct RDFaReader {
    private let document: Document
    private let baseURL: String?
    private var graph = ItemGraph()
    /// Open items and where their subtrees end.
    private var open: [(item: Int, end: Int)] = []

    /// `carriers` are the elements with `typeof` or `property` in page order.
    static func items(in document: Document, carriers: [NodeID], baseURL: String?) -> [PageItem] {
        var reader = RDFaReader(document: document, baseURL: baseURL)
        for node in carriers { reader.read(node) }
        return reader.graph.pageItems(.rdfa)
    }

    private init(document: Document, baseURL: String?) {
        self.document = document
        self.baseURL = baseURL
    }

    private mutating func read(_ node: NodeID) {
        while let last = open.last, last.end <= node.index { open.removeLast() }
        let names = MicrodataReader.tokens(
            document.attribute(.property, of: node) ?? document.attribute(.rel, of: node)
        ).map(PageItem.shortName)
        guard let typeof = document.attribute(.typeof, of: node) else {
            guard let owner = open.last?.item, document.hasAttribute(.property, of: node) else { return }
            let value = self.value(of: node)
            for name in names { graph.items[owner].add(.text(value), to: name) }
            return
        }
        guard graph.items.count < ItemGraph.itemLimit else { return }
        var item = ItemGraph.Item(node: node)
        item.types = MicrodataReader.tokens(typeof).map(PageItem.shortName)
        item.id = document.attribute(.resource, of: node) ?? document.attribute(.about, of: node)
        let index = graph.items.count
        if let owner = open.last?.item, !names.isEmpty {
            item.isNested = true
            for name in names { graph.items[owner].add(.item(index), to: name) }
        }
        graph.items.append(item)
        open.append((index, document.subtreeEnd(of: node)))
    }

    private func value(of node: NodeID) -> String {
        if !document.hasAttribute(.content, of: node), let resource = document.attribute(.resource, of: node)
        {
            return URLText.absolute(resource, base: baseURL) ?? resource
        }
        return PropertyValue.text(of: node, in: document, baseURL: baseURL)
    }
}
