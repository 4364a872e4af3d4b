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
    private let wanted: WantedNames
    private var names: ScriptNames
    private var valuesLeft = Self.valueLimit

    private static let byteLimit = 3_000_000
    private static let valueLimit = 60_000
    private static let placesPerKey = 6

    init(_ data: PageData, wanted: WantedNames) {
        document = data.document
        self.wanted = wanted
        names = ScriptNames(wanted)
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
            for index in scripts.indices where found.count < end && names.mayHave(key, script: index) {
                found += state(of: index).values(hash, limit: end - found.count)
            }
        }
        return found
    }

    private mutating func state(of index: Int) -> ScriptState {
        if let state = scripts[index].state { return state }
        let script = scripts[index]
        let state = ScriptState(
            script.node, in: document, name: script.name, isJSON: script.isJSON, wanted: wanted,
            valuesLeft: &valuesLeft)
        scripts[index].state = state
        return state
    }
}
