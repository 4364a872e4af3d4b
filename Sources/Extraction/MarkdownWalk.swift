import HTML

/// Walks subtrees in document order and tells the writer what is there.
///
/// One loop over the arena; elements that have something to do at their end wait on a stack of frames.
struct MarkdownWalk {
    /// What is to be done where an element ends.
    enum Exit: UInt8 {
        case block, heading, span, list, listItem, emptyItem, nestedList, quote, emptyQuote, note, term,
            definition
        case table, row, cell, layoutCell, ruby, quotation, summary
    }

    struct Frame {
        var end: Int
        var exit: Exit
    }

    struct List {
        var isOrdered: Bool
        var isTight: Bool
        var isAlternate: Bool
        var number: Int
        var step: Int
        var items = 0
    }

    let arena: Arena
    let roles = MarkdownRole.ofNames
    let excluded: NodeSet
    let hasExclusions: Bool
    let hasFootnotes: Bool
    let options: MarkdownOptions
    let base: PageURL?
    let names: MarkdownNames
    let footnotes: FootnoteIndex
    var openNotes = 0
    var writer: MarkdownWriter
    var frames: [Frame] = []
    var lists: [List] = []
    var tables: [MarkdownTable] = []
    var headingDepth = 0
    /// Bytes of code and other things gathered before they are written.
    var scratch: [UInt8] = []
    /// How many bytes more the base may add to the page's links.
    var baseBytesLeft = 2 << 20

    init(
        arena: Arena, names: MarkdownNames, excluded: NodeSet, options: MarkdownOptions, base: PageURL?,
        capacity: Int
    ) {
        self.names = names
        footnotes = FootnoteIndex(arena)
        hasFootnotes = !footnotes.isEmpty
        self.arena = arena
        self.excluded = excluded
        hasExclusions = !excluded.isEmpty
        self.options = options
        self.base = base
        writer = MarkdownWriter(
            reserving: capacity, limit: MarkdownOptions.lengthLimit(ofPage: arena.source.count))
    }

    /// Renders the subtree of `root` as blocks of its own.
    mutating func render(_ root: Int) {
        if hasExclusions, excluded.contains(NodeID(rawValue: Int32(truncatingIfNeeded: root))) { return }
        writer.endBlock()
        walk(root, isRoot: true)
        writer.endBlock()
    }

    /// Walks the subtree of `root`, which is shown in any case when it is the root of all.
    mutating func walk(_ root: Int, isRoot: Bool) {
        let outer = frames.count
        let end = arena.end(of: root)
        var index = root
        while index < end, !writer.isFull {
            while frames.count > outer, let frame = frames.last, frame.end <= index {
                frames.removeLast()
                leave(frame.exit)
            }
            let record = arena.nodes[index]
            switch record.kind {
            case .text:
                if names.hasTeXInText {
                    textWithFormulas(arena.bytes(record.range))
                } else {
                    writer.text(arena.bytes(record.range))
                }
                index += 1
            case .element:
                index = enter(index, record, isRoot: isRoot && index == root)
            case .document: index += 1
            case .fragment: index = index == root + 1 ? index + 1 : Int(record.subtreeEnd)
            case .comment, .doctype: index = Int(record.subtreeEnd)
            }
        }
        while frames.count > outer { leave(frames.removeLast().exit) }
    }

    mutating func push(_ exit: Exit, _ record: NodeRecord) {
        frames.append(Frame(end: Int(record.subtreeEnd), exit: exit))
    }

    /// Handles an element; the node to go on with.
    private mutating func enter(_ index: Int, _ record: NodeRecord, isRoot: Bool) -> Int {
        let end = Int(record.subtreeEnd)
        // Rows and cells of a table stay where they are, or the columns would not mean what they say.
        if hasExclusions, tables.last?.isLayout != false,
            excluded.contains(NodeID(rawValue: Int32(truncatingIfNeeded: index)))
        {
            return end
        }
        guard record.namespace == .html else {
            return record.namespace == .mathML && record.name == Name.math.rawValue ? math(index, end) : end
        }
        let role = Int(record.name) < roles.count ? roles[Int(record.name)] : .inline
        if record.range.count > 0, !isRoot, let next = passOver(index, record, role) { return next }
        if hasFootnotes, let next = footnote(index, record) { return next }
        switch role {
        case .inline: break
        case .block:
            writer.endBlock()
            push(.block, record)
        case .skipped: return isRoot ? index + 1 : end
        case .heading: enterHeading(record)
        case .unorderedList, .orderedList: enterList(index, record, isOrdered: role == .orderedList)
        case .listItem: enterItem(index, record)
        case .quote:
            writer.endBlock()
            if !writer.isInCell, headingDepth == 0 {
                writer.settleGap(before: .quote)
                writer.pushContainer(first: [0x3E, 0x20], rest: [0x3E, 0x20], isTight: false)
                let isEmpty = arena.isBlank(index)
                push(isEmpty ? .emptyQuote : .quote, record)
            } else {
                push(.block, record)
            }
        case .preformatted: return preformatted(index, record)
        case .code: return code(index, record)
        case .emphasis: openEmphasis(.emphasis, index, record)
        case .strong: openEmphasis(.strong, index, record)
        case .deletion: openEmphasis(.deletion, index, record)
        case .link: return link(index, record)
        case .superscript: openTag("sup", record)
        case .subscript: openTag("sub", record)
        case .keyboard: openTag("kbd", record)
        case .quotation:
            writer.literal("\"")
            push(.quotation, record)
        case .image:
            image(index)
            return end
        case .lineBreak:
            writer.lineBreak()
            return end
        case .rule:
            if writer.isInCell || headingDepth > 0 { writer.endBlock() } else { writer.rule() }
            return end
        case .table: return enterTable(index, record)
        case .tableSection: return enterSection(index, record)
        case .caption:
            writer.endBlock()
            push(.block, record)
        case .row: return enterRow(index, record)
        case .cell: return enterCell(index, record)
        case .definitionList:
            writer.endBlock()
            push(.block, record)
        case .term:
            writer.endBlock()
            push(.term, record)
        case .definition: enterDefinition(index, record)
        case .summary:
            writer.endBlock()
            if writer.openEmphasis(.strong, isRepeatable: false) { push(.span, record) }
            push(.summary, record)
        case .rubyText:
            writer.literal("(")
            push(.ruby, record)
        case .math: return math(index, end)
        case .script: return script(index, end)
        case .noscript: return noscript(index, end, isRoot: isRoot)
        case .input:
            checkbox(index)
            return end
        case .choice: return end
        case .media: return media(index, end)
        }
        return index + 1
    }

    private mutating func leave(_ exit: Exit) {
        switch exit {
        case .block: writer.endBlock()
        case .heading:
            headingDepth -= 1
            if headingDepth == 0 { leaveHeading() }
        case .span: writer.closeSpan()
        case .list: leaveList()
        case .nestedList:
            leaveList()
            writer.popContainer(as: .list)
        case .listItem: leaveItem(false)
        case .emptyItem: leaveItem(true)
        case .quote, .emptyQuote:
            writer.endBlock()
            if exit == .emptyQuote { writer.writeEmptyContainer() }
            writer.popContainer(as: .quote)
        case .note: leaveNote()
        case .term:
            writer.endBlock()
            writer.noteDefinition()
        case .definition: leaveDefinition()
        case .table: leaveTable()
        case .row: leaveRow()
        case .cell: leaveCell()
        case .layoutCell: writer.space()
        case .ruby: writer.literal(")")
        case .quotation: writer.literal("\"")
        case .summary: writer.endBlock()
        }
    }

    // MARK: Headings, emphasis

    private mutating func enterHeading(_ record: NodeRecord) {
        writer.endBlock()
        headingDepth += 1
        push(.heading, record)
        guard headingDepth == 1, !writer.isInCell else { return }
        writer.announceHeading(level: Int(record.name - Name.h1.rawValue) + 1)
    }

    private mutating func leaveHeading() {
        writer.endHeading()
    }

    private mutating func openEmphasis(_ kind: MarkdownWriter.Span.Kind, _ index: Int, _ record: NodeRecord) {
        // `strong` in `strong` is said twice; `b` in `strong` only looks so.
        let parent = Int(record.parent)
        let isRepeatable = parent >= 0 && nearestSame(as: record, from: parent)
        if writer.openEmphasis(kind, isRepeatable: isRepeatable) { push(.span, record) }
    }

    /// Whether the parent, or its parent, is an element of the same name.
    private func nearestSame(as record: NodeRecord, from parent: Int) -> Bool {
        if arena.nodes[parent].name == record.name { return true }
        let grandparent = Int(arena.nodes[parent].parent)
        return grandparent >= 0 && arena.nodes[grandparent].name == record.name
    }

    mutating func openTag(_ name: StaticString, _ record: NodeRecord) {
        writer.openTag(name)
        push(.span, record)
    }
}
