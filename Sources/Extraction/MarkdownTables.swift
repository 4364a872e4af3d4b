import HTML

extension MarkdownWalk {
    mutating func enterTable(_ index: Int, _ record: NodeRecord) -> Int {
        writer.endBlock()
        var table = MarkdownTable()
        if !writer.isInCell, headingDepth == 0 { table = survey(index) }
        tables.append(table)
        push(.table, record)
        return index + 1
    }

    mutating func leaveTable() {
        let foot = tables[tables.count - 1].earlyFoot
        if foot >= 0 {
            tables[tables.count - 1].earlyFoot = -1
            walk(foot, isRoot: false)
        }
        let table = tables.removeLast()
        if !table.isLayout { writer.setLastBlock(.table) }
        writer.endBlock()
    }

    /// Where to go on. The head of a data table is written before its other rows and the foot after them, wherever
    /// they stand; as no data table lies in a cell of another, this goes no deeper than one walk within another.
    mutating func enterSection(_ index: Int, _ record: NodeRecord) -> Int {
        let top = tables.count - 1
        guard top >= 0, !tables[top].isLayout, Int(record.parent) == tables[top].node else {
            return index + 1
        }
        if index == tables[top].earlyFoot { return Int(record.subtreeEnd) }
        let head = tables[top].lateHead
        if head >= 0 {
            tables[top].lateHead = -1
            walk(head, isRoot: false)
            tables[top].writtenHead = head
        }
        return index == tables[top].writtenHead ? Int(record.subtreeEnd) : index + 1
    }

    mutating func enterRow(_ index: Int, _ record: NodeRecord) -> Int {
        let top = tables.count - 1
        guard top >= 0, !tables[top].isLayout, isRow(record, of: tables[top].node) else {
            writer.endBlock()
            push(.block, record)
            return index + 1
        }
        tables[top].reach.startRow(in: record.parent)
        guard hasCells(index) else { return Int(record.subtreeEnd) }
        writer.endBlock()
        if tables[top].row == 0, !tables[top].hasHeader {
            writer.startLine(.table)
            for _ in 0..<tables[top].columns { writer.append("|  ") }
            writer.append("|")
            writeDelimiterRow(tables[top])
            tables[top].row = 1
        }
        if tables[top].row > 0 { writer.continueLine() } else { writer.startLine(.table) }
        writer.append("|")
        tables[top].column = 0
        push(.row, record)
        return index + 1
    }

    mutating func leaveRow() {
        let top = tables.count - 1
        for _ in tables[top].column..<tables[top].columns { writer.append("  |") }
        if tables[top].row == 0 { writeDelimiterRow(tables[top]) }
        tables[top].row += 1
        writer.endTableLine()
    }

    private mutating func writeDelimiterRow(_ table: MarkdownTable) {
        writer.continueLine()
        writer.append("|")
        for column in 0..<table.columns {
            switch table.alignments[column] {
            case UInt8(ascii: "l"): writer.append(" :-- |")
            case UInt8(ascii: "c"): writer.append(" :-: |")
            case UInt8(ascii: "r"): writer.append(" --: |")
            default: writer.append(" --- |")
            }
        }
    }

    mutating func enterCell(_ index: Int, _ record: NodeRecord) -> Int {
        let top = tables.count - 1
        guard top >= 0, !tables[top].isLayout, isCell(record, of: tables[top].node) else {
            writer.space()
            push(.layoutCell, record)
            return index + 1
        }
        while tables[top].column < tables[top].columns, tables[top].reach.takes(tables[top].column) {
            writer.append("  |")
            tables[top].column += 1
        }
        guard tables[top].column < tables[top].columns else { return Int(record.subtreeEnd) }
        let (columns, rows) = spans(of: index)
        tables[top].cellColumns = min(columns, tables[top].columns - tables[top].column)
        tables[top].cellRows = rows
        writer.append(" ")
        writer.startCell()
        push(.cell, record)
        return index + 1
    }

    mutating func leaveCell() {
        writer.endCell()
        writer.append(" |")
        let top = tables.count - 1
        for offset in 0..<tables[top].cellColumns {
            tables[top].reach.take(tables[top].column, rows: tables[top].cellRows)
            tables[top].column += 1
            if offset > 0 { writer.append("  |") }
        }
    }
}
