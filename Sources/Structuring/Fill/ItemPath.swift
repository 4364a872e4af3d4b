import JSON

/// Walks steps into an item; arrays on the way are searched in order.
enum ItemPath {
    private static let breadth = 200

    /// Every value that the path leads to, nulls and empty texts left out.
    static func values(_ path: [String], in members: JSONObject) -> [JSON] {
        var level: [JSON] = [.object(members)]
        for step in path {
            var next: [JSON] = []
            for value in level {
                guard next.count < breadth, case .object(let members) = value, let member = members[step]
                else { continue }
                flatten(member, into: &next)
            }
            if next.isEmpty { return [] }
            level = next
        }
        return level.filter { !isEmpty($0) }
    }

    /// True when the path leads to a value.
    static func leads(_ path: [String], in members: JSONObject) -> Bool {
        guard let first = path.first, let member = members[first] else { return false }
        guard path.count == 1 else { return !values(path, in: members).isEmpty }
        guard case .array(let elements) = member else { return !isEmpty(member) }
        return elements.prefix(breadth).contains { element in
            guard case .array(let inner) = element else { return !isEmpty(element) }
            return inner.prefix(breadth).contains { !isEmpty($0) }
        }
    }

    private static func flatten(_ value: JSON, into list: inout [JSON]) {
        guard case .array(let elements) = value else {
            list.append(value)
            return
        }
        for element in elements.prefix(breadth) {
            if case .array(let inner) = element {
                list += inner.prefix(breadth)
            } else {
                list.append(element)
            }
        }
    }

    static func isEmpty(_ value: JSON) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.utf8.allSatisfy(\.isBlank)
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
