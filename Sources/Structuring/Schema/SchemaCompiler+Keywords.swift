import JSON

extension SchemaCompiler {
    /// Keywords that are applied, or that only annotate.
    private static let understood: Set<String> = [
        "type", "properties", "required", "items", "enum", "const", "description", "title", "nullable",
        "default",
        "additionalProperties", "format", "pattern", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "$schema", "$id",
        "$comment",
        "$defs", "definitions", "examples", "example", "deprecated", "readOnly", "writeOnly", "$ref",
        "$anchor",
    ]
    private static let combinators: Set<String> = ["anyOf", "oneOf", "allOf"]

    /// Keywords whose `null` is a value.
    private static let takingNull: Set<String> = ["const", "default", "example"]

    /// The keywords that are there: `null` means absent (contract section 1.3).
    static func present(_ members: JSONObject) -> JSONObject {
        func isAbsent(_ name: String, _ value: JSON) -> Bool { value.isNull && !takingNull.contains(name) }
        guard members.contains(where: isAbsent) else { return members }
        return JSONObject(members.filter { !isAbsent($0.name, $0.value) }.map { ($0.name, $0.value) })
    }

    mutating func warnOfUnsupported(_ members: JSONObject, path: String) {
        for name in members.names where !Self.understood.contains(name) {
            if Self.combinators.contains(name) {
                warnings.append("\(path).\(name): taken in a simple sense (null and alternatives only)")
            } else {
                warnings.append("\(path).\(name.prefix(60)): unsupported keyword, ignored")
            }
        }
    }

    mutating func readBounds(into node: inout SchemaNode, from members: JSONObject, path: String) {
        node.minimum = number("minimum", of: members, path: path)
        node.maximum = number("maximum", of: members, path: path)
        // Draft 4 has booleans here that sharpen `minimum` and `maximum`.
        if case .bool(let flag)? = members["exclusiveMinimum"] {
            if flag { (node.exclusiveMinimum, node.minimum) = (node.minimum, nil) }
        } else {
            node.exclusiveMinimum = number("exclusiveMinimum", of: members, path: path)
        }
        if case .bool(let flag)? = members["exclusiveMaximum"] {
            if flag { (node.exclusiveMaximum, node.maximum) = (node.maximum, nil) }
        } else {
            node.exclusiveMaximum = number("exclusiveMaximum", of: members, path: path)
        }
        if let step = number("multipleOf", of: members, path: path) {
            if step > 0 { node.multipleOf = step } else { ignore("multipleOf", path) }
        }
        node.minLength = count("minLength", of: members, path: path) ?? 0
        node.maxLength = count("maxLength", of: members, path: path) ?? .max
        node.minItems = count("minItems", of: members, path: path) ?? 0
        node.maxItems = count("maxItems", of: members, path: path) ?? .max
        node.uniqueItems = members["uniqueItems"]?.boolValue ?? false
        if let format = members["format"] {
            if let text = format.stringValue { node.format = text } else { ignore("format", path) }
        }
        if let pattern = members["pattern"] {
            node.pattern = pattern.stringValue.flatMap { Pattern($0) }
            if node.pattern == nil { ignore("pattern", path) }
        }
    }

    private mutating func number(_ name: String, of members: JSONObject, path: String) -> Double? {
        guard let value = members[name] else { return nil }
        if value.doubleValue == nil { ignore(name, path) }
        return value.doubleValue
    }

    private mutating func count(_ name: String, of members: JSONObject, path: String) -> Int? {
        guard let value = members[name] else { return nil }
        guard let number = value.integerValue, number >= 0 else {
            ignore(name, path)
            return nil
        }
        return Int(number)
    }

    private mutating func ignore(_ name: String, _ path: String) {
        warnings.append("\(path).\(name): not understood, ignored")
    }

    // MARK: anyOf, oneOf, allOf

    /// The node for a combinator; nil when it only restricts what the other keywords say and is left out.
    mutating func combine(
        _ keyword: String, of members: JSONObject, path: String, level: Int, combinators: Int
    ) -> SchemaNode.Index? {
        guard let branches = members[keyword]?.arrayValue, !branches.isEmpty else {
            errors.append("\(path).\(keyword): must be a list that is not empty")
            return nil
        }
        guard members["type"] == nil, members["properties"] == nil, members["enum"] == nil else { return nil }
        if keyword == "allOf", branches.count > 1 {
            warnings.append("\(path).allOf: only its first schema is applied")
        }
        var nullBranches = members["nullable"]?.boolValue == true ? 1 : 0
        var kept: [SchemaNode.Index] = []
        for (position, branch) in (keyword == "allOf" ? branches.prefix(1) : branches[...]).enumerated() {
            let index = compile(
                branch, path: "\(path).\(keyword)[\(position)]", level: level, combinators: combinators)
            if nodes[index].types == .null, keyword != "allOf" {
                nullBranches += 1
            } else {
                kept.append(index)
            }
        }
        var node = SchemaNode()
        // `oneOf` with null in two places accepts null nowhere.
        let nulls = nullBranches + kept.count { nodes[$0].allowsNull || nodes[$0].isAnything }
        let allowsNull = keyword == "oneOf" ? nulls == 1 : nulls > 0
        if kept.count == 1 {
            node = nodes[kept[0]]
        } else {
            node.types = kept.reduce([]) { $0.union(nodes[$1].types) }
            node.alternatives = kept
            node.isExclusive = keyword == "oneOf"
        }
        if allowsNull {
            node.types.insert(.null)
            if node.allowed != nil, !node.allowsNull { node.allowed?.append(.null) }
        } else {
            node.types.remove(.null)
        }
        annotate(&node, with: members)
        nodes.append(node)
        return nodes.count - 1
    }
}
