import JSON

/// Turns JSON Schema text into `Schema` nodes, gathering faults and warnings on the way.
struct SchemaCompiler {
    let source: JSON
    var nodes: [SchemaNode] = []
    var errors: [String] = []
    var warnings: [String] = []
    /// References being resolved on the way to the current place: meeting one again is a cycle.
    private var openReferences: [String] = []
    /// Compiled targets by reference and depth, so that shared definitions stay shared.
    private var compiledReferences: [Target: SchemaNode.Index] = [:]
    private var workLeft = 4_000

    private struct Target: Hashable {
        let reference: String
        let level: Int
        let combinators: Int
    }

    /// Combinators and `additionalProperties` add no level, so there is a bound on how many may follow each other
    /// within one.
    private static let combinatorLimit = 8

    init(source: JSON) { self.source = source }

    mutating func check() -> SchemaCheck {
        guard case .object(let members) = source else {
            return SchemaCheck(
                schema: nil, errors: ["schema: must be a JSON object, not \(source.typeName)"], warnings: [])
        }
        let size = JSONWriter.bytes(of: source).count
        if size > Schema.byteLimit {
            errors.append("schema: \(size) bytes, more than the limit of \(Schema.byteLimit)")
            return SchemaCheck(schema: nil, errors: errors, warnings: [])
        }
        let root = compile(source, path: "schema", level: 1, combinators: 0)
        if errors.isEmpty { checkRoot(root, members: Self.present(members)) }
        let schema = errors.isEmpty ? Schema(nodes: nodes, rootIndex: root, source: source) : nil
        return SchemaCheck(schema: schema, errors: errors, warnings: warnings)
    }

    private mutating func checkRoot(_ root: SchemaNode.Index, members: JSONObject) {
        let types = nodes[root].types
        if nodes[root].alternatives.isEmpty, types.isDisjoint(with: [.object, .array]) {
            errors.append(
                "schema.type: the root must be an object (or an array), not \(Self.name(of: types))")
        } else if !types.contains(.object) || !nodes[root].alternatives.isEmpty {
            warnings.append("schema: the root is not a plain object")
        }
        if nodes[root].isAnything, members["type"] == nil {
            nodes[root].types = .object
            warnings.append("schema: neither type nor properties; an empty object will come back")
        }
        // The root is a container always, even where "any" or a union with scalars was written.
        if nodes[root].alternatives.isEmpty, nodes[root].types.contains(.object), nodes[root].items == nil {
            nodes[root].types = .object
        }
    }

    private static func name(of types: SchemaTypes) -> String {
        for name in ["string", "number", "integer", "boolean", "null"] {
            if let type = SchemaTypes(named: name), !types.isDisjoint(with: type) { return name }
        }
        return "nothing"
    }

    private mutating func add(_ node: SchemaNode) -> SchemaNode.Index {
        nodes.append(node)
        return nodes.count - 1
    }

    // MARK: One schema

    mutating func compile(_ json: JSON, path: String, level: Int, combinators: Int) -> SchemaNode.Index {
        if case .bool(let flag) = json {
            var node = SchemaNode()
            if !flag { node.types = [] }
            return add(node)
        }
        guard case .object(let given) = json else {
            errors.append("\(path): must be a schema (an object), not \(json.typeName)")
            return add(SchemaNode())
        }
        let members = Self.present(given)
        workLeft -= 1
        guard workLeft > 0 else {
            if workLeft == 0 {
                errors.append("\(path): the schema is too large once its references are resolved")
            }
            return add(SchemaNode())
        }
        guard level <= Schema.levelLimit else {
            if isRepeating { return add(Self.cut) }
            errors.append("\(path): nested deeper than \(Schema.levelLimit) levels")
            return add(SchemaNode())
        }
        warnOfUnsupported(members, path: path)
        if let reference = members["$ref"] {
            return resolve(reference, beside: members, path: path, level: level, combinators: combinators)
        }
        for keyword in ["anyOf", "oneOf", "allOf"] where members[keyword] != nil {
            guard combinators < Self.combinatorLimit else {
                if isRepeating { return add(Self.cut) }
                errors.append("\(path).\(keyword): nested too deep")
                return add(SchemaNode())
            }
            if let index = combine(
                keyword, of: members, path: path, level: level, combinators: combinators + 1)
            {
                return index
            }
        }
        return add(plain(members, path: path, level: level, combinators: combinators))
    }

    /// A node made of the keywords of `members` alone.
    private mutating func plain(
        _ members: JSONObject, path: String, level: Int, combinators: Int
    ) -> SchemaNode {
        var node = SchemaNode()
        annotate(&node, with: members)
        let given = types(of: members["type"], path: path)
        if let given { node.types = given }
        readValues(into: &node, from: members, path: path, typed: given != nil)
        readBounds(into: &node, from: members, path: path)
        readObject(into: &node, from: members, path: path, level: level, combinators: combinators)
        if let items = members["items"] {
            node.items = compile(items, path: "\(path).items", level: level + 1, combinators: 0)
        }
        if given == nil, node.allowed == nil {
            // Keywords tell the type where `type` itself is missing.
            if members["properties"] != nil {
                node.types = .object
            } else if members["items"] != nil {
                node.types = .array
            }
        }
        if members["nullable"]?.boolValue == true {
            node.types.insert(.null)
            if node.allowed != nil, !node.allowsNull { node.allowed?.append(.null) }
        }
        return node
    }

    func annotate(_ node: inout SchemaNode, with members: JSONObject) {
        if let title = members["title"]?.stringValue { node.title = title }
        if let description = members["description"]?.stringValue { node.description = description }
    }

    private mutating func types(of json: JSON?, path: String) -> SchemaTypes? {
        guard let json else { return nil }
        let names: [JSON]
        switch json {
        case .string: names = [json]
        case .array(let elements) where !elements.isEmpty: names = elements
        default:
            errors.append("\(path).type: must be a type name or a list of them")
            return .any
        }
        var types: SchemaTypes = []
        for name in names {
            guard let text = name.stringValue, let type = SchemaTypes(named: text) else {
                let shown = name.stringValue.map { "'\($0.prefix(40))'" } ?? name.typeName
                errors.append("\(path).type: unknown type \(shown)")
                continue
            }
            types.formUnion(type)
        }
        return types
    }

    private mutating func readValues(
        into node: inout SchemaNode, from members: JSONObject, path: String, typed: Bool
    ) {
        var values: [JSON]?
        if let list = members["enum"] {
            if case .array(let elements) = list, !elements.isEmpty {
                values = elements
            } else {
                errors.append("\(path).enum: must be a list that is not empty")
            }
        }
        if let constant = members["const"] {
            values = values.map { $0.filter { $0.isSame(as: constant) } } ?? [constant]
        }
        guard let values else { return }
        if !typed { node.types = values.reduce([]) { $0.union(SchemaTypes(accepting: $1)) } }
        node.allowed = values.filter(node.types.accepts)
    }

    private mutating func readObject(
        into node: inout SchemaNode, from members: JSONObject, path: String, level: Int, combinators: Int
    ) {
        var required: [String] = []
        if let list = members["required"] {
            if let elements = list.arrayValue, elements.allSatisfy({ $0.stringValue != nil }) {
                required = elements.compactMap(\.stringValue)
            } else {
                errors.append("\(path).required: must be a list of property names")
            }
        }
        let requiredNames = Set(required)
        var known = Set<String>()
        if let properties = members["properties"] {
            if case .object(let schemas) = properties {
                for (name, schema) in schemas {
                    known.insert(name)
                    let index = compile(
                        schema, path: "\(path).properties.\(name.prefix(60))", level: level + 1,
                        combinators: 0)
                    node.properties.append(
                        .init(name: name, node: index, isRequired: requiredNames.contains(name)))
                }
            } else {
                errors.append("\(path).properties: must be an object, not \(properties.typeName)")
            }
        }
        node.isClosed = members["additionalProperties"]?.boolValue == false
        for name in required where known.insert(name).inserted {
            warnings.append("\(path).required: '\(name.prefix(60))' is not among the properties")
            if !node.isClosed {
                node.properties.append(.init(name: name, node: add(SchemaNode()), isRequired: true))
            }
        }
        if let additional = members["additionalProperties"], additional.boolValue == nil {
            if combinators < Self.combinatorLimit {
                node.additional = compile(
                    additional, path: "\(path).additionalProperties", level: level,
                    combinators: combinators + 1)
            } else if isRepeating {
                node.additional = add(Self.cut)
            } else {
                warnings.append("\(path).additionalProperties: nested too deep, ignored")
            }
        }
    }

    // MARK: References

    private mutating func resolve(
        _ reference: JSON, beside members: JSONObject, path: String, level: Int, combinators: Int
    ) -> SchemaNode.Index {
        guard let text = reference.stringValue else {
            errors.append("\(path).$ref: must be a string")
            return add(SchemaNode())
        }
        guard let target = target(of: text) else {
            warnings.append("\(path).$ref: '\(text.prefix(80))' is not in the schema; any value is taken")
            return add(SchemaNode())
        }
        warnings.append("\(path).$ref: resolved inside the schema")
        var node: SchemaNode
        let key = Target(reference: text, level: level, combinators: combinators)
        if let index = compiledReferences[key] {
            node = nodes[index]
        } else if openReferences.contains(text), level >= Schema.levelLimit || openReferences.count > 32 {
            warnings.append("\(path).$ref: '\(text.prefix(80))' refers to itself; cut at level \(level)")
            node = Self.cut
        } else if openReferences.last == text, isBareReference(target) {
            errors.append("\(path).$ref: '\(text.prefix(80))' refers to itself")
            return add(SchemaNode())
        } else {
            let warningsBefore = warnings.count
            let wasOpen = openReferences.contains(text)
            openReferences.append(text)
            let index = compile(target, path: path, level: level, combinators: combinators + 1)
            openReferences.removeLast()
            if wasOpen { warnings.removeSubrange(warningsBefore...) }
            compiledReferences[key] = index
            node = nodes[index]
        }
        annotate(&node, with: members)
        if members["nullable"]?.boolValue == true { node.types.insert(.null) }
        return add(node)
    }

    /// What stands where a schema that contains itself is not followed any further: nothing fits it.
    private static let cut: SchemaNode = {
        var node = SchemaNode()
        node.types = []
        return node
    }()

    /// True inside a definition that contains itself: its depth is ours to end, not a fault of the schema.
    private var isRepeating: Bool { Set(openReferences).count < openReferences.count }

    private func isBareReference(_ json: JSON) -> Bool { json["$ref"] != nil }

    /// Follows a JSON pointer inside the schema (`#`, `#/$defs/Name`).
    private func target(of reference: String) -> JSON? {
        guard let pointer = JSONPointer(fragment: reference) else { return nil }
        var place = source
        for name in pointer.steps {
            if let next = place[name] {
                place = next
            } else if let position = Int(name), let next = place[position] {
                place = next
            } else {
                return nil
            }
        }
        return place
    }
}
