extension Document {
    /// The elements below `root` that match, in document order. The work is the size of the document times
    /// that of the selector. Contents of templates match only where `root` lies in the same template.
    package func select(_ selector: Selector, within root: NodeID = .document) -> [NodeID] {
        let set = SelectorEvaluation(self, scope: root).matches(selector.list)
        return subtree(of: root).dropFirst().filter { set.contains($0) }
    }

    /// The first element below `root` that matches. Costs as much as `select`.
    package func first(_ selector: Selector, within root: NodeID = .document) -> NodeID? {
        let set = SelectorEvaluation(self, scope: root).matches(selector.list)
        return subtree(of: root).dropFirst().first { set.contains($0) }
    }

    /// All elements of the document that match, to ask about many of them at the cost of one `select`.
    package func matches(_ selector: Selector) -> NodeSet {
        SelectorEvaluation(self, scope: .document).matches(selector.list)
    }

    /// True if `node` matches. Costs as much as `select`.
    package func matches(_ node: NodeID, _ selector: Selector) -> Bool {
        SelectorEvaluation(self, scope: node).matches(selector.list).contains(node)
    }
}
