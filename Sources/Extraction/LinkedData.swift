import JSON

/// The JSON-LD of a page: its objects in order, references between them resolved where asked for.
package struct LinkedData: Sendable {
    /// Every object with a type, outer ones before those within them.
    package private(set) var entities: [JSONObject] = []
    private var byID: [String: Int] = [:]

    /// Objects looked at, at most; a page of lists may hold tens of thousands.
    private static let limit = 20_000

    package init(_ values: [JSON]) {
        var stack: [JSON] = values.reversed()
        var seen = 0
        while let value = stack.popLast(), seen < Self.limit {
            switch value {
            case .array(let elements): stack.append(contentsOf: elements.reversed())
            case .object(let object):
                seen += 1
                if object["@type"] != nil { add(object) }
                for member in object.members.reversed() {
                    switch member.value {
                    case .object, .array: stack.append(member.value)
                    default: break
                    }
                }
            default: break
            }
        }
    }

    private mutating func add(_ object: JSONObject) {
        if let id = object["@id"]?.stringValue {
            // Of several mentions the fullest is the definition.
            if let known = byID[id], entities[known].count >= object.count {
            } else {
                byID[id] = entities.count
            }
        }
        entities.append(object)
    }

    /// The object that `value` is or refers to by `@id`.
    package func object(_ value: JSON?) -> JSONObject? {
        guard let object = value?.objectValue else { return nil }
        guard let id = object["@id"]?.stringValue, let index = byID[id], entities[index].count > object.count
        else {
            return object
        }
        return entities[index]
    }

    /// The types of an object, without the vocabulary's address.
    package static func types(of object: JSONObject) -> [String] {
        list(object["@type"]).compactMap(\.stringValue).map { type in
            type.split(whereSeparator: { $0 == "/" || $0 == "#" || $0 == ":" }).last.map(String.init) ?? type
        }
    }

    /// One value or an array of them, as an array.
    package static func list(_ value: JSON?) -> [JSON] {
        switch value {
        case nil, .null: []
        case .array(let elements): elements
        case let value?: [value]
        }
    }

    /// The text that a value stands for: itself, its `@value` or `name`, or the first of an array.
    package func text(_ value: JSON?) -> String? {
        var value = value
        for _ in 0..<4 {
            switch value {
            case .string(let text): return text
            case .integer(let number): return String(number)
            case .array(let elements): value = elements.first
            case .object:
                guard let object = object(value) else { return nil }
                value = object["@value"] ?? object["name"]
            default: return nil
            }
        }
        return nil
    }

    /// The address that a value stands for: itself, its `url`, `contentUrl` or `@id`, or the first of an array.
    package func url(_ value: JSON?) -> String? {
        var value = value
        for _ in 0..<4 {
            switch value {
            case .string(let text): return text
            case .array(let elements): value = elements.first
            case .object:
                guard let object = object(value) else { return nil }
                value = object["url"] ?? object["contentUrl"] ?? object["@id"]
            default: return nil
            }
        }
        return nil
    }
}
