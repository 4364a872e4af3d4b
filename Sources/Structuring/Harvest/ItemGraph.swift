import HTML
import JSON

/// Items while they are read out of a page, before they become `PageItem`s; they may refer to each other.
struct ItemGraph {
    enum Value {
        case text(String)
        case item(Int)
    }

    struct Item {
        let node: NodeID
        var types: [String] = []
        var id: String?
        private(set) var properties: [(name: String, values: [Value])] = []
        /// Where a name stands in `properties`; empty while they are few.
        private var places: [String: Int] = [:]
        var isNested = false

        private static let linearLimit = 16

        init(node: NodeID) { self.node = node }

        mutating func add(_ value: Value, to name: String) {
            if let place = place(of: name) {
                properties[place].values.append(value)
                return
            }
            properties.append((name, [value]))
            guard properties.count > Self.linearLimit else { return }
            for place in (places.isEmpty ? 0 : properties.count - 1)..<properties.count {
                places[properties[place].name] = place
            }
        }

        private func place(of name: String) -> Int? {
            properties.count > Self.linearLimit
                ? places[name] : properties.firstIndex { $0.name == name }
        }
    }

    var items: [Item] = []

    static let itemLimit = 2_000
    /// Names that one attribute may give, of properties or types.
    static let nameLimit = 50
    /// Values that all items together may hold.
    static let statementLimit = 20_000
    private static let depthLimit = 10

    /// The items that are no value of another one, in page order.
    func pageItems(_ source: DataSource) -> [PageItem] {
        var budget = Self.statementLimit
        return items.indices.filter { !items[$0].isNested }.map { index in
            var open: [Int] = []
            return PageItem(
                members: members(of: index, open: &open, budget: &budget), source: source,
                node: items[index].node)
        }
    }

    /// Makes items stand by themselves that only name each other in a circle, the first of each.
    mutating func standUnreached() {
        var isReached = [Bool](repeating: false, count: items.count)
        func reach(_ start: Int) {
            var open = [start]
            while let index = open.popLast() {
                guard !isReached[index] else { continue }
                isReached[index] = true
                for property in items[index].properties {
                    for case .item(let inner) in property.values { open.append(inner) }
                }
            }
        }
        for index in items.indices where !items[index].isNested { reach(index) }
        for index in items.indices where !isReached[index] {
            items[index].isNested = false
            reach(index)
        }
    }

    private func members(of index: Int, open: inout [Int], budget: inout Int) -> JSONObject {
        let item = items[index]
        var members = JSONObject()
        if item.types.count == 1 { members["@type"] = .string(item.types[0]) }
        if item.types.count > 1 { members["@type"] = .array(item.types.map(JSON.string)) }
        if let id = item.id { members["@id"] = .string(id) }
        open.append(index)
        defer { open.removeLast() }
        for (name, values) in item.properties {
            var list: [JSON] = []
            for value in values {
                budget -= 1
                guard budget > 0 else { break }
                switch value {
                case .text(let text): list.append(.string(text))
                case .item(let inner):
                    // An item inside itself ends there.
                    guard open.count < Self.depthLimit, !open.contains(inner) else { continue }
                    list.append(.object(self.members(of: inner, open: &open, budget: &budget)))
                }
            }
            if list.count == 1 {
                members[name] = list[0]
            } else if !list.isEmpty {
                members[name] = .array(list)
            }
        }
        return members
    }
}
