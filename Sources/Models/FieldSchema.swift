import JSON
import Structuring

/// Writes places of a schema for a model: as a JSON Schema that endpoints take, and as a list to read.
struct FieldSchema {
    private let schema: Schema
    /// Shared definitions can describe far more than one request should hold.
    private var placesLeft = 300
    private var isStrict = true

    init(_ schema: Schema) { self.schema = schema }

    /// An object always: strict endpoints take no other root. A wanted list is its member `items`.
    static func json(for wish: FieldWish) -> ChatSchema {
        var writer = FieldSchema(wish.schema)
        var json = writer.node(at: wish.schema.rootIndex, wish.root, isNullable: false)
        if json["type"] != "object" {
            json = [
                "type": "object", "properties": ["items": json], "required": ["items"],
                "additionalProperties": false,
            ]
        }
        return ChatSchema(json: json, isStrict: writer.isStrict)
    }

    private mutating func node(at index: SchemaNode.Index, _ place: FieldWish.Place, isNullable: Bool) -> JSON
    {
        placesLeft -= 1
        if case .members(let members) = place {
            let index = schema.objectNode(at: index)
            let properties = schema[index].properties
            return object(
                at: index,
                members.compactMap { member in
                    properties.first { $0.name == member.name }.map { ($0, member.place) }
                }, isNullable: isNullable)
        }
        if case .elements(let key, let open) = place {
            let list = schema[schema.objectNode(at: index)]
            guard let items = list.items else { return ["type": "array"] }
            let item = self.item(of: items, key, open)
            return described(
                JSONObject([
                    ("type", "array"),
                    (
                        "items",
                        object(at: item.index, item.properties.map { ($0, .whole) }, isNullable: false)
                    ),
                ]), list)
        }
        let node = schema[index]
        if !node.alternatives.isEmpty {
            var branches = node.alternatives.filter { schema[$0].types != .null }
                .map { self.node(at: $0, .whole, isNullable: false) }
            branches.append(["type": "null"])
            return described(JSONObject([("anyOf", .array(branches))]), node)
        }
        if node.types.contains(.object), !node.properties.isEmpty {
            return object(at: index, node.properties.map { ($0, .whole) }, isNullable: isNullable)
        }
        var members = JSONObject()
        var types = Self.names(of: node.types)
        if isNullable, !types.contains("null"), !node.isAnything, types != ["array"] { types.append("null") }
        if !node.isAnything {
            members["type"] = types.count == 1 ? .string(types[0]) : .array(types.map(JSON.string))
        }
        if node.isAnything || node.additional != nil { isStrict = false }
        if let additional = node.additional, placesLeft > 0 {
            members["additionalProperties"] = self.node(at: additional, .whole, isNullable: true)
        }
        if var allowed = node.allowed {
            if isNullable, !allowed.contains(.null) { allowed.append(.null) }
            members["enum"] = .array(allowed)
        }
        if node.types.contains(.array) {
            if let items = node.items, placesLeft > 0 {
                members["items"] = self.node(at: items, .whole, isNullable: false)
            } else {
                isStrict = false
            }
        }
        return described(members, node)
    }

    private mutating func object(
        at index: SchemaNode.Index, _ wanted: [(SchemaNode.Property, FieldWish.Place)], isNullable: Bool
    ) -> JSON {
        var properties = JSONObject()
        for (property, place) in wanted where placesLeft > 0 {
            properties[property.name] = node(at: property.node, place, isNullable: true)
        }
        return described(
            JSONObject([
                ("type", isNullable ? ["object", "null"] : "object"), ("properties", .object(properties)),
                ("required", .array(properties.names.map(JSON.string))), ("additionalProperties", false),
            ]), schema[index])
    }

    /// The members of a list's elements that are asked for: what tells them apart, and what is open.
    private func item(of items: SchemaNode.Index, _ key: ElementKey, _ open: [String]) -> (
        index: SchemaNode.Index, properties: [SchemaNode.Property]
    ) {
        let index = schema.objectNode(at: items)
        let properties = schema[index].properties
        return (index, properties.filter { key.names.contains($0.name) || open.contains($0.name) })
    }

    private func described(_ members: JSONObject, _ node: SchemaNode) -> JSON {
        var members = members
        if let description = node.description ?? node.title { members["description"] = .string(description) }
        return .object(members)
    }

    private static func names(of types: SchemaTypes) -> [String] {
        var names: [String] = []
        if types.contains(.string) { names.append("string") }
        if types.contains(.number) {
            names.append("number")
        } else if types.contains(.integer) {
            names.append("integer")
        }
        if types.contains(.boolean) { names.append("boolean") }
        if types.contains(.object) { names.append("object") }
        if types.contains(.array) { names.append("array") }
        if types.contains(.null) { names.append("null") }
        return names
    }

    // MARK: To read

    /// A line a field, members of objects under them.
    static func list(of wish: FieldWish) -> String {
        var writer = FieldSchema(wish.schema)
        var lines: [String] = []
        writer.write(wish.schema.rootIndex, wish.root, name: nil, depth: 0, &lines)
        return lines.joined(separator: "\n")
    }

    private mutating func write(
        _ index: SchemaNode.Index, _ place: FieldWish.Place, name: String?, depth: Int,
        _ lines: inout [String]
    ) {
        placesLeft -= 1
        guard placesLeft > 0 else { return }
        let objectIndex = schema.objectNode(at: index)
        let node = schema[objectIndex]
        var inner = depth
        if let name {
            let note = schema[index].description ?? node.description ?? schema[index].title ?? node.title
            lines.append(
                String(repeating: "  ", count: depth) + "- \(name): \(typeText(of: index))"
                    + (note.map { " (\($0))" } ?? ""))
            inner += 1
        }
        if case .elements(let key, let open) = place, let items = node.items {
            if name == nil { lines.append("- items: a list of objects, each with") }
            for property in item(of: items, key, open).properties {
                write(property.node, .whole, name: property.name, depth: max(1, inner), &lines)
            }
        } else if case .members(let members) = place {
            for (name, place) in members {
                guard let property = node.properties.first(where: { $0.name == name }) else { continue }
                write(property.node, place, name: name, depth: inner, &lines)
            }
        } else if !node.properties.isEmpty {
            for property in node.properties {
                write(property.node, .whole, name: property.name, depth: inner, &lines)
            }
        } else if let items = node.items, !schema[schema.objectNode(at: items)].properties.isEmpty {
            if name == nil { lines.append("- items: a list of objects, each with") }
            for property in schema[schema.objectNode(at: items)].properties {
                write(property.node, .whole, name: property.name, depth: max(1, inner), &lines)
            }
        } else if name == nil {
            lines.append("- items: \(typeText(of: index))")
        }
    }

    /// "a number", "one of ...": what a value must be.
    func typeText(of index: SchemaNode.Index) -> String {
        let node = schema[schema.objectNode(at: index)]
        if let allowed = node.allowed {
            let values = allowed.filter { !$0.isNull }.prefix(50).map {
                String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self)
            }
            return "one of \(values.joined(separator: ", "))"
        }
        if !node.properties.isEmpty { return "an object with the members" }
        let types = Self.names(of: node.types.subtracting(.null))
        if types == ["array"] {
            guard let items = node.items else { return "a list" }
            let item = schema[schema.objectNode(at: items)]
            return item.properties.isEmpty
                ? "a list, each \(typeText(of: items))" : "a list of objects, each with"
        }
        if node.isAnything || types.count > 3 { return "any value" }
        let words = types.map { type in
            switch type {
            case "string": node.format == "date" ? "a date (YYYY-MM-DD)" : "a text"
            case "number": "a number"
            case "integer": "a whole number"
            case "boolean": "true or false"
            case "object": "an object"
            default: "a list"
            }
        }
        return words.joined(separator: " or ")
    }
}
