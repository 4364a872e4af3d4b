import HTML
import JSON

/// Searches the state that applications embed in scripts: JSON blocks and `name = {…}` assignments.
struct StateReader: Sendable {
    private var members: [String: [(value: JSON, place: String)]] = [:]

    private static let byteLimit = 3_000_000
    private static let valueLimit = 60_000
    private static let placesPerKey = 6

    init(_ data: PageData) {
        var bytesLeft = Self.byteLimit
        var values = 0
        for script in data.stateScripts {
            var text: [UInt8] = []
            data.document.appendTextContent(of: script, to: &text)
            guard text.count <= bytesLeft else { continue }
            bytesLeft -= text.count
            let type = data.document.attribute(.type, of: script)?.lowercased() ?? ""
            let name = data.document.attribute(.id, of: script) ?? "script"
            let roots = type.containsText("json") ? LenientJSON.values(text) : Self.assigned(in: text)
            for root in roots { index(root, place: name, count: &values) }
            if values > Self.valueLimit { break }
        }
    }

    func values(keys: [String]) -> [(value: JSON, place: String)] {
        keys.flatMap { members[$0] ?? [] }
    }

    /// The objects and arrays that a script assigns or passes on: `x = {`, `push({`, `"a": [` at the start.
    private static func assigned(in text: [UInt8]) -> [JSON] {
        guard text.count > 20 else { return [] }
        return text.withUnsafeBufferPointer { bytes in
            var values: [JSON] = []
            var place = 1
            while place < bytes.count, values.count < 40 {
                let byte = bytes[place]
                guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["), opens(bytes, at: place) else {
                    place += 1
                    continue
                }
                if let found = LenientJSON.literal(in: bytes, at: place, valueLimit: 20_000),
                    found.end > place + 10
                {
                    values.append(found.value)
                    place = found.end
                } else {
                    place += 1
                }
            }
            return values
        }
    }

    /// After `=` or `(`, and a name in quotes or a closing bracket comes next.
    private static func opens(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        var before = place - 1
        while before > 0, bytes[before].isBlank { before -= 1 }
        guard bytes[before] == UInt8(ascii: "=") || bytes[before] == UInt8(ascii: "(") else { return false }
        var after = place + 1
        while after < bytes.count, bytes[after].isBlank { after += 1 }
        guard after < bytes.count else { return false }
        return bytes[after] == UInt8(ascii: "\"") || bytes[after] == UInt8(ascii: "{")
            || bytes[after] == UInt8(ascii: "'")
            || bytes[after].isASCIILetter
    }

    private mutating func index(_ root: JSON, place: String, count: inout Int) {
        var open: [(value: JSON, place: String, depth: Int)] = [(root, place, 0)]
        var next = 0
        // In the order of depth: what lies near the root speaks for the page.
        while next < open.count, count < Self.valueLimit {
            let (value, place, depth) = open[next]
            next += 1
            count += 1
            guard depth < 14 else { continue }
            switch value {
            case .object(let object):
                for (name, inner) in object {
                    switch inner {
                    case .object, .array: open.append((inner, "\(place).\(name)", depth + 1))
                    case .null: continue
                    default: break
                    }
                    let key = Folding.key(name)
                    if members[key, default: []].count < Self.placesPerKey {
                        members[key, default: []].append((inner, "\(place).\(name)"))
                    }
                }
            case .array(let elements):
                for element in elements.prefix(200)
                where element.objectValue != nil || element.arrayValue != nil {
                    open.append((element, place, depth + 1))
                }
            default: continue
            }
        }
    }
}
