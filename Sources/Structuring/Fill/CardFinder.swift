import HTML
import JSON

/// Finds runs of like-shaped siblings (product cards, posts, search results) and reads each into a record.
enum CardFinder {
    private static let groupLimit = 12

    static func groups(in view: PageView) -> [[PageItem]] {
        let document = view.document
        var runs: [(nodes: [NodeID], weight: Int)] = []
        for parent in document.nodes where document.isElement(parent) {
            guard let body = document.body, parent >= body else { continue }
            let children = Array(document.elementChildren(of: parent).prefix(500))
            guard children.count >= 3 else { continue }
            var byShape: [String: [NodeID]] = [:]
            for child in children where !VisibleText.isSilent(document.name(of: child)) {
                byShape[shape(of: child, document), default: []].append(child)
            }
            guard
                let best = byShape.values.max(by: {
                    ($0.count, -$0[0].rawValue) < ($1.count, -$1[0].rawValue)
                }), best.count >= 3
            else { continue }
            let size = best.reduce(0) { $0 + document.subtreeEnd(of: $1) - $1.index }
            // A card holds several elements: a menu's entries do not.
            guard size / best.count >= 6 else { continue }
            runs.append((best, min(size, 4_000)))
        }
        runs.sort { ($0.weight, -$0.nodes[0].rawValue) > ($1.weight, -$1.nodes[0].rawValue) }
        var groups: [[PageItem]] = []
        for run in runs.prefix(groupLimit) {
            let records = run.nodes.compactMap {
                record($0, extra: following($0, among: run.nodes, document), view)
            }
            if records.count >= 3 { groups.append(records) }
        }
        return groups
    }

    private static func shape(of node: NodeID, _ document: Document) -> String {
        let name = document.string(of: document.name(of: node))
        guard let classes = document.attribute(.class, of: node) else { return name }
        return name + "." + (classes.split(separator: " ").first.map(String.init) ?? "")
    }

    /// The sibling rows between one card and the next, which belong to the first (a title row and a row of facts).
    private static func following(_ node: NodeID, among nodes: [NodeID], _ document: Document) -> [NodeID] {
        guard document.isElement(node, .tr) else { return [] }
        var extra: [NodeID] = []
        var next = document.nextSibling(of: node)
        while let sibling = next, !nodes.contains(sibling), extra.count < 3 {
            if document.isElement(sibling) { extra.append(sibling) }
            next = document.nextSibling(of: sibling)
        }
        return extra
    }

    private static func record(_ node: NodeID, extra: [NodeID], _ view: PageView) -> PageItem? {
        let document = view.document
        var members = JSONObject()
        var title: (text: String, rank: Int, node: NodeID)?
        for root in [node] + extra {
            for inner in document.subtree(of: root) where document.isElement(inner) {
                let name = document.name(of: inner)
                if name == .img, members["image"] == nil,
                    let source = document.attribute(.src, of: inner)
                        ?? document.attribute(.dataSrc, of: inner),
                    !URLText.isScript(source)
                {
                    members["image"] = .string(URLText.absolute(source, base: view.baseURL) ?? source)
                }
                if name == .time, members["datePublished"] == nil {
                    members["datePublished"] = .string(
                        document.attribute(.datetime, of: inner) ?? VisibleText.line(of: inner, in: document))
                }
                let rank = rank(of: inner, name: name, document)
                if rank > 0 {
                    var text = VisibleText.line(of: inner, in: document, limit: 400)
                    if let full = document.attribute(.title, of: inner)?.squashed,
                        full.utf8.count > text.utf8.count, full.utf8.count < 300
                    {
                        text = full
                    }
                    if text.utf8.count > 1,
                        rank > title?.rank ?? 0
                            || rank == title?.rank && rank == 1 && text.utf8.count > title!.text.utf8.count
                    {
                        title = (text, rank, inner)
                    }
                }
                readClass(of: inner, into: &members, view)
                readFact(of: inner, into: &members, view)
            }
        }
        if let title { members["name"] = .string(title.text) }
        if let title,
            let link = link(in: title.node, document, baseURL: view.baseURL)
                ?? link(in: node, document, baseURL: view.baseURL)
        {
            members["url"] = .string(link)
        }
        return members.isEmpty
            ? nil : PageItem(members: TableFinder.withConcepts(members), source: .cards, node: node)
    }

    /// How likely an element holds the card's title: headings, then marked titles, then links.
    private static func rank(of node: NodeID, name: Name, _ document: Document) -> Int {
        switch name {
        case .h1, .h2, .h3, .h4, .h5, .h6: return 4
        case .a: return 1
        default:
            guard let classes = document.attribute(.class, of: node)?.lowercased(),
                document.subtreeEnd(of: node) - node.index < 12
            else { return 0 }
            let isTitle = ["title", "headline", "name"].contains(where: classes.containsText)
            return isTitle ? 3 : 0
        }
    }

    /// A short element whose class is a name becomes a member of that name.
    private static func readClass(of node: NodeID, into members: inout JSONObject, _ view: PageView) {
        guard members.count < 40, let classes = view.document.attribute(.class, of: node),
            view.document.subtreeEnd(of: node) - node.index < 16
        else { return }
        let text = VisibleText.line(of: node, in: view.document, limit: 600)
        guard !text.isEmpty else { return }
        for token in classes.split(separator: " ").prefix(4) where members[String(token)] == nil {
            members[String(token)] = .string(text)
        }
        let hints = ElementHints(classes.lowercased())
        if hints.contains(.price), !hints.contains(.oldPrice), members["price"] == nil,
            NumberText(text) != nil
        {
            members["price"] = .string(PriceFinder.priceText(of: node, in: view.document))
        }
        if hints.contains(.author), members["author"] == nil { members["author"] = .string(text) }
    }

    /// "Label: value", money and counted things ("128 points", "54 comments") in texts without a class.
    private static func readFact(of node: NodeID, into members: inout JSONObject, _ view: PageView) {
        let document = view.document
        guard let child = document.firstChild(of: node), document.nextSibling(of: child) == nil,
            document.kind(of: child) == .text,
            document.textLength(of: child) <= 60
        else { return }
        let text = document.text(of: child).squashed
        if members["price"] == nil, CurrencyText.hasMoney(text) { members["price"] = .string(text) }
        if members["availability"] == nil, StockText.read(text) != nil {
            members["availability"] = .string(text)
        }
        let words = text.split { $0.isWhitespace }
        if words.count == 2, NumberText(String(words[0])) != nil, words[1].utf8.allSatisfy(\.isASCIILetter),
            members[String(words[1])] == nil
        {
            members[String(words[1])] = .string(String(words[0]))
        }
    }

    static func link(in node: NodeID, _ document: Document, baseURL: String?) -> String? {
        if let parent = document.parent(of: node), document.isElement(parent, .a),
            let link = document.attribute(.href, of: parent), !URLText.isScript(link)
        {
            return URLText.absolute(link, base: baseURL) ?? link
        }
        for inner in document.subtree(of: node) where document.isElement(inner, .a) {
            if let link = document.attribute(.href, of: inner), !link.hasPrefix("#"), !URLText.isScript(link)
            {
                return URLText.absolute(link, base: baseURL) ?? link
            }
        }
        return nil
    }
}
