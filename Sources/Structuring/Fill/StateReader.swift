import HTML
import JSON

/// Searches the state that applications embed in scripts: JSON blocks and `name = {…}` assignments.
///
/// A script is read only when a name that is asked for stands before a colon somewhere in it.
struct StateReader: Sendable {
    private struct Script {
        let node: NodeID
        let isJSON: Bool
        let name: String
        var state: ScriptState?
    }

    private let document: Document
    private var scripts: [Script] = []
    private var names = ScriptNames()
    private var valuesLeft = Self.valueLimit

    private static let byteLimit = 3_000_000
    private static let valueLimit = 60_000
    private static let placesPerKey = 6

    init(_ data: PageData) {
        document = data.document
        var bytesLeft = Self.byteLimit
        for script in data.stateScripts {
            // The content of a script is one text.
            guard let content = document.firstChild(of: script) else { continue }
            let count = document.textLength(of: content)
            guard count <= bytesLeft else { continue }
            bytesLeft -= count
            let type = document.attribute(.type, of: script)?.lowercased() ?? ""
            let name = document.attribute(.id, of: script) ?? "script"
            document.withText(of: content) { names.add($0, script: scripts.count) }
            scripts.append(Script(node: content, isJSON: type.containsText("json"), name: name))
        }
    }

    mutating func values(keys: [String]) -> [(value: JSON, place: String)] {
        var found: [(value: JSON, place: String)] = []
        for key in keys {
            let hash = Folding.keyHash(key)
            let end = found.count + Self.placesPerKey
            for index in scripts.indices where found.count < end && names.mayHave(hash, script: index) {
                for value in state(of: index).values(hash).prefix(end - found.count) { found.append(value) }
            }
        }
        return found
    }

    private mutating func state(of index: Int) -> ScriptState {
        if let state = scripts[index].state { return state }
        let script = scripts[index]
        var state = ScriptState(name: script.name)
        if valuesLeft > 0 {
            let text = document.withText(of: script.node) { Array($0) }
            let roots = script.isJSON ? LenientJSON.values(text) : Self.assigned(in: text)
            for root in roots { state.add(root, valuesLeft: &valuesLeft) }
        }
        scripts[index].state = state
        return state
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
}
