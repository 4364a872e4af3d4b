import JSON

/// One place of a compiled schema. Children are indices into `Schema.nodes`.
package struct SchemaNode: Sendable {
    package typealias Index = Int

    package struct Property: Sendable {
        package let name: String
        package let node: Index
        package let isRequired: Bool
    }

    package var types: SchemaTypes = .any
    package var title: String?
    package var description: String?

    /// Members in the order of the schema; required names without a schema of their own come last.
    package var properties: [Property] = []
    /// What members beyond `properties` must be; nil when results are to have none.
    package var additional: Index?
    /// `additionalProperties` is false: members beyond `properties` are refused, not only left out.
    package var isClosed = false
    package var items: Index?
    /// Branches of `anyOf` or `oneOf`, tried in order. The other fields then only annotate.
    package var alternatives: [Index] = []
    /// `oneOf`: a value must fit one branch only.
    package var isExclusive = false

    /// `enum`, or `const` as a list of one; only values that `types` allow.
    package var allowed: [JSON]?
    package var minimum: Double?
    package var maximum: Double?
    package var exclusiveMinimum: Double?
    package var exclusiveMaximum: Double?
    package var multipleOf: Double?
    package var minLength = 0
    package var maxLength = Int.max
    package var minItems = 0
    package var maxItems = Int.max
    package var uniqueItems = false
    package var pattern: Pattern?
    package var format: String?

    package var allowsNull: Bool { types.contains(.null) && (allowed?.contains(.null) ?? true) }

    /// True when nothing about the value is said at all.
    package var isAnything: Bool {
        types == .any && properties.isEmpty && items == nil && allowed == nil && alternatives.isEmpty
    }
}
