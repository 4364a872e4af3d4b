import JSON

/// Gives the members of a foreign object the names that a schema has for them, where they plainly mean the same:
/// `Cost` for `price`, `product_name` for `name`, and what is wrapped in one more object or list.
package struct MemberAligner: Sendable {
    private let schema: Schema

    package init(schema: Schema) { self.schema = schema }

    package func align(_ value: JSON) -> JSON {
        align(value, at: schema.rootIndex, levels: Schema.levelLimit + 2)
    }

    /// Words that stand on pages for the place, in several languages.
    package static func words(for name: String, description: String?) -> [String] {
        Concept.named(name, description: description)?.names ?? []
    }

    /// True for a field whose value stands in a page or nowhere: numbers and addresses of things and people, prices.
    package static func isCopied(_ name: String, description: String?, format: String?) -> Bool {
        if let format, ["uri", "url", "email", "uri-reference"].contains(format) { return true }
        switch Concept.named(name, description: description)?.id {
        case .price, .oldPrice, .lowPrice, .highPrice, .sku, .gtin, .mpn, .isbn, .telephone, .email, .url,
            .image,
            .postalCode:
            return true
        default: return false
        }
    }

    private func align(_ value: JSON, at index: SchemaNode.Index, levels: Int) -> JSON {
        guard levels > 0 else { return value }
        let node = schema[index]
        if !node.alternatives.isEmpty {
            let fitting = node.alternatives.first {
                schema[$0].types.accepts(value) && !schema[$0].isAnything
            }
            return fitting.map { align(value, at: $0, levels: levels - 1) } ?? value
        }
        switch value {
        case .object(let members):
            if node.types.contains(.object), !node.properties.isEmpty {
                return .object(align(members, to: node, levels: levels))
            }
            // A list that was asked for plainly and came under a name.
            if node.types.contains(.array), !node.types.contains(.object), members.count == 1,
                let list = members.members[0].value.arrayValue
            {
                return align(.array(list), at: index, levels: levels - 1)
            }
            return value
        case .array(let elements):
            if node.types.contains(.array), let items = node.items {
                return .array(elements.prefix(1_000).map { align($0, at: items, levels: levels - 1) })
            }
            if node.types.contains(.object), elements.count == 1 {
                return align(elements[0], at: index, levels: levels - 1)
            }
            return value
        default: return value
        }
    }

    private func align(_ members: JSONObject, to node: SchemaNode, levels: Int) -> JSONObject {
        var left = Array(members.members.prefix(200))
        var named = JSONObject()
        func take(_ property: SchemaNode.Property, where isMatch: (String) -> Bool) {
            guard named[property.name] == nil else { return }
            let places = left.indices.filter { isMatch(left[$0].name) }
            // Two that match say that neither surely does.
            guard places.count == 1, let place = places.first else { return }
            named[property.name] = align(left[place].value, at: property.node, levels: levels - 1)
            left.remove(at: place)
        }
        for property in node.properties { take(property) { $0 == property.name } }
        for property in node.properties {
            let key = Folding.key(property.name)
            take(property) { Folding.key($0) == key }
        }
        for property in node.properties {
            let field = schema[property.node]
            let concept = Concept.named(property.name, description: field.description ?? field.title)?.id
            guard let concept else { continue }
            take(property) { Concept.named($0)?.id == concept }
        }
        for property in node.properties {
            let words = Set(Folding.name(property.name).split(separator: " "))
            take(property) { Self.overlap(words, Set(Folding.name($0).split(separator: " "))) }
        }
        if named.isEmpty, members.count == 1, let inner = left.first?.value,
            inner.objectValue != nil || inner.arrayValue?.count == 1
        {
            let unwrapped = inner.objectValue ?? inner[0]?.objectValue
            if let unwrapped, levels > 1 { return align(unwrapped, to: node, levels: levels - 1) }
        }
        // What has no place stays: a node may take additional members, and who reads this may tell of them.
        for (name, value) in left where named[name] == nil { named[name] = value }
        return named
    }

    /// All words of one name are in the other.
    private static func overlap(_ left: Set<Substring>, _ right: Set<Substring>) -> Bool {
        !left.isEmpty && !right.isEmpty && (left.isSubset(of: right) || right.isSubset(of: left))
    }
}
