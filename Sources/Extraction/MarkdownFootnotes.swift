import HTML

extension MarkdownWalk {
    /// Handles references to notes and the notes themselves; where to go on, nil for other elements.
    mutating func footnote(_ index: Int, _ record: NodeRecord) -> Int? {
        if let label = footnotes.references[index] {
            writer.beginInline(.punctuation)
            writer.append("[^")
            writer.out.append(contentsOf: label.utf8)
            writer.append("]")
            return Int(record.subtreeEnd)
        }
        if let label = footnotes.notes[index], !writer.isInCell, headingDepth == 0 {
            writer.endBlock()
            writer.setGap(2)
            writer.pushContainer(
                first: Array("[^\(label)]: ".utf8), rest: [0x20, 0x20, 0x20, 0x20], isTight: false)
            push(.note, record)
            openNotes += 1
            return index + 1
        }
        if openNotes > 0, leadsBack(index, record) { return Int(record.subtreeEnd) }
        return nil
    }

    mutating func leaveNote() {
        writer.endBlock()
        writer.popContainer(as: .paragraph)
        openNotes -= 1
    }

    /// Whether an element of a note only leads back to where it is referred to.
    private func leadsBack(_ index: Int, _ record: NodeRecord) -> Bool {
        guard Int(record.subtreeEnd) - index < 40 else { return false }
        if let names = arena.attribute(.class, of: index),
            names.containsIgnoringCase("backref") || names.containsIgnoringCase("backlink")
                || names.containsIgnoringCase("-to-top") || names.containsIgnoringCase("footnote-return")
        {
            return true
        }
        guard record.name == Name.a.rawValue, let href = arena.attribute(.href, of: index),
            href.contains(UInt8(ascii: "#"))
        else {
            // The number before the note says what its label says.
            return record.name == Name.sup.rawValue && writer.isAtItemStart && !holdsLetters(index, record)
        }
        return href.first == UInt8(ascii: "#") && !holdsLetters(index, record)
    }

    private func holdsLetters(_ index: Int, _ record: NodeRecord) -> Bool {
        var length = 0
        for node in index + 1..<max(index + 1, Int(record.subtreeEnd)) where arena.nodes[node].kind == .text {
            let text = arena.bytes(arena.nodes[node].range).trimmed
            length += text.count
            if length > 6 || text.contains(where: \.isLetter) { return true }
        }
        return false
    }
}
