import HTML

/// What is learned of a table before it is written.
extension MarkdownWalk {
    /// Columns beyond this are not filled up: a page may claim a thousand for every cell.
    private static let columnLimit = 64

    private struct Survey {
        var table = MarkdownTable()
        var looks = TableLooks()
        var rowWidth = 0
    }

    /// Looks through a table once, tables within it left out, to decide whether it holds data or only places things.
    func survey(_ table: Int) -> MarkdownTable {
        var survey = Survey()
        survey.table.node = table
        findSections(of: table, &survey.table)
        let (head, foot) = (survey.table.lateHead, survey.table.earlyFoot)
        if head >= 0 { look(through: head..<arena.end(of: head), &survey) }
        look(through: table + 1..<arena.end(of: table), &survey)
        if foot >= 0 { look(through: foot..<arena.end(of: foot), &survey) }

        survey.looks.finishCell()
        var result = survey.table
        while result.alignments.count < result.columns { result.alignments.append(0) }
        result.reach = TableReach()
        result.isLayout = survey.looks.isLayout(
            columns: result.columns, role: arena.attribute(.role, of: table), hasCaption: hasCaption(table))
        result.hasHeader = survey.looks.hasHeader(columns: result.columns)
        return result
    }

    /// Browsers show the first `thead` above all other rows and the first `tfoot` below them.
    private func findSections(of table: Int, _ result: inout MarkdownTable) {
        var hasHead = false
        var foot = -1
        var sections = 0
        var child = Int(arena.nodes[table].firstChild)
        while child >= 0 {
            if role(of: child) == .tableSection {
                if foot >= 0 { result.earlyFoot = foot }
                if !hasHead, arena.isElement(child, .thead) {
                    hasHead = true
                    if sections > 0 { result.lateHead = child }
                } else if foot < 0, arena.isElement(child, .tfoot) {
                    foot = child
                }
                sections += 1
            }
            child = Int(arena.nodes[child].nextSibling)
        }
    }

    private func look(through range: Range<Int>, _ survey: inout Survey) {
        var index = range.lowerBound
        while index < range.upperBound {
            let record = arena.nodes[index]
            guard record.kind == .element, record.namespace == .html else {
                if record.kind == .text { survey.looks.add(text: arena.bytes(record.range)) }
                index += 1
                continue
            }
            switch role(of: index) {
            case .tableSection:
                // Those out of place are looked through in their turn.
                if index > range.lowerBound, index == survey.table.lateHead || index == survey.table.earlyFoot
                {
                    index = Int(record.subtreeEnd)
                    continue
                }
            case .row where isRow(record, of: survey.table.node):
                survey.table.reach.startRow(in: record.parent)
                survey.rowWidth = 0
                if hasCells(index) { survey.looks.startRow(isInHead: isInHead(index)) }
            case .cell where isCell(record, of: survey.table.node):
                look(at: index, isHeader: record.name == Name.th.rawValue, &survey)
            case .table:
                survey.looks.nestedTables += 1
                index = Int(record.subtreeEnd)
                continue
            case let other: survey.looks.add(other, isStrong: other == .strong)
            }
            index += 1
        }
    }

    private func look(at cell: Int, isHeader: Bool, _ survey: inout Survey) {
        let (columns, rows) = spans(of: cell)
        while survey.table.reach.takes(survey.rowWidth) { survey.rowWidth += 1 }
        for _ in 0..<min(columns, Self.columnLimit) where survey.rowWidth < Self.columnLimit {
            survey.table.reach.take(survey.rowWidth, rows: rows)
            while survey.table.alignments.count <= survey.rowWidth { survey.table.alignments.append(0) }
            if survey.looks.rows <= 2, survey.table.alignments[survey.rowWidth] == 0 {
                survey.table.alignments[survey.rowWidth] = alignment(of: cell)
            }
            survey.rowWidth += 1
        }
        survey.table.columns = max(survey.table.columns, survey.rowWidth)
        survey.looks.startCell(isHeader: isHeader)
    }

    /// Whether a row is one of the table's own. A shadow tree may hold rows that stand in no table, or in a cell.
    func isRow(_ row: NodeRecord, of table: Int) -> Bool {
        let section = Int(row.parent)
        return section >= 0 && role(of: section) == .tableSection && Int(arena.nodes[section].parent) == table
    }

    func isCell(_ cell: NodeRecord, of table: Int) -> Bool {
        let row = Int(cell.parent)
        return row >= 0 && role(of: row) == .row && isRow(arena.nodes[row], of: table)
    }

    func hasCells(_ row: Int) -> Bool {
        var child = Int(arena.nodes[row].firstChild)
        while child >= 0 {
            if role(of: child) == .cell { return true }
            child = Int(arena.nodes[child].nextSibling)
        }
        return false
    }

    /// A `rowspan` of 0 reaches to the end of the section, as does one that is too great.
    func spans(of cell: Int) -> (columns: Int, rows: Int) {
        var columns = 1
        var rows = 1
        for position in arena.attributeRange(arena.nodes[cell]) {
            let attribute = arena.attributes[position]
            if attribute.name == Name.colspan.rawValue {
                columns = arena.bytes(attribute.value).leadingInteger ?? 1
            }
            if attribute.name == Name.rowspan.rawValue {
                rows = arena.bytes(attribute.value).leadingInteger ?? 1
                if rows == 0 { rows = TableReach.rowLimit }
            }
        }
        return (max(1, min(columns, 1000)), max(1, min(rows, TableReach.rowLimit)))
    }

    private func isInHead(_ row: Int) -> Bool {
        let parent = Int(arena.nodes[row].parent)
        return parent >= 0 && arena.isElement(parent, .thead)
    }

    private func hasCaption(_ table: Int) -> Bool {
        var child = Int(arena.nodes[table].firstChild)
        while child >= 0 {
            if arena.isElement(child, .caption) { return !arena.isBlank(child) }
            child = Int(arena.nodes[child].nextSibling)
        }
        return false
    }

    private func alignment(of cell: Int) -> UInt8 {
        for position in arena.attributeRange(arena.nodes[cell]) {
            let attribute = arena.attributes[position]
            var value = arena.bytes(attribute.value).trimmed
            if attribute.name == Name.style.rawValue {
                guard let start = MarkdownWalk.value(of: "text-align", in: value) else { continue }
                value = start
            } else if attribute.name != Name.align.rawValue {
                continue
            }
            if value.hasPrefixIgnoringCase("left") { return UInt8(ascii: "l") }
            if value.hasPrefixIgnoringCase("center") { return UInt8(ascii: "c") }
            if value.hasPrefixIgnoringCase("right") { return UInt8(ascii: "r") }
        }
        return 0
    }
}
