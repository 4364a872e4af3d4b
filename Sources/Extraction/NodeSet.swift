import HTML

/// A set of nodes of one document, one bit each.
package struct NodeSet: Sendable {
    private var words: [UInt64]

    /// An empty set that can hold the nodes 0..<count.
    package init(count: Int) {
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Nodes outside of the document the set was made for are never contained.
    package func contains(_ node: NodeID) -> Bool {
        let index = node.index
        guard index >> 6 < words.count else { return false }
        return words[index >> 6] & (1 << UInt64(index & 63)) != 0
    }

    package mutating func insert(_ node: NodeID) {
        guard node.index >> 6 < words.count else { return }
        words[node.index >> 6] |= 1 << UInt64(node.index & 63)
    }

    package mutating func remove(_ node: NodeID) {
        guard node.index >> 6 < words.count else { return }
        words[node.index >> 6] &= ~(1 << UInt64(node.index & 63))
    }
}
