import HTML
import JSON

/// Fills one schema from one page: walks the schema, asks `FieldFinder` for each place, fits what it says.
struct Filler {
    private let schema: Schema
    private let data: PageData
    private let hint: String
    private let fitter: SchemaFitter
    /// The properties of each node.
    private let fields: [[Field]]
    private var finder: FieldFinder
    private var provenance = JSONObject()
    private var missing: [String] = []

    static let listLimit = 500

    init(schema: Schema, data: PageData, hint: String, markdown: [UInt8]?) {
        self.schema = schema
        self.data = data
        self.hint = hint
        fitter = SchemaFitter(schema: schema, baseURL: data.baseURL)
        let fields = schema.nodes.map { $0.properties.map { Field($0, in: schema) } }
        self.fields = fields
        finder = FieldFinder(data: data, markdown: markdown, fields: fields.flatMap(\.self))
    }

    mutating func fill() -> StructuredResult {
        let root = shape(schema.rootIndex)
        let candidate: JSON
        if schema[root].types.contains(.object) {
            let items = ItemChooser(data, hint: hint).items(for: fields[root])
            candidate = .object(
                object(root, scope: Scope(items: items, isPage: true, isNested: false), path: ""))
        } else if let items = schema[root].items {
            candidate = .array(rows(of: items, words: Folding.words(hint), scope: Scope(), path: ""))
        } else {
            candidate = .array([])
        }
        let value = fitter.fit(candidate)
        return StructuredResult(value: value, provenance: .object(provenance), missing: missing)
    }

    /// The node itself, or the alternative that holds most: an object, then a list.
    private func shape(_ index: SchemaNode.Index) -> SchemaNode.Index {
        var index = index
        for _ in 0..<4 {
            let alternatives = schema[index].alternatives
            guard !alternatives.isEmpty else { return index }
            index =
                alternatives.first { schema[$0].types.contains(.object) && !schema[$0].properties.isEmpty }
                ?? alternatives.first { schema[$0].types.contains(.array) } ?? alternatives[0]
        }
        return index
    }

    // MARK: Objects

    private mutating func object(_ index: SchemaNode.Index, scope: Scope, path: String) -> JSONObject {
        var members = JSONObject()
        for field in fields[index] {
            let place = path.isEmpty ? field.name : "\(path).\(field.name)"
            if let value = value(of: field, scope: scope, path: place) {
                members[field.name] = value
            } else {
                missing.append(place)
            }
        }
        return members
    }

    private mutating func value(of field: Field, scope: Scope, path: String) -> JSON? {
        let index = shape(field.node)
        let node = schema[index]
        if node.types.contains(.object), !node.properties.isEmpty {
            return nested(field, at: index, scope: scope, path: path)
        }
        if node.types.contains(.object), node.additional != nil {
            return dictionary(field, at: index, path: path)
        }
        if node.types.contains(.array), !node.types.contains(.string) {
            guard let items = node.items else { return list(field, scope: scope, path: path) }
            let element = schema[shape(items)]
            if element.types.contains(.object), !element.properties.isEmpty, !element.types.contains(.string)
            {
                return records(field, of: items, scope: scope, path: path)
            }
            return list(field, scope: scope, path: path)
        }
        if node.types == .object { return .object(JSONObject()) }
        return scalar(field, scope: scope, path: path)
    }

    private mutating func scalar(_ field: Field, scope: Scope, path: String) -> JSON? {
        let node = schema[shape(field.node)]
        for stage in FieldFinder.Stage.allCases {
            for found in finder.values(of: field, node: node, scope: scope, stage: stage) {
                guard let value = fitter.fit(found.value, at: field.node, name: field.name), !value.isNull,
                    !ItemPath.isEmpty(value)
                else { continue }
                record(found, at: path)
                return value
            }
        }
        return nil
    }

    private mutating func list(_ field: Field, scope: Scope, path: String) -> JSON? {
        let node = schema[shape(field.node)]
        for stage in FieldFinder.Stage.allCases {
            let found = finder.lists(of: field, node: node, scope: scope, stage: stage)
            guard let best = found.first,
                let value = fitter.fit(best.value, at: field.node, name: field.name),
                !ItemPath.isEmpty(value)
            else { continue }
            record(best, at: path)
            return value
        }
        return nil
    }

    private mutating func record(_ found: Found, at path: String) {
        provenance[path] = .object(
            JSONObject([
                ("source", .string(found.source.rawValue)), ("from", .string(found.place)),
                ("confidence", .number(found.confidence)),
            ]))
    }

    // MARK: Objects in objects

    private mutating func nested(_ field: Field, at index: SchemaNode.Index, scope: Scope, path: String)
        -> JSON?
    {
        let mark = (provenance, missing.count)
        for (members, item) in finder.objects(for: field, in: scope).prefix(3) {
            let inner = Scope(
                items: [PageItem(members: members, source: item.source, node: item.node)], isPage: false,
                isNested: true)
            let value = object(index, scope: inner, path: path)
            if !value.isEmpty { return .object(value) }
            provenance = mark.0
            missing.removeSubrange(mark.1...)
        }
        // A group that the page does not have: its parts may be of the page's own thing.
        let value = object(
            index, scope: Scope(items: scope.items, isPage: scope.isPage, isNested: true), path: path)
        if !value.isEmpty { return .object(value) }
        missing.removeSubrange(mark.1...)
        provenance = mark.0
        // One text may stand for the object: a brand's name, an author's.
        guard let found = finder.values(of: field, node: schema[index], scope: scope, stage: .items).first,
            let value = fitter.fit(found.value, at: field.node, name: field.name), !value.isNull
        else { return nil }
        record(found, at: path)
        return value
    }

    private mutating func dictionary(_ field: Field, at index: SchemaNode.Index, path: String) -> JSON? {
        let members = finder.properties()
        guard !members.isEmpty, let value = fitter.fit(.object(members), at: field.node, name: field.name)
        else { return nil }
        record(Found(value: value, source: .table, place: "labels", confidence: 0.6), at: path)
        return value
    }

    // MARK: Lists of objects

    private mutating func records(_ field: Field, of element: SchemaNode.Index, scope: Scope, path: String)
        -> JSON?
    {
        let inner = finder.objects(for: field, in: scope)
        var values: [JSON] = []
        if !inner.isEmpty {
            values = self.values(
                of: element,
                from: inner.map { PageItem(members: $0.0, source: $0.1.source, node: $0.1.node) }, path: path)
        }
        if values.isEmpty, scope.isPage {
            values = rows(of: element, words: field.words, scope: scope, path: path)
        }
        return values.isEmpty ? nil : .array(values)
    }

    private mutating func values(of element: SchemaNode.Index, from items: [PageItem], path: String) -> [JSON]
    {
        var values: [JSON] = []
        let index = shape(element)
        for item in items.prefix(Self.listLimit) {
            let mark = (provenance, missing.count)
            let members = object(
                index, scope: Scope(items: [item], isPage: false, isNested: false),
                path: "\(path)[\(values.count)]")
            if members.isEmpty {
                provenance = mark.0
                missing.removeSubrange(mark.1...)
            } else {
                values.append(.object(members))
            }
        }
        return values
    }

    /// Records of the whole page: items of one kind, a table's rows, or repeated cards.
    private mutating func rows(of element: SchemaNode.Index, words: String, scope: Scope, path: String)
        -> [JSON]
    {
        let index = shape(element)
        guard schema[index].types.contains(.object), !schema[index].properties.isEmpty else {
            return finder.plainRows(words: words)
        }
        let mark = (provenance, missing.count)
        var best: (values: [JSON], filled: Int, provenance: JSONObject, missing: [String])?
        for group in finder.recordGroups(for: fields[index], words: words).prefix(4) {
            let values = self.values(of: element, from: group, path: path)
            let filled = values.reduce(0) { $0 + ($1.objectValue?.count ?? 0) }
            if filled > best?.filled ?? 0 { best = (values, filled, provenance, missing) }
            (provenance, missing) = (mark.0, Array(missing.prefix(mark.1)))
        }
        guard let best else { return [] }
        (provenance, missing) = (best.provenance, best.missing)
        return best.values
    }
}

/// What a field may be filled from: items, and the page itself where the object is the page's own thing.
struct Scope: Sendable {
    var items: [PageItem] = []
    var isPage = true
    /// Inside another object: general words (name, url) then do not mean the page's.
    var isNested = false
}
