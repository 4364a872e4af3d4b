/// Copies the chosen option of a `select` into its `selectedcontent` element, as browsers show it.
extension TreeBuilder {
    mutating func fillSelectedContent() {
        var done: Set<Int32> = []
        for index in nodes.indices {
            guard isHTML(Int32(index), .selectedcontent) else { continue }
            var select = nodes[index].parent
            while select >= 0, !isHTML(select, .select), repairBudget > 0 {
                repairBudget -= 1
                select = nodes[Int(select)].parent
            }
            guard select >= 0, repairBudget > 0, done.insert(select).inserted else { continue }
            guard let option = chosenOption(of: select) else { continue }
            copyChildren(of: option, to: Int32(index))
        }
    }

    func isHTML(_ node: Int32, _ name: Name) -> Bool {
        let record = nodes[Int(node)]
        return record.kind == .element && record.namespace == .html && record.name == name.rawValue
    }

    /// The last option marked as selected, or else the first one.
    private mutating func chosenOption(of select: Int32) -> Int32? {
        var first: Int32?
        var chosen: Int32?
        var current = select
        while let next = next(after: current, within: select), repairBudget > 0 {
            repairBudget -= 1
            current = next
            guard isHTML(current, .option) else { continue }
            if first == nil { first = current }
            if selectedOptions.contains(current) { chosen = current }
        }
        return chosen ?? first
    }

    private func next(after node: Int32, within root: Int32) -> Int32? {
        let child = nodes[Int(node)].firstChild
        if child >= 0 { return child }
        var current = node
        while current != root {
            let sibling = nodes[Int(current)].nextSibling
            if sibling >= 0 { return sibling }
            current = nodes[Int(current)].parent
        }
        return nil
    }

    private mutating func copyChildren(of source: Int32, to target: Int32) {
        var copies = [source: target]
        var current = source
        while let next = next(after: current, within: source), repairBudget > 0, !isFull {
            repairBudget -= 4
            current = next
            let record = nodes[Int(current)]
            guard let parent = copies[record.parent] else { return }
            let copy = makeNode(
                NodeRecord(
                    kind: record.kind, namespace: record.namespace, name: record.name, range: record.range))
            append(copy, to: parent)
            copies[current] = copy
        }
        isDisordered = true
    }
}
