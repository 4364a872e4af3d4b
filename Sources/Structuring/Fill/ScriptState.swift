import Extraction
import JSON

/// The named values of one script, found by name.
struct ScriptState: Sendable {
    /// An object or array on the way down from a root.
    private struct Branch {
        let value: JSON
        let parent: Int
        /// Nil for the elements of an array, which stand where it does.
        let name: String?
        let depth: Int
    }

    private struct Leaf {
        let key: WordHash
        let branch: Int
        let name: String
        let value: JSON
    }

    private let name: String
    private var branches: [Branch] = []
    private var leaves: [Leaf] = []

    init(name: String) {
        self.name = name
    }

    /// The values of that name, the nearest to the root first, and where they stand.
    func values(_ key: WordHash) -> [(value: JSON, place: String)] {
        leaves.lazy.filter { $0.key == key }.map { ($0.value, "\(place(of: $0.branch)).\($0.name)") }
    }

    private func place(of branch: Int) -> String {
        var names: [String] = []
        var next = branch
        while next >= 0 {
            if let name = branches[next].name { names.append(name) }
            next = branches[next].parent
        }
        return ([name] + names.reversed()).joined(separator: ".")
    }

    mutating func add(_ root: JSON, valuesLeft: inout Int) {
        var next = branches.count
        branches.append(Branch(value: root, parent: -1, name: nil, depth: 0))
        // In the order of depth: what lies near the root speaks for the page.
        while next < branches.count, valuesLeft > 0 {
            let branch = branches[next]
            valuesLeft -= 1
            if branch.depth < 14 { open(branch, at: next) }
            next += 1
        }
    }

    private mutating func open(_ branch: Branch, at position: Int) {
        switch branch.value {
        case .object(let object):
            for (name, inner) in object {
                switch inner {
                case .object, .array:
                    branches.append(
                        Branch(value: inner, parent: position, name: name, depth: branch.depth + 1))
                case .null: continue
                default: break
                }
                leaves.append(
                    Leaf(key: Folding.keyHash(name), branch: position, name: name, value: inner))
            }
        case .array(let elements):
            for element in elements.prefix(200)
            where element.objectValue != nil || element.arrayValue != nil {
                branches.append(
                    Branch(value: element, parent: position, name: nil, depth: branch.depth + 1))
            }
        default: break
        }
    }
}
