import JSON

/// Makes any value fit a schema: coerced where it says the same, null or left out where it does not.
///
/// What comes back always satisfies the schema, with one freedom that the contract asks for: a required
/// member that is unknown is null. Members come in the schema's order and there are no others.
package struct SchemaFitter: Sendable {
    package let schema: Schema
    /// Relative links are resolved against this where a format asks for a URI.
    private let baseURL: String?

    /// Values in one result at most: shared definitions can describe far more than any page holds.
    private static let valueLimit = 50_000

    package init(schema: Schema, baseURL: String? = nil) {
        self.schema = schema
        self.baseURL = baseURL
    }

    package func fit(_ candidate: JSON) -> JSON {
        var work = Self.valueLimit
        if let value = fit(candidate, at: schema.rootIndex, name: "", work: &work) { return value }
        return blank(schema.rootIndex)
    }

    /// The candidate as the node wants it; nil when nothing of it fits.
    package func fit(_ candidate: JSON, at index: SchemaNode.Index, name: String) -> JSON? {
        var work = Self.valueLimit
        return fit(candidate, at: index, name: name, work: &work)
    }

    /// The answer of a page that holds nothing: required members null, an empty list.
    private func blank(_ index: SchemaNode.Index) -> JSON {
        let node = schema[index]
        for alternative in node.alternatives {
            let value = blank(alternative)
            if schema.accepts(value, at: index) { return value }
        }
        if node.types.contains(.object) {
            return .object(JSONObject(node.properties.filter(\.isRequired).map { ($0.name, .null) }))
        }
        return node.types.contains(.array) ? .array([]) : .null
    }

    private func fit(_ candidate: JSON, at index: SchemaNode.Index, name: String, work: inout Int) -> JSON? {
        let node = schema[index]
        work -= 1
        guard work > 0 else { return nil }
        if !node.alternatives.isEmpty { return fitAlternative(candidate, at: index, name: name, work: &work) }
        if candidate.isNull || node.types == .null {
            guard node.allowsNull else { return nil }
            return .null
        }
        let value =
            if let allowed = node.allowed {
                EnumMatcher.nearest(to: candidate, among: allowed)
            } else {
                coerce(candidate, to: node, at: index, name: name, work: &work)
            }
        guard let value, schema.accepts(value, at: index) else { return nil }
        return value
    }

    private func fitAlternative(_ candidate: JSON, at index: SchemaNode.Index, name: String, work: inout Int)
        -> JSON?
    {
        let node = schema[index]
        if candidate.isNull, node.allowsNull { return .null }
        // A branch of the candidate's own type comes before one that has to change it.
        let branches = node.alternatives
        let sorted =
            branches.filter { schema[$0].types.accepts(candidate) }
            + branches.filter { !schema[$0].types.accepts(candidate) }
        for branch in sorted {
            if let value = fit(candidate, at: branch, name: name, work: &work),
                schema.accepts(value, at: index)
            {
                return value
            }
        }
        return nil
    }

    private func coerce(
        _ candidate: JSON, to node: SchemaNode, at index: SchemaNode.Index, name: String, work: inout Int
    ) -> JSON? {
        switch candidate {
        case .object(let members):
            if node.types.contains(.object) { return fitObject(members, to: node, at: index, work: &work) }
            if node.types.contains(.array) { return fitArray([candidate], to: node, name: name, work: &work) }
            return Self.plainValue(of: members).flatMap {
                fit($0, at: index, name: name, work: &work)
            }
        case .array(let elements):
            if node.types.contains(.array) { return fitArray(elements, to: node, name: name, work: &work) }
            if node.types.contains(.string), elements.count > 1 {
                let texts = elements.prefix(1_000).compactMap { Self.text(of: $0) }
                if !texts.isEmpty { return string(texts.joined(separator: ", "), node: node) }
            }
            for element in elements.prefix(100) {
                if let value = fit(element, at: index, name: name, work: &work) { return value }
            }
            return nil
        default:
            if let value = ScalarFitter(node: node, name: name, baseURL: baseURL).fit(candidate) {
                return value
            }
            if node.types.contains(.array) { return fitArray([candidate], to: node, name: name, work: &work) }
            if node.types.contains(.object) {
                return fitScalar(candidate, toObject: node, at: index, work: &work)
            }
            return nil
        }
    }

    private func string(_ text: String, node: SchemaNode) -> JSON? {
        ScalarFitter(node: node, name: "", baseURL: baseURL).fit(.string(text))
    }

    // MARK: Containers

    private func fitArray(_ elements: [JSON], to node: SchemaNode, name: String, work: inout Int) -> JSON? {
        var fitted: [JSON] = []
        for element in elements {
            guard fitted.count < node.maxItems, work > 0 else { break }
            guard let items = node.items else {
                work -= 1
                fitted.append(element)
                continue
            }
            if let value = fit(element, at: items, name: name, work: &work) { fitted.append(value) }
        }
        if node.uniqueItems { fitted = fitted.withoutRepeats }
        // A list of which nothing fits says as little as no list.
        return fitted.isEmpty && !elements.isEmpty ? nil : .array(fitted)
    }

    private func fitObject(
        _ members: JSONObject, to node: SchemaNode, at index: SchemaNode.Index, work: inout Int
    ) -> JSON? {
        var fitted = JSONObject()
        var found = 0
        let lookup = MemberLookup(members)
        for property in node.properties {
            var value: JSON?
            if let member = lookup[property.name] {
                value = fit(member, at: property.node, name: property.name, work: &work)
                if value != nil, !member.isNull { found += 1 }
            }
            if let value {
                fitted[property.name] = value
            } else if property.isRequired {
                fitted[property.name] = .null
            }
        }
        if let additional = node.additional {
            let taken = Set(node.properties.map(\.name))
            for (name, member) in members where !taken.contains(name) {
                guard let value = fit(member, at: additional, name: name, work: &work), !value.isNull else {
                    continue
                }
                fitted[name] = value
                found += 1
            }
        }
        let isUnknown =
            found == 0 && !node.properties.isEmpty && !members.isEmpty && index != schema.rootIndex
        return isUnknown ? nil : .object(fitted)
    }

    /// A single value where an object is asked: it becomes the member that names or values things.
    private func fitScalar(
        _ candidate: JSON, toObject node: SchemaNode, at index: SchemaNode.Index, work: inout Int
    ) -> JSON? {
        for name in ["name", "title", "value", "text", "amount", "url"] {
            guard node.properties.contains(where: { $0.name == name }) else { continue }
            return fitObject(JSONObject([(name, candidate)]), to: node, at: index, work: &work)
        }
        return nil
    }

    // MARK: What stands for an object where a single value is asked

    private static let valueNames = [
        "@value", "value", "name", "text", "amount", "price", "title", "url", "@id",
    ]

    static func plainValue(of members: JSONObject) -> JSON? {
        var members = members
        // `{"value": {"value": …}}` is unwrapped a few times, not without end.
        for _ in 0..<4 {
            guard let inner = valueNames.lazy.compactMap({ members[$0] }).first(where: { !$0.isNull }) else {
                return nil
            }
            guard case .object(let next) = inner else { return inner }
            members = next
        }
        return nil
    }

    private static func text(of value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number: String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
        case .object(let members): plainValue(of: members)?.stringValue
        case .null, .bool, .array: nil
        }
    }
}

/// Finds a member by its exact name, or else by its name without case and signs.
private struct MemberLookup {
    private let members: JSONObject
    private let folded: [String: JSON]

    init(_ members: JSONObject) {
        self.members = members
        folded = Dictionary(members.prefix(2_000).map { (Folding.key($0.name), $0.value) }) { first, _ in
            first
        }
    }

    subscript(name: String) -> JSON? { members[name] ?? folded[Folding.key(name)] }
}
