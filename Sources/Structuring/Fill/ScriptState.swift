import Extraction
import HTML
import JSON

/// The named values of one script, found by name and made only when asked for.
struct ScriptState: Sendable {
    /// An object or array on the way down from a root.
    private struct Branch {
        let entry: Int
        let parent: Int
        /// The entry of the name; nil for the elements of an array, which stand where it does.
        let name: Int?
        let depth: Int
    }

    private struct Leaf {
        let key: WordHash
        let branch: Int
        /// The entry of the name; the value's is the next.
        let name: Int
    }

    private let name: String
    private let document: Document
    private let node: NodeID
    private let wanted: WantedNames
    /// The text of a script that a template has escaped, without the escapes.
    private var plain: [UInt8]?
    private var outline = LenientOutline()
    private var branches: [Branch] = []
    private var leaves: [Leaf] = []

    private static let rootLimit = 40
    private static let depthLimit = 14
    private static let elementLimit = 200

    /// `node` is the text of the script; only `wanted` names are found. The objects and arrays on the way to the leaves are taken off `valuesLeft`.
    init(
        _ node: NodeID, in document: Document, name: String, isJSON: Bool, wanted: WantedNames,
        valuesLeft: inout Int
    ) {
        self.name = name
        self.document = document
        self.node = node
        self.wanted = wanted
        guard valuesLeft > 0 else { return }
        if isJSON { plain = document.withText(of: node) { LenientJSON.withoutMarkupEscapes($0) } }
        outline = withText { text in
            var outline = LenientOutline()
            if isJSON { outline.addValues(of: text) } else { Self.addAssigned(of: text, to: &outline) }
            return outline
        }
        let entries = outline.entries
        withText { text in
            for root in outline.roots { add(root, entries, text, valuesLeft: &valuesLeft) }
        }
    }

    private func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        plain?.withUnsafeBufferPointer(body) ?? document.withText(of: node, body)
    }

    /// The values of that name, the nearest to the root first, and where they stand.
    func values(_ key: WordHash, limit: Int) -> [(value: JSON, place: String)] {
        withText { text in
            leaves.lazy.filter { $0.key == key }.prefix(limit).map { leaf in
                let name = outline.name(at: leaf.name, in: text)
                return (
                    outline.value(at: leaf.name + 1, in: text), "\(place(of: leaf.branch, in: text)).\(name)"
                )
            }
        }
    }

    private func place(of branch: Int, in text: UnsafeBufferPointer<UInt8>) -> String {
        var names: [String] = []
        var next = branch
        while next >= 0 {
            if let name = branches[next].name { names.append(outline.name(at: name, in: text)) }
            next = branches[next].parent
        }
        return ([name] + names.reversed()).joined(separator: ".")
    }

    // MARK: Reading

    /// Adds the objects and arrays that a script assigns or passes on: `x = {`, `push({`, `"a": [` at the start.
    private static func addAssigned(of text: UnsafeBufferPointer<UInt8>, to outline: inout LenientOutline) {
        guard text.count > 20 else { return }
        var place = 1
        // A read that fails may have passed a long comment, which the next one passes again.
        var bytesLeft = text.count * 4 + 10_000
        while outline.roots.count < rootLimit, bytesLeft > 0, let next = bracket(in: text, from: place) {
            place = next
            guard opens(text, at: place) else {
                place += 1
                continue
            }
            let (isFound, end) = outline.addLiteral(of: text, at: place, valueLimit: 20_000)
            bytesLeft -= end - place
            if isFound, end > place + 10 {
                place = end
            } else {
                if isFound { outline.removeLastRoot() }
                place += 1
            }
        }
    }

    /// The next `{` or `[`.
    private static func bracket(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let address = text.baseAddress else { return nil }
        let base = UnsafeRawPointer(address)
        var place = start
        while place + 8 <= text.count {
            // The two differ in one bit.
            let found = EightBytes(base, at: place).matches(UInt8(ascii: "{"), setting: 0x20)
            if found != 0 { return place + EightBytes.first(in: found) }
            place += 8
        }
        while place < text.count {
            if text[place] | 0x20 == UInt8(ascii: "{") { return place }
            place += 1
        }
        return nil
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

    private mutating func add(
        _ root: Int, _ entries: [LenientOutline.Entry], _ text: UnsafeBufferPointer<UInt8>,
        valuesLeft: inout Int
    ) {
        var next = branches.count
        branches.append(Branch(entry: root, parent: -1, name: nil, depth: 0))
        // In the order of depth: what lies near the root speaks for the page.
        while next < branches.count, valuesLeft > 0 {
            valuesLeft -= 1
            if branches[next].depth < Self.depthLimit { open(next, entries, text) }
            next += 1
        }
    }

    private mutating func open(
        _ position: Int, _ entries: [LenientOutline.Entry], _ text: UnsafeBufferPointer<UInt8>
    ) {
        let branch = branches[position]
        let container = entries[branch.entry]
        var place = branch.entry + 1
        switch container.kind {
        case .object:
            var names = NamesSeen(count: Int(container.start))
            while place < container.next {
                let name = place
                let value = entries[name + 1]
                place = Int(value.next)
                let (exact, key) = hashes(of: entries[name], at: name, text)
                // Of two members with one name the first counts.
                guard names.insert(exact) else { continue }
                switch value.kind {
                case .null: continue
                case .object, .array:
                    branches.append(
                        Branch(entry: name + 1, parent: position, name: name, depth: branch.depth + 1))
                default: break
                }
                if !key.isEmpty { leaves.append(Leaf(key: key, branch: position, name: name)) }
            }
        case .array:
            for _ in 0..<min(Int(container.start), Self.elementLimit) {
                switch entries[place].kind {
                case .object, .array:
                    branches.append(
                        Branch(entry: place, parent: position, name: nil, depth: branch.depth + 1))
                default: break
                }
                place = Int(entries[place].next)
            }
        default: break
        }
    }

    /// Of a name as it is, and folded; the latter is empty where nobody wants the name.
    private func hashes(
        of entry: LenientOutline.Entry, at index: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> (WordHash, WordHash) {
        guard case .text = entry.kind else {
            var name = outline.name(at: index, in: text)
            return name.withUTF8 { (WordHash(of: $0), Folding.keyHash($0)) }
        }
        let name = UnsafeBufferPointer(rebasing: text[Int(entry.start)..<Int(entry.end)])
        return (WordHash(of: name), wanted.mayHold(name) ? Folding.keyHash(name) : WordHash())
    }
}

/// The names of an object that were met already.
private struct NamesSeen {
    private var few: [WordHash] = []
    private var many: HashedBits?

    init(count: Int) {
        if count > 16 { many = HashedBits(minimumCapacity: count) } else { few.reserveCapacity(count) }
    }

    /// False for a name that was met before.
    mutating func insert(_ name: WordHash) -> Bool {
        guard many == nil else {
            if many?.contains(name) == true { return false }
            many?[name] = 1
            return true
        }
        if few.contains(name) { return false }
        few.append(name)
        return true
    }
}
