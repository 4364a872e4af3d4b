import JSON

/// The JSON types that a schema node allows. `number` does not imply `integer` here; the compiler sets both.
package struct SchemaTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let null = SchemaTypes(rawValue: 1)
    package static let boolean = SchemaTypes(rawValue: 2)
    package static let integer = SchemaTypes(rawValue: 4)
    package static let number = SchemaTypes(rawValue: 8)
    package static let string = SchemaTypes(rawValue: 16)
    package static let array = SchemaTypes(rawValue: 32)
    package static let object = SchemaTypes(rawValue: 64)
    package static let any = SchemaTypes(rawValue: 127)
    package static let scalars: SchemaTypes = [.boolean, .integer, .number, .string]

    /// The type that JSON Schema calls `name`; nil for an unknown one.
    init?(named name: String) {
        switch name {
        case "null": self = .null
        case "boolean": self = .boolean
        case "integer": self = .integer
        case "number": self = [.number, .integer]
        case "string": self = .string
        case "array": self = .array
        case "object": self = .object
        default: return nil
        }
    }

    /// The types that accept `value`.
    init(accepting value: JSON) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .integer: self = [.integer, .number]
        case .number(let number):
            // Whole beyond 64 bits too: a validator takes 1e19 for an integer.
            self = number.isFinite && number == number.rounded() ? [.integer, .number] : .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    package func accepts(_ value: JSON) -> Bool {
        !isDisjoint(with: SchemaTypes(accepting: value))
    }
}
