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
        var properties: [(name: String, values: [Value])] = []
        var isNested = false

        mutating func add(_ value: Value, to name: String) {
            if let position = properties.firstIndex(where: { $0.name == name }) {
                properties[position].values.append(value)
            } else {
                properties.append((name, [value]))
            }
        }
    }

    var items: [Item] = []

    static let itemLimit = 2_000
    private static let depthLimit = 10

    /// The items that are no value of another one, in page order.
    func pageItems(_ source: DataSource) -> [PageItem] {
        var budget = 20_000
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
