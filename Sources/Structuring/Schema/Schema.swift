import JSON

/// A checked JSON Schema, compiled to nodes that refer to each other by index.
///
/// References are resolved and every path from the root is at most `levelLimit` levels long, with a few
/// alternatives and additional properties in each, so walks by schema may recurse. A node may be reached on several paths; there are no cycles.
package struct Schema: Sendable {
    /// Depth of nesting: the root is level 1, each step through `properties` or `items` adds one, none
    /// through `additionalProperties`.
    package static let levelLimit = 5
    /// Size of the compact text in UTF-8.
    package static let byteLimit = 10_240

    package let nodes: [SchemaNode]
    package let rootIndex: SchemaNode.Index
    /// The schema as it was given.
    package let source: JSON

    package var root: SchemaNode { nodes[rootIndex] }
    package subscript(index: SchemaNode.Index) -> SchemaNode { nodes[index] }

    /// Checks and compiles a schema as a client sent it.
    package static func check(_ json: JSON) -> SchemaCheck {
        var compiler = SchemaCompiler(source: json)
        return compiler.check()
    }

    /// True when `value` satisfies the node, except that a required member may be null.
    package func accepts(_ value: JSON, at index: SchemaNode.Index? = nil) -> Bool {
        let node = nodes[index ?? rootIndex]
        if !node.alternatives.isEmpty {
            if value.isNull { return node.allowsNull }
            let fitting = node.alternatives.count { accepts(value, at: $0) }
            return node.isExclusive ? fitting == 1 : fitting > 0
        }
        guard node.types.accepts(value) else { return false }
        if let allowed = node.allowed, !allowed.contains(where: { $0.isSame(as: value) }) { return false }
        switch value {
        case .null, .bool: return true
        case .integer(let number): return node.acceptsNumber(Double(number))
        case .number(let number): return node.acceptsNumber(number)
        case .string(let text): return node.acceptsString(text)
        case .array(let elements):
            guard elements.count >= node.minItems, elements.count <= node.maxItems else { return false }
            if node.uniqueItems, elements.hasRepeats { return false }
            guard let items = node.items else { return true }
            return elements.allSatisfy { accepts($0, at: items) }
        case .object(let members):
            for property in node.properties {
                guard let member = members[property.name] else {
                    if property.isRequired { return false }
                    continue
                }
                if member.isNull, property.isRequired { continue }
                guard accepts(member, at: property.node) else { return false }
            }
            guard node.isClosed || node.additional != nil else { return true }
            let names = Set(node.properties.map(\.name))
            return members.allSatisfy { member in
                names.contains(member.name)
                    || node.additional.map { accepts(member.value, at: $0) } ?? false
            }
        }
    }
}

/// What the check of a schema found: a compiled schema when there are no errors.
package struct SchemaCheck: Sendable {
    package let schema: Schema?
    /// Faults, each naming its place; any of them refuses the request.
    package let errors: [String]
    /// What was ignored or taken in a simpler sense.
    package let warnings: [String]
}

extension SchemaNode {
    func acceptsNumber(_ number: Double) -> Bool {
        if let minimum, number < minimum { return false }
        if let maximum, number > maximum { return false }
        if let exclusiveMinimum, number <= exclusiveMinimum { return false }
        if let exclusiveMaximum, number >= exclusiveMaximum { return false }
        if let multipleOf {
            let quotient = number / multipleOf
            // Beyond 2^53 a double does not tell its own multiples.
            guard abs(number) < 9e15, abs(quotient) < 9e15, quotient == quotient.rounded() else {
                return false
            }
        }
        return true
    }

    func acceptsString(_ text: String) -> Bool {
        if minLength > 0 || maxLength < .max {
            let length = text.unicodeScalars.count
            guard length >= minLength, length <= maxLength else { return false }
        }
        if let pattern, !pattern.matches(text) { return false }
        if let format, !TextFormat.accepts(text, as: format) { return false }
        return true
    }
}

extension JSON {
    /// Equality as JSON Schema has it: numbers by value.
    func isSame(as other: JSON) -> Bool {
        if let left = doubleValue, let right = other.doubleValue { return left == right }
        return self == other
    }
}

extension [JSON] {
    var hasRepeats: Bool {
        var seen = Set<[UInt8]>()
        return !allSatisfy { seen.insert(JSONWriter.bytes(of: $0)).inserted }
    }

    /// The elements without later copies of earlier ones.
    var withoutRepeats: [JSON] {
        var seen = Set<[UInt8]>()
        return filter { seen.insert(JSONWriter.bytes(of: $0)).inserted }
    }
}
