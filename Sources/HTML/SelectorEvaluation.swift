/// Evaluates selectors over a whole document, set by set.
///
/// Each compound and each combinator takes one pass over the elements, so the work is the number of parts
/// times the number of nodes whatever the page: nothing is tried and taken back.
struct SelectorEvaluation {
    let document: Document
    let scope: NodeID
    /// The elements that can match, in document order: those not in a template, or those in the same one.
    private let universe: [Int32]

    private let nodes: [NodeRecord]

    init(_ document: Document, scope: NodeID) {
        self.document = document
        self.scope = scope
        var root = scope
        while document.kind(of: root) != .fragment, let parent = document.parent(of: root) { root = parent }
        var universe: [Int32] = []
        nodes = document.storage.nodes
        var index = root.index
        let end = document.subtreeEnd(of: root)
        while index < end {
            if nodes[index].kind == .element {
                universe.append(Int32(truncatingIfNeeded: index))
            } else if nodes[index].kind == .fragment, index > root.index {
                index = Int(nodes[index].subtreeEnd)
                continue
            }
            index += 1
        }
        self.universe = universe
    }

    /// The elements that match any selector of the list.
    func matches(_ list: [Selector.Complex]) -> NodeSet {
        var result = NodeSet(count: document.count)
        for complex in list {
            var current: [Int32] = []
            for (position, part) in complex.parts.enumerated() {
                let candidates = position == 0 ? universe : follow(part.combinator, from: current)
                current = filter(candidates, part.compound)
                if current.isEmpty { break }
            }
            for node in current { result.insert(node) }
        }
        return result
    }

    /// The elements that have a relative as one of the selectors says.
    private func anchors(_ list: [Selector.Complex]) -> NodeSet {
        var result = NodeSet(count: document.count)
        for complex in list {
            var current = universe
            for part in complex.parts.reversed() {
                current = filter(current, part.compound)
                if current.isEmpty { break }
                current = lead(part.combinator, to: current)
            }
            for node in current { result.insert(node) }
        }
        return result
    }

    private func set(_ nodes: [Int32]) -> NodeSet {
        var set = NodeSet(count: document.count)
        for node in nodes { set.insert(node) }
        return set
    }

    // MARK: Combinators

    /// The elements that stand to one of `sources`, which are in document order, as the combinator says.
    private func follow(_ combinator: Selector.Combinator, from sources: [Int32]) -> [Int32] {
        switch combinator {
        case .descendant:
            let roots = set(sources)
            var end: Int32 = 0
            return universe.filter { node in
                let isBelow = node < end
                if roots.contains(node) { end = max(end, nodes[Int(node)].subtreeEnd) }
                return isBelow
            }
        case .child:
            let parents = set(sources)
            return universe.filter { parents.contains(nodes[Int($0)].parent) }
        case .nextSibling, .subsequentSibling:
            var found = NodeSet(count: document.count)
            for source in sources {
                var sibling = nodes[Int(source)].nextSibling
                while sibling >= 0 {
                    if nodes[Int(sibling)].kind == .element {
                        if !found.insert(sibling) || combinator == .nextSibling { break }
                    }
                    sibling = nodes[Int(sibling)].nextSibling
                }
            }
            return universe.filter { found.contains($0) }
        }
    }

    /// The elements that one of `targets` stands to as the combinator says.
    private func lead(_ combinator: Selector.Combinator, to targets: [Int32]) -> [Int32] {
        var found = NodeSet(count: document.count)
        for target in targets {
            switch combinator {
            case .descendant:
                var parent = nodes[Int(target)].parent
                while parent >= 0, found.insert(parent) { parent = nodes[Int(parent)].parent }
            case .child:
                let parent = nodes[Int(target)].parent
                if parent >= 0 { found.insert(parent) }
            case .nextSibling, .subsequentSibling:
                var sibling = nodes[Int(target)].previousSibling
                while sibling >= 0 {
                    if nodes[Int(sibling)].kind == .element {
                        if !found.insert(sibling) || combinator == .nextSibling { break }
                    }
                    sibling = nodes[Int(sibling)].previousSibling
                }
            }
        }
        return universe.filter { found.contains($0) }
    }

    // MARK: Compounds

    private func filter(_ candidates: [Int32], _ compound: [Selector.Simple]) -> [Int32] {
        var candidates = candidates
        for simple in compound {
            if candidates.isEmpty { break }
            filter(&candidates, simple)
        }
        return candidates
    }

    private func filter(_ candidates: inout [Int32], _ simple: Selector.Simple) {
        switch simple {
        case .universal: return
        case .type(let spelling):
            let exact = document.name(spelling)?.rawValue
            let lower = document.name(spelling.lowercased())?.rawValue
            candidates.removeAll { node in
                let record = nodes[Int(node)]
                return record.name != (record.namespace == .html ? lower : exact)
            }
        case .id(let id):
            let ignoresCase = document.quirksMode == .quirks
            keep(&candidates, with: .id) { Self.equal($0, id, ignoresCase: ignoresCase) }
        case .class(let name):
            let ignoresCase = document.quirksMode == .quirks
            keep(&candidates, with: .class) { Self.includes($0, name, ignoresCase: ignoresCase) }
        case .attribute(let test):
            filter(&candidates, test)
        case .nth(let nth):
            let positions = positions(nth)
            candidates.removeAll { !nth.contains(Int(positions[Int($0)])) || positions[Int($0)] == 0 }
        case .empty:
            candidates.removeAll { node in
                document.children(of: NodeID(rawValue: node)).contains {
                    document.kind(of: $0) == .element
                        || document.textLength(of: $0) > 0
                            && document.kind(of: $0) == .text
                }
            }
        case .root:
            candidates.removeAll { nodes[Int($0)].parent != 0 }
        case .scope:
            let anchor = scope == .document ? document.root : scope
            candidates.removeAll { $0 != anchor?.rawValue }
        case .matchesAny(let list):
            let set = matches(list)
            candidates.removeAll { !set.contains($0) }
        case .matchesNone(let list):
            let set = matches(list)
            candidates.removeAll { set.contains($0) }
        case .has(let list):
            let set = anchors(list)
            candidates.removeAll { !set.contains($0) }
        }
    }

    private func keep(
        _ candidates: inout [Int32], with name: Name, _ test: (UnsafeBufferPointer<UInt8>) -> Bool
    ) {
        candidates.removeAll {
            !(document.withAttribute(name, of: NodeID(rawValue: $0), test) ?? false)
        }
    }

    // MARK: Positions

    /// The position among siblings, from 1, of each element that counts; 0 for other nodes.
    private func positions(_ nth: Selector.Nth) -> [Int32] {
        let counted = nth.among.map { matches($0) }
        var positions = [Int32](repeating: 0, count: document.count)
        /// The last position given among the children of a node.
        var last = [Int32](repeating: 0, count: nth.ofType ? 0 : document.count)
        var lastOfType: [TypeKey: Int32] = [:]
        func number(_ node: Int32) {
            let record = nodes[Int(node)]
            guard record.parent >= 0, counted?.contains(node) ?? true else { return }
            if nth.ofType {
                let key = TypeKey(parent: record.parent, name: record.name, namespace: record.namespace)
                lastOfType[key, default: 0] += 1
                positions[Int(node)] = lastOfType[key, default: 0]
            } else {
                last[Int(record.parent)] += 1
                positions[Int(node)] = last[Int(record.parent)]
            }
        }
        if nth.fromEnd {
            for node in universe.reversed() { number(node) }
        } else {
            for node in universe { number(node) }
        }
        return positions
    }

    private struct TypeKey: Hashable {
        var parent: Int32
        var name: Int32
        var namespace: Namespace
    }
}
