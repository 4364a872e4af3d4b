import JSON
import Structuring

/// The part of a schema that a model is asked for.
package struct FieldWish: Sendable {
    /// What is wanted below a place of the schema.
    indirect enum Place: Sendable {
        case whole
        /// Some members of an object, in the schema's order.
        case members([(name: String, place: Place)])
        /// Some members of the elements of a list that is there, with those that tell the elements apart.
        case elements(ElementKey, open: [String])
    }

    package let schema: Schema
    let root: Place

    /// The places that `value`, which fits `schema`, leaves open; nil when there are none.
    ///
    /// Of a list with elements, members that some of them lack are open where the others tell the elements apart; more
    /// elements are never asked for.
    package init?(_ schema: Schema, lackingIn value: JSON) {
        let root =
            value.isBlank ? Self.everything(in: schema) : Self.lack(at: schema.rootIndex, in: value, schema)
        guard let root else { return nil }
        self.schema = schema
        self.root = root
    }

    /// Every place; nil when the schema has none that can be filled.
    package init?(everythingIn schema: Schema) {
        guard let root = Self.everything(in: schema) else { return nil }
        self.schema = schema
        self.root = root
    }

    private static func everything(in schema: Schema) -> Place? {
        let node = schema.root
        guard node.alternatives.isEmpty, !node.properties.isEmpty else {
            return isAskable(schema.rootIndex, schema) ? .whole : nil
        }
        let places = node.properties.filter { isAskable($0.node, schema) }
        return places.isEmpty ? nil : .members(places.map { ($0.name, .whole) })
    }

    private static func lack(at index: SchemaNode.Index, in value: JSON?, _ schema: Schema) -> Place? {
        guard let value, !value.isBlank else { return isAskable(index, schema) ? .whole : nil }
        let index = schema.objectNode(at: index)
        if case .array(let elements) = value { return lack(of: elements, at: index, schema) }
        guard case .object(let members) = value else { return nil }
        let open = schema[index].properties.compactMap { property in
            lack(at: property.node, in: members[property.name], schema).map { (property.name, $0) }
        }
        return open.isEmpty ? nil : .members(open)
    }

    private static func lack(of elements: [JSON], at index: SchemaNode.Index, _ schema: Schema) -> Place? {
        let objects = elements.compactMap(\.objectValue)
        guard objects.count == elements.count, let items = schema[index].items else { return nil }
        let properties = schema[schema.objectNode(at: items)].properties
        let open = properties.filter { property in
            isAskable(property.node, schema) && objects.contains { $0[property.name]?.isBlank ?? true }
        }
        guard !open.isEmpty, let key = ElementKey(of: objects, among: properties, in: schema) else {
            return nil
        }
        return .elements(key, open: open.map(\.name))
    }

    /// False for places that have one value only, whatever the page says.
    private static func isAskable(_ index: SchemaNode.Index, _ schema: Schema) -> Bool {
        let node = schema[index]
        if !node.alternatives.isEmpty { return true }
        if node.types == .null || node.allowed?.count == 1 { return false }
        return node.types != .object || !node.properties.isEmpty || node.additional != nil
    }

    /// The names of the wanted members of the root.
    var names: [String] {
        switch root {
        case .whole, .elements: schema.root.properties.map(\.name)
        case .members(let members): members.map(\.name)
        }
    }

    /// A list, or an object that holds one: what is spread over a page.
    var wantsLists: Bool {
        func isList(_ index: SchemaNode.Index, _ place: Place) -> Bool {
            let node = schema[schema.objectNode(at: index)]
            switch place {
            case .elements: return true
            case .whole:
                return node.types.contains(.array) && !node.types.contains(.string)
                    || node.properties.contains { schema[$0.node].types == .array }
            case .members(let members):
                return members.contains { member in
                    node.properties.first { $0.name == member.name }.map { isList($0.node, member.place) }
                        ?? false
                }
            }
        }
        return isList(schema.rootIndex, root)
    }

    /// Room for an answer to this wish; lists have no such bound.
    var answerTokens: Int {
        func tokens(_ index: SchemaNode.Index, _ place: Place, levels: Int) -> Int {
            let node = schema[schema.objectNode(at: index)]
            guard levels > 0 else { return 1000 }
            if case .members(let members) = place {
                return members.reduce(0) { sum, member in
                    guard let property = node.properties.first(where: { $0.name == member.name }) else {
                        return sum
                    }
                    return min(sum + tokens(property.node, member.place, levels: levels - 1), 100_000)
                }
            }
            if !node.properties.isEmpty {
                return node.properties.reduce(0) {
                    min($0 + tokens($1.node, .whole, levels: levels - 1), 100_000)
                }
            }
            if node.types.contains(.array) || node.additional != nil || node.isAnything { return 100_000 }
            guard node.types.contains(.string), node.allowed == nil, node.format == nil else { return 40 }
            return node.maxLength < 200 ? 100 : 160
        }
        return wantsProse ? .max : 64 + tokens(schema.rootIndex, root, levels: Schema.levelLimit + 1)
    }

    /// A field asks for sentences rather than for a value.
    private var wantsProse: Bool {
        let words = Folding.words(FieldSchema.list(of: self))
        return [
            "summar", "describ", "description", "body", "full text", "content", "sentence", "paragraph",
            "explain", "article",
        ].contains { words.contains($0) }
    }

    // MARK: Answers

    /// `value` with what `answer` holds for the wanted places, and the paths that it filled. Both fit the schema.
    ///
    /// A value that is there is replaced where `replaces` says so of the answer's.
    package func adding(
        _ answer: JSON, to value: JSON, where replaces: (JSON) -> Bool = { _ in false }
    ) -> (value: JSON, paths: [String]) {
        var paths: [String] = []
        let sum = Self.add(answer, to: value, root, path: "", where: replaces, &paths)
        return (sum ?? value, paths)
    }

    private static func add(
        _ answer: JSON, to value: JSON?, _ place: Place, path: String, where replaces: (JSON) -> Bool,
        _ paths: inout [String]
    ) -> JSON? {
        guard !answer.isBlank else { return value }
        switch place {
        case .whole:
            if let value, !value.isBlank, !replaces(answer) { return value }
            paths.append(path)
            return answer
        case .elements(let key, let open):
            guard let value, !value.isBlank else { return answer }
            guard let elements = value.arrayValue, let answers = answer.arrayValue else { return value }
            let (sum, filled) = key.merge(answers, into: elements, open: open)
            paths += filled.map { "\(path)[\($0.index)].\($0.name)" }
            return .array(sum)
        case .members(let members):
            guard case .object(let answered) = answer else { return value }
            var sum = value?.objectValue ?? JSONObject()
            for (name, place) in members {
                guard let given = answered[name] else { continue }
                let inner = path.isEmpty ? name : "\(path).\(name)"
                sum[name] = add(given, to: sum[name], place, path: inner, where: replaces, &paths)
            }
            return .object(sum)
        }
    }

    /// What is wrong with an answer, for the model to mend: each value that could not be fitted.
    func faults(of answer: JSON, fitted: JSON) -> [String] {
        var faults: [String] = []
        find(in: answer, fitted, at: schema.rootIndex, root, path: "", &faults)
        if faults.isEmpty, case .object(let members) = answer, !members.isEmpty,
            case .members(let wanted) = root,
            !wanted.contains(where: { members[$0.name] != nil })
        {
            faults.append("the members must be named \(names.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
        return faults
    }

    private func find(
        in answer: JSON, _ fitted: JSON?, at index: SchemaNode.Index, _ place: Place, path: String,
        _ faults: inout [String]
    ) {
        guard faults.count < 10, !answer.isBlank else { return }
        switch place {
        case .whole:
            let node = schema[schema.objectNode(at: index)]
            if case .object(let given) = answer, !node.properties.isEmpty {
                for property in node.properties {
                    guard let value = given[property.name] else { continue }
                    find(
                        in: value, fitted?[property.name], at: property.node, .whole,
                        path: path.isEmpty ? property.name : "\(path).\(property.name)", &faults)
                }
                return
            }
            guard fitted?.isBlank ?? true else { return }
            let name = path.isEmpty ? "the answer" : "\"\(path)\""
            faults.append("\(name) must be \(FieldSchema(schema).typeText(of: index)) or null")
        case .elements:
            guard answer.arrayValue == nil else { return }
            faults.append("\(path.isEmpty ? "the answer" : "\"\(path)\"") must be a list")
        case .members(let members):
            guard case .object(let given) = answer else {
                return faults.append("\(path.isEmpty ? "the answer" : "\"\(path)\"") must be an object")
            }
            let node = schema[schema.objectNode(at: index)]
            for (name, place) in members {
                guard let value = given[name],
                    let property = node.properties.first(where: { $0.name == name })
                else { continue }
                find(
                    in: value, fitted?[name], at: property.node, place,
                    path: path.isEmpty ? name : "\(path).\(name)", &faults)
            }
        }
    }
}

extension JSON {
    /// Null, or a list, object or text that holds nothing.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .string(let text): text.isEmpty
        case .bool, .integer, .number: false
        }
    }
}

extension Schema {
    /// The node itself, or the first of its alternatives that is an object with members.
    func objectNode(at index: SchemaNode.Index) -> SchemaNode.Index {
        let node = self[index]
        guard !node.alternatives.isEmpty else { return index }
        return node.alternatives.first { !self[$0].properties.isEmpty }
            ?? node.alternatives.first { self[$0].types != .null } ?? index
    }
}
