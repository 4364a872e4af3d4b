/// A set of nodes of one document, a bit each.
package struct NodeSet: Sendable {
    private var words: [UInt64]

    init(count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    package func contains(_ node: NodeID) -> Bool { contains(node.rawValue) }

    func contains(_ index: Int32) -> Bool {
        index >= 0 && words[Int(index) >> 6] & (1 << UInt64(index & 63)) != 0
    }

    /// False if the node was in the set already.
    @discardableResult
    mutating func insert(_ index: Int32) -> Bool {
        let bit: UInt64 = 1 << UInt64(index & 63)
        let isNew = words[Int(index) >> 6] & bit == 0
        words[Int(index) >> 6] |= bit
        return isNew
    }
}
