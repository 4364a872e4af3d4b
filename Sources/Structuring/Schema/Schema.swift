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

    /// True when `value` surely satisfies the node, except that a required member may be null.
    package func accepts(_ value: JSON, at index: SchemaNode.Index? = nil) -> Bool {
        acceptance(of: value, at: index ?? rootIndex) == .yes
    }

    private func acceptance(of value: JSON, at index: SchemaNode.Index) -> Acceptance {
        let node = nodes[index]
        if !node.alternatives.isEmpty {
            if value.isNull { return node.allowsNull ? .yes : .no }
            let found = node.alternatives.map { acceptance(of: value, at: $0) }
            return node.isExclusive ? .ofExactlyOne(of: found) : found.max() ?? .no
        }
        guard node.types.accepts(value) else { return .no }
        if let allowed = node.allowed, !allowed.contains(where: { $0.isSame(as: value) }) { return .no }
        switch value {
        case .null, .bool: return .yes
        case .integer(let number): return node.acceptance(of: Double(number))
        case .number(let number): return node.acceptance(of: number)
        case .string(let text): return node.acceptsString(text) ? .yes : .no
        case .array(let elements):
            guard elements.count >= node.minItems, elements.count <= node.maxItems else { return .no }
            if node.uniqueItems, elements.hasRepeats { return .no }
            guard let items = node.items else { return .yes }
            return elements.leastAcceptance { acceptance(of: $0, at: items) }
        case .object(let members):
            let declared = node.properties.leastAcceptance { property in
                guard let member = members[property.name] else { return property.isRequired ? .no : .yes }
                if member.isNull, property.isRequired { return .yes }
                return acceptance(of: member, at: property.node)
            }
            guard declared != .no, node.isClosed || node.additional != nil else { return declared }
            let names = Set(node.properties.map(\.name))
            let further = members.leastAcceptance { member in
                if names.contains(member.name) { return .yes }
                return node.additional.map { acceptance(of: member.value, at: $0) } ?? .no
            }
            return min(declared, further)
        }
    }
}

/// Whether a value satisfies a schema, where that can be told: validators do not agree on the multiples among
/// numbers beyond 2^53, which a double need not hold as they were written.
enum Acceptance: Int, Comparable {
    case no, unsure, yes

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Of `oneOf`, from what its branches say.
    static func ofExactlyOne(of branches: [Acceptance]) -> Acceptance {
        let sure = branches.count { $0 == .yes }
        if sure > 1 { return .no }
        return branches.contains(.unsure) ? .unsure : sure == 1 ? .yes : .no
    }
}

extension Sequence {
    fileprivate func leastAcceptance(_ check: (Element) -> Acceptance) -> Acceptance {
        var least = Acceptance.yes
        for element in self {
            least = Swift.min(least, check(element))
            if least == .no { break }
        }
        return least
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
    func acceptance(of number: Double) -> Acceptance {
        if let minimum, number < minimum { return .no }
        if let maximum, number > maximum { return .no }
        if let exclusiveMinimum, number <= exclusiveMinimum { return .no }
        if let exclusiveMaximum, number >= exclusiveMaximum { return .no }
        guard let multipleOf else { return .yes }
        let quotient = number / multipleOf
        guard abs(number) < Self.exactBound, abs(quotient) < Self.exactBound else { return .unsure }
        return quotient == quotient.rounded() ? .yes : .no
    }

    /// Below it a double tells its multiples: 2^53, rounded down.
    private static let exactBound = 9e15

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
