import HTML
import JSON

/// Reads microformats2 and the classic ones before it: roots (`h-card`, `vcard`), properties by prefix (`p-`,
/// `u-`, `dt-`, `e-`) or by a classic name, nested items, includes, and what an item leaves to be implied.
struct MicroformatsReader {
    /// Which class names that begin with `h-` make an item. On ordinary pages most others are a designer's
    /// (`h-full`, `h-screen`), and would tear apart the items around them.
    enum Roots { case known, any }

    private let document: Document
    private let values: MicroformatValues
    private var texts = TextBudget()
    private let roots: Roots
    private var graph = ItemGraph()
    private var open: [Open] = []
    /// Subtrees that items include from elsewhere, read after the rest.
    private var includes: [(target: NodeID, item: Open)] = []

    private struct Open {
        let item: Int
        let end: Int
        let classic: ClassicMicroformat?
        var hasText = false
        var hasLink = false
        var hasNested = false
        /// The day of the last date, which a time alone refers to.
        var day: String?
    }

    private static let known: Set<String> = [
        "h-adr", "h-card", "h-cite", "h-entry", "h-event", "h-feed", "h-geo", "h-item", "h-listing", "h-news",
        "h-product", "h-recipe", "h-resume", "h-review", "h-review-aggregate",
    ]

    /// True when one of the class names is a root's.
    static func hasRoot(_ classes: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        while place < classes.count {
            let start = place
            while place < classes.count, classes[place] > 0x20 || !classes[place].isBlank { place += 1 }
            // Every root begins with one of these.
            switch classes[start] {
            case UInt8(ascii: "h"), UInt8(ascii: "v"), UInt8(ascii: "a"), UInt8(ascii: "g"):
                let token = UnsafeBufferPointer(rebasing: classes[start..<place])
                if MicroformatClass.isRoot(token), known.contains(String(decoding: token, as: UTF8.self)) {
                    return true
                }
                if ClassicMicroformat.root(token) != nil { return true }
            default: break
            }
            place += 1
        }
        return false
    }

    static func items(in document: Document, baseURL: String?, roots: Roots = .known) -> [PageItem] {
        var reader = MicroformatsReader(document: document, baseURL: baseURL, roots: roots)
        reader.read(from: 0, to: document.count)
        // Items that are included may include others in turn.
        var next = 0
        while next < reader.includes.count, next < 100 {
            let (target, owner) = reader.includes[next]
            next += 1
            reader.open = [owner]
            reader.read(from: target.index, to: min(document.subtreeEnd(of: target), target.index + 5_000))
        }
        return reader.graph.pageItems(.microformats)
    }

    private init(document: Document, baseURL: String?, roots: Roots) {
        self.document = document
        self.roots = roots
        values = MicroformatValues(document: document, baseURL: baseURL)
    }

    private mutating func read(from start: Int, to end: Int) {
        let isIncluded = !open.isEmpty
        var index = start
        while index < end {
            let node = NodeID(rawValue: Int32(index))
            index += 1
            guard document.isElement(node) else { continue }
            if document.isElement(node, .template) {
                index = document.subtreeEnd(of: node)
                continue
            }
            while let last = open.last, !(isIncluded && open.count == 1), last.end <= node.index {
                open.removeLast()
                finish(last)
            }
            read(node)
        }
        while open.count > (isIncluded ? 1 : 0), let last = open.popLast() { finish(last) }
        if isIncluded { open.removeAll() }
    }

    private mutating func read(_ node: NodeID) {
        let mayRelate =
            open.last?.classic?.readsRelations == true && document.isElement(node, .a)
        guard mayRelate || document.hasAttribute(.class, of: node) else { return }
        var classes = MicroformatClass()
        _ = document.withAttribute(.class, of: node) { text in
            classes.read(text, in: open.last?.classic, hasOwner: !open.isEmpty)
        }
        if roots == .known { classes.roots.removeAll { !Self.known.contains($0) } }
        if mayRelate {
            for relation in MicrodataReader.tokens(document.attribute(.rel, of: node)) {
                guard let property = open.last?.classic?.relation(relation),
                    !classes.properties.contains(where: { $0.name == property.name })
                else { continue }
                classes.properties.append(property)
            }
        }
        classes.settle()
        if !classes.roots.isEmpty, graph.items.count < ItemGraph.itemLimit {
            begin(node, classes)
        } else if let owner = open.last?.item {
            // Names of one kind have one value.
            var known: [MicroformatClass.Kind: String] = [:]
            for property in classes.properties {
                let text = known[property.kind] ?? value(property.kind, of: node)
                known[property.kind] = text
                graph.items[owner].add(.text(text), to: property.name)
            }
            if open.last?.classic != nil { include(from: node) }
        }
    }

    private mutating func begin(_ node: NodeID, _ classes: MicroformatClass) {
        var item = ItemGraph.Item(node: node)
        item.types = classes.roots.sorted()
        item.id = document.attribute(.id, of: node).flatMap {
            $0.isEmpty || classes.classic != nil ? nil : $0
        }
        let index = graph.items.count
        if let owner = open.last?.item {
            open[open.count - 1].hasNested = true
            item.isNested = true
            if classes.properties.isEmpty { graph.items[owner].add(.item(index), to: "children") }
            for property in classes.properties { graph.items[owner].add(.item(index), to: property.name) }
        }
        graph.items.append(item)
        open.append(
            Open(item: index, end: document.subtreeEnd(of: node), classic: classes.classic))
        guard classes.classic != nil else { return }
        for name in [Name.headers, .itemref] {
            for id in MicrodataReader.tokens(document.attribute(name, of: node)).prefix(20) {
                include(id)
            }
        }
    }

    private mutating func value(_ kind: MicroformatClass.Kind, of node: NodeID) -> String {
        let last = open.count - 1
        switch kind {
        case .text:
            open[last].hasText = true
            return texts.isSpent ? "" : texts.counted(values.text(of: node))
        case .markup:
            open[last].hasText = true
            return texts.isSpent ? "" : texts.counted(values.content(of: node))
        case .link:
            open[last].hasLink = true
            return values.link(of: node)
        case .date: return values.date(of: node, day: &open[last].day)
        }
    }

    // MARK: Includes

    /// An old pattern: `<a class="include" href="#id">` stands for the element of that id.
    private mutating func include(from node: NodeID) {
        guard let classes = document.attribute(.class, of: node), classes.containsText("include"),
            MicrodataReader.tokens(classes).contains("include"),
            let link = document.attribute(.href, of: node) ?? document.attribute(.data, of: node),
            link.hasPrefix("#")
        else { return }
        include(String(link.dropFirst()))
    }

    private mutating func include(_ id: String) {
        guard includes.count < 100, let owner = open.last, let target = document.element(withID: id),
            !document.contains(target, graph.items[owner.item].node)
        else { return }
        includes.append((target, owner))
    }

    // MARK: Implied properties

    private mutating func finish(_ last: Open) {
        guard last.classic == nil else { return }
        let node = graph.items[last.item].node
        func has(_ name: String) -> Bool {
            graph.items[last.item].properties.contains { $0.name == name }
        }
        if !last.hasText, !last.hasNested, !has("name") {
            graph.items[last.item].add(.text(values.impliedName(of: node)), to: "name")
        }
        guard !last.hasLink, !last.hasNested else { return }
        if !has("photo"), let photo = values.impliedPhoto(of: node) {
            graph.items[last.item].add(.text(photo), to: "photo")
        }
        if !has("url"), let url = values.impliedLink(of: node) {
            graph.items[last.item].add(.text(url), to: "url")
        }
    }
}
