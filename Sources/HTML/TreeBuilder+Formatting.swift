/// Formatting elements: their repetition in new blocks and the repair of misnesting.
///
/// Both may make work out of all proportion to the input, so both draw on `repairBudget`. Once that is
/// used up, elements are no longer repeated and end tags close like any other; `ParseOutcome` says so.
extension TreeBuilder {
    mutating func insertFormatting(_ tag: TagToken, _ arena: inout TokenArena) {
        reconstructFormatting(&arena)
        insertElement(tag)
        formatting.push(
            FormattingElements.Entry(
                node: open.top.node, name: tag.name, attributeStart: tag.attributeStart,
                attributeCount: tag.attributeCount), arena)
    }

    /// Opens again the formatting elements that were closed by a block.
    mutating func reconstructFormatting(_ arena: inout TokenArena) {
        guard let last = formatting.entries.last, !isSettled(last) else { return }
        guard repairBudget > 0 else { return outcome.formUnion(.repairCut) }
        var start = formatting.entries.count - 1
        while start > 0, !isSettled(formatting.entries[start - 1]) { start -= 1 }
        repairBudget -= 4 * (formatting.entries.count - start)
        for index in start..<formatting.entries.count {
            var entry = formatting.entries[index]
            insertElement(tag(of: entry))
            entry.node = open.top.node
            formatting.replace(at: index, with: entry)
        }
    }

    private func isSettled(_ entry: FormattingElements.Entry) -> Bool {
        entry.isMarker || open.index(of: entry.node, nodes) >= 0
    }

    private func tag(of entry: FormattingElements.Entry) -> TagToken {
        TagToken(name: entry.name, attributeStart: entry.attributeStart, attributeCount: entry.attributeCount)
    }

    private mutating func makeElement(_ entry: FormattingElements.Entry) -> Int32 {
        makeNode(
            NodeRecord(
                kind: .element, name: entry.name.rawValue,
                range: ByteRange(start: entry.attributeStart, count: entry.attributeCount)))
    }

    private func stackEntry(_ node: Int32, _ name: Name) -> OpenElements.Entry {
        OpenElements.Entry(
            node: node, container: node, name: name, namespace: .html,
            boundaries: rules.boundaries(html: name))
    }

    /// The adoption agency algorithm for an end tag, or for what implies one.
    mutating func adoptionAgency(_ name: Name, _ arena: inout TokenArena) {
        if currentIs(name), formatting.index(of: open.top.node) < 0 { return pop() }
        for _ in 0..<8 {
            guard let element = formatting.last(name) else { return endOrdinary(name) }
            let position = open.index(of: element.node, nodes)
            guard position >= 0 else { return formatting.remove(element.node) }
            guard position >= open.nearest(.scope) else { return }

            guard open.nearest(.special) > position else {
                truncate(to: position)
                return formatting.remove(element.node)
            }
            guard repairBudget > 0 else {
                outcome.formUnion(.repairCut)
                formatting.remove(element.node)
                return endOrdinary(name)
            }
            repairBudget -= 4 * (open.count - position)
            let special = ElementRules.bit(.special)
            var block = position + 1
            while open[block].boundaries & special == 0 { block += 1 }
            adopt(element, at: position, block: block)
        }
    }

    /// One round: moves what the formatting element at `position` holds of the block at `block` into it.
    private mutating func adopt(_ element: FormattingElements.Entry, at position: Int, block: Int) {
        let blockEntry = open[block]
        var bookmark = formatting.index(of: element.node)
        var lastNode = blockEntry.node
        // Elements between the two that stay open, from the block upwards.
        var kept: [OpenElements.Entry] = []

        for (round, index) in stride(from: block - 1, to: position, by: -1).enumerated() {
            let entry = open[index]
            guard entry.isHTML, rules.endRule(entry.name) == .formatting else { continue }
            var listed = formatting.index(of: entry.node)
            repairBudget -= 4
            if round >= 3, listed >= 0 {
                formatting.remove(at: listed)
                if listed < bookmark { bookmark -= 1 }
                listed = -1
            }
            guard listed >= 0 else { continue }
            var item = formatting.entries[listed]
            item.node = makeElement(item)
            formatting.replace(at: listed, with: item)
            kept.append(stackEntry(item.node, item.name))
            if lastNode == blockEntry.node { bookmark = listed + 1 }
            detach(lastNode)
            append(lastNode, to: item.node)
            lastNode = item.node
        }

        detach(lastNode)
        insert(lastNode, at: placeWithFostering(target: position - 1))

        var replacement = element
        replacement.node = makeElement(element)
        moveChildren(of: blockEntry.container, to: replacement.node)
        append(replacement.node, to: blockEntry.container)

        let old = formatting.index(of: element.node)
        formatting.insert(replacement, at: bookmark)
        formatting.remove(at: old < bookmark ? old : old + 1)

        let newEntry = stackEntry(replacement.node, replacement.name)
        open.rearrange(from: position, &nodes) { entries in
            entries[block] = newEntry
            entries[block - 1] = blockEntry
            if block - position > 1 {
                entries.replaceSubrange(position..<block - 1, with: kept.reversed())
            }
        }
        updateForeign()
    }
}
