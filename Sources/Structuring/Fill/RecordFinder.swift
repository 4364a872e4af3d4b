import HTML
import JSON

/// Finds lists of like things in a page: items of one type, rows of a table, repeated cards.
enum RecordFinder {
    static func groups(for fields: [Field], words: String, data: PageData, view: PageView) -> [[PageItem]] {
        var groups = itemGroups(data)
        groups += TableFinder.groups(in: view.document, baseURL: view.baseURL)
        groups += CardFinder.groups(in: view)
        let scored = groups.enumerated().map { position, group -> (Int, [PageItem], Double) in
            let sample = group.prefix(10)
            let told = sample.reduce(0) { count, item in count + fields.count { tells(item, $0) } }
            return (
                position, group,
                Double(told) / Double(max(1, sample.count)) * Double(min(group.count, 30)).squareRoot()
            )
        }
        return scored.filter { $0.2 > 0 }.sorted { ($0.2, -$0.0) > ($1.2, -$1.0) }.map(\.1)
    }

    private static func tells(_ item: PageItem, _ field: Field) -> Bool {
        if item.members.contains(where: { Folding.isKey(field.key, of: $0.name) }) { return true }
        return field.concept?.paths.contains { ItemPath.leads($0, in: item.members) } ?? false
    }

    /// One text for each record of the best group.
    static func titles(words: String, data: PageData, view: PageView) -> [String] {
        let groups = itemGroups(data) + CardFinder.groups(in: view)
        guard let best = groups.first else { return [] }
        return best.compactMap(ItemChooser.name).prefix(Filler.listLimit).map { $0 }
    }

    /// Lists that the page declares, and top-level items of one type.
    private static func itemGroups(_ data: PageData) -> [[PageItem]] {
        var groups: [[PageItem]] = []
        var byType: [String: [PageItem]] = [:]
        var order: [String] = []
        for item in data.items {
            if let elements = item.members["itemListElement"],
                ItemChooser.family(of: item) != .navigation || item.types == ["ItemList"]
            {
                let inner = (elements.arrayValue ?? [elements]).compactMap { element -> PageItem? in
                    guard case .object(let members) = element else { return nil }
                    return PageItem(
                        members: members["item"]?.objectValue ?? members, source: item.source, node: item.node
                    )
                }
                if inner.count > 1 { groups.append(inner) }
            }
            guard let type = item.types.first else { continue }
            if byType[type] == nil { order.append(type) }
            byType[type, default: []].append(item)
        }
        for type in order {
            if let items = byType[type], items.count > 1, ItemChooser.family(of: items[0]) != .navigation {
                groups.append(items)
            }
        }
        return groups
    }
}

/// Reads data tables with a header row into records.
enum TableFinder {
    private static let rowLimit = 1_000

    static func groups(in document: Document, baseURL: String?) -> [[PageItem]] {
        var groups: [[PageItem]] = []
        for node in document.nodes where document.isElement(node, .table) && groups.count < 20 {
            let rows = rows(of: node, document)
            guard rows.count >= 2, let first = rows.first else { continue }
            let header = cells(of: first, document).map { VisibleText.line(of: $0, in: document, limit: 200) }
            let isHeader =
                cells(of: first, document).allSatisfy { document.isElement($0, .th) }
                || document.parent(of: first).map { document.isElement($0, .thead) } == true
            guard header.count >= 2, isHeader else { continue }
            let records = rows.dropFirst().compactMap { row -> PageItem? in
                let cells = cells(of: row, document)
                guard cells.count == header.count else { return nil }
                var members = JSONObject()
                for (name, cell) in zip(header, cells) where !name.isEmpty {
                    let text = VisibleText.line(of: cell, in: document, limit: 2_000)
                    if !text.isEmpty { members[name] = .string(text) }
                    if let link = CardFinder.link(in: cell, document, baseURL: baseURL), members["url"] == nil
                    {
                        members["url"] = .string(link)
                    }
                }
                return members.isEmpty
                    ? nil : PageItem(members: withConcepts(members), source: .table, node: row)
            }
            if records.count >= 2 { groups.append(records) }
        }
        return groups
    }

    /// The rows as browsers show them: those of the head first, those of the foot last.
    private static func rows(of table: NodeID, _ document: Document) -> [NodeID] {
        let sections = document.elementChildren(of: table)
        let head = sections.first { document.isElement($0, .thead) }
        let foot = sections.first { document.isElement($0, .tfoot) }
        var parts: (head: [NodeID], body: [NodeID], foot: [NodeID]) = ([], [], [])
        for row in document.subtree(of: table) where document.isElement(row, .tr) {
            switch document.parent(of: row) {
            case let section where section == head: parts.head.append(row)
            case let section where section == foot: parts.foot.append(row)
            default: parts.body.append(row)
            }
        }
        return Array((parts.head + parts.body + parts.foot).prefix(rowLimit))
    }

    /// Adds each labelled value under the vocabulary's name for it, so that fields find it by meaning.
    static func withConcepts(_ members: JSONObject) -> JSONObject {
        var result = members
        for (name, value) in members {
            guard let concept = Concept.lookup(Folding.words(name)),
                let key = concept.paths.first(where: { $0.count == 1 })?.first
            else { continue }
            if result[key] == nil { result[key] = value }
        }
        return result
    }

    private static func cells(of row: NodeID, _ document: Document) -> [NodeID] {
        document.elementChildren(of: row).filter {
            document.isElement($0, .td) || document.isElement($0, .th)
        }
    }
}
