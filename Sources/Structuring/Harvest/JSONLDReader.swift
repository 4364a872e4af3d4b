import JSON

/// Turns the JSON-LD blocks of a page into items: graphs and arrays opened, names without prefixes,
/// references to other items of the page filled in.
struct JSONLDReader {
    private var objects: [JSONObject] = []
    private var byID: [String: Int] = [:]
    private var budget = 100_000
    /// Members that may still be looked at in the place of references: objects may name each other by the hundred.
    private var linksLeft = 200_000

    private static let byteLimit = 8_000_000

    static func items(from texts: [[UInt8]]) -> [PageItem] {
        var reader = JSONLDReader()
        for text in texts { reader.read(text) }
        for (position, object) in reader.objects.enumerated() {
            // The fullest object of an id is the one that references mean.
            guard let id = object["@id"]?.stringValue, object.count > 1 else { continue }
            if let other = reader.byID[id], reader.objects[other].count >= object.count { continue }
            reader.byID[id] = position
        }
        return reader.objects.indices.map { index in
            PageItem(members: reader.linked(reader.objects[index], depth: 0, open: [index]), source: .jsonLD)
        }
    }

    private mutating func read(_ text: [UInt8]) {
        guard text.count <= Self.byteLimit else { return }
        for value in LenientJSON.values(text) { gather(value) }
    }

    /// Finds the objects that stand on their own: elements of arrays and graphs, however wrapped.
    private mutating func gather(_ value: JSON) {
        var open: [JSON] = [value]
        while let value = open.popLast(), objects.count < ItemGraph.itemLimit {
            switch value {
            case .array(let elements): open.append(contentsOf: elements.prefix(2_000).reversed())
            case .object(let members):
                if let graph = members["@graph"] {
                    if members.names.contains(where: { !$0.hasPrefix("@") }) {
                        var rest = members
                        rest["@graph"] = nil
                        objects.append(cleaned(rest, depth: 0))
                    }
                    open.append(graph)
                } else {
                    objects.append(cleaned(members, depth: 0))
                }
            default: continue
            }
        }
    }

    private mutating func cleaned(_ members: JSONObject, depth: Int) -> JSONObject {
        var result = JSONObject()
        for (name, value) in members {
            let short = name.hasPrefix("@") ? name : PageItem.shortName(name)
            result[short] = cleaned(value, depth: depth)
        }
        return result
    }

    private mutating func cleaned(_ value: JSON, depth: Int) -> JSON {
        budget -= 1
        guard budget > 0, depth < 16 else { return .null }
        switch value {
        case .array(let elements):
            var list: [JSON] = []
            for element in elements { list.append(cleaned(element, depth: depth + 1)) }
            return .array(list)
        case .object(let members):
            if let inner = members["@value"] { return cleaned(inner, depth: depth + 1) }
            if let list = members["@list"] ?? members["@set"] { return cleaned(list, depth: depth + 1) }
            return .object(cleaned(members, depth: depth + 1))
        default: return value
        }
    }

    // MARK: References

    private mutating func linked(_ members: JSONObject, depth: Int, open: [Int]) -> JSONObject {
        guard !byID.isEmpty else { return members }
        var result = members
        if depth > 0 { linksLeft -= members.count }
        for (name, value) in members where !name.hasPrefix("@") {
            if let value = linked(value, depth: depth, open: open) { result[name] = value }
        }
        return result
    }

    /// The value with references filled in; nil when it holds none.
    private mutating func linked(_ value: JSON, depth: Int, open: [Int]) -> JSON? {
        guard depth < 4 else { return nil }
        switch value {
        case .array(let elements):
            var changed: [JSON]?
            if depth > 0 { linksLeft -= min(elements.count, 200) }
            for (position, element) in elements.prefix(200).enumerated() {
                guard let element = linked(element, depth: depth, open: open) else { continue }
                if changed == nil { changed = elements }
                changed?[position] = element
            }
            return changed.map(JSON.array)
        case .object(let members):
            if let id = members["@id"]?.stringValue, let target = byID[id], !open.contains(target),
                members.count <= 3, objects[target].count > members.count, linksLeft > 0
            {
                return .object(linked(objects[target], depth: depth + 1, open: open + [target]))
            }
            return members.isEmpty ? nil : .object(linked(members, depth: depth + 1, open: open))
        default: return nil
        }
    }
}
