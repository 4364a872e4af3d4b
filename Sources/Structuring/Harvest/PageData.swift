import Extraction
import HTML
import JSON

/// What a page says about itself in forms made for machines, gathered in one pass over the page.
package struct PageData: Sendable {
    package struct Meta: Sendable {
        /// Of `property`, `name`, `itemprop` or `http-equiv`, in lower case.
        package let name: String
        package let content: String
    }

    package let document: Document
    /// The page's own address after redirects.
    package let url: String?
    /// What relative links start from.
    package let baseURL: String?
    package private(set) var language: String?
    package private(set) var title: String?
    package private(set) var canonicalURL: String?
    package private(set) var metas: [Meta] = []
    /// JSON-LD, then microdata, RDFa and microformats, each in page order.
    package private(set) var items: [PageItem] = []
    /// Scripts that may hold the state of the page's application, unread.
    package private(set) var stateScripts: [NodeID] = []
    package private(set) var headings: [NodeID] = []
    /// Main headings and those of the second rank.
    let mainHeadings: [NodeID]
    /// Terms of definition lists and rows of tables.
    let labelled: [NodeID]
    let classes: ClassValues

    package init(_ document: Document, url: String?) {
        self.document = document
        self.url = url
        var pass = HarvestPass(document)
        pass.run(over: document)
        let base = pass.base.flatMap { URLText.absolute($0, base: url) } ?? url
        baseURL = base
        language = pass.language
        title = pass.title
        canonicalURL = pass.canonical.flatMap { URLText.absolute($0, base: base) }
        metas = pass.metas
        stateScripts = pass.stateScripts
        mainHeadings = pass.headings
        headings = pass.headings.filter { document.name(of: $0) == .h1 }
        labelled = pass.labelled
        classes = pass.classes
        items = JSONLDReader.items(from: pass.jsonLD)
        if !pass.scopes.isEmpty {
            items += MicrodataReader.items(in: document, scopes: pass.scopes, baseURL: base)
        }
        if pass.hasTypeof { items += RDFaReader.items(in: document, baseURL: base) }
        if pass.hasMicroformats {
            items += MicroformatsReader.items(in: document, baseURL: base)
        }
    }

    /// The content of the first meta element of one of the names, in the order of the names.
    package func meta(_ names: [String]) -> String? {
        for name in names {
            if let meta = metas.first(where: { $0.name == name }) { return meta.content }
        }
        return nil
    }
}

/// The one walk over all nodes: it only notes where things are.
struct HarvestPass {
    var language: String?
    var title: String?
    var base: String?
    var canonical: String?
    var metas: [PageData.Meta] = []
    var jsonLD: [[UInt8]] = []
    var scopes: [NodeID] = []
    var hasTypeof = false
    var hasMicroformats = false
    private(set) var classes: ClassValues
    var stateScripts: [NodeID] = []
    var headings: [NodeID] = []
    var labelled: [NodeID] = []

    private static let metaLimit = 2_000

    init(_ document: Document) { classes = ClassValues(attributeCount: document.storage.attributes.count) }

    mutating func run(over document: Document) {
        Arena.with(document) { run(over: document, $0) }
    }

    private mutating func run(over document: Document, _ arena: Arena) {
        for (index, record) in arena.nodes.enumerated() where record.kind == .element {
            let node = NodeID(rawValue: Int32(index))
            switch Name(rawValue: record.name) {
            case .html: language = document.attribute(.lang, of: node)?.squashed
            case .title where title == nil:
                let text = document.textContent(of: node).squashed
                if document.namespace(of: node) == .html, !text.isEmpty { title = text }
            case .base where base == nil: base = document.attribute(.href, of: node)
            case .meta: readMeta(node, document)
            case .link: readLink(node, document)
            case .script: readScript(node, document)
            case .h1, .h2: headings.append(node)
            case .dt, .tr: labelled.append(node)
            default: break
            }
            for position in arena.attributeRange(record) {
                let attribute = arena.attributes[position]
                switch Name(rawValue: attribute.name) {
                case .itemscope: scopes.append(node)
                case .typeof: hasTypeof = true
                case .class:
                    let value = arena.bytes(attribute.value)
                    if classes.add(value, at: position), !hasMicroformats {
                        hasMicroformats = MicroformatsReader.hasRoot(value)
                    }
                default: break
                }
            }
        }
    }

    private mutating func readMeta(_ node: NodeID, _ document: Document) {
        guard metas.count < Self.metaLimit, let content = document.attribute(.content, of: node) else {
            return
        }
        let name =
            document.attribute(.property, of: node) ?? document.attribute(.name, of: node)
            ?? document.attribute(.itemprop, of: node) ?? document.attribute(.httpEquiv, of: node)
        let text = content.squashed
        guard let name, !text.isEmpty else { return }
        // One element may carry several properties.
        for part in name.lowercased().split(separator: " ").prefix(Self.metaLimit - metas.count) {
            metas.append(.init(name: String(part), content: text))
        }
    }

    private mutating func readLink(_ node: NodeID, _ document: Document) {
        guard canonical == nil, let rel = document.attribute(.rel, of: node), rel.lowercased() == "canonical"
        else { return }
        canonical = document.attribute(.href, of: node)
    }

    private mutating func readScript(_ node: NodeID, _ document: Document) {
        let type = document.attribute(.type, of: node)?.lowercased() ?? ""
        if type.containsText("ld+json") {
            var bytes: [UInt8] = []
            document.appendTextContent(of: node, to: &bytes)
            jsonLD.append(bytes)
        } else if type.isEmpty || type.containsText("json") || type.containsText("javascript"),
            !document.hasAttribute(.src, of: node), document.firstChild(of: node) != nil
        {
            stateScripts.append(node)
        }
    }
}
