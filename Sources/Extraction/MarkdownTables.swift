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
        let table = tables.removeLast()
        if !table.isLayout { writer.setLastBlock(.table) }
        writer.endBlock()
    }

    mutating func enterRow(_ index: Int, _ record: NodeRecord) -> Int {
        guard let table = tables.last, !table.isLayout else {
            writer.endBlock()
            push(.block, record)
            return index + 1
        }
        guard hasCells(index) else { return Int(record.subtreeEnd) }
        writer.endBlock()
        if table.row == 0, !table.hasHeader {
            writer.startLine(.table)
            for _ in 0..<table.columns { writer.append("|  ") }
            writer.append("|")
            writeDelimiterRow(table)
            tables[tables.count - 1].row = 1
        }
        if tables[tables.count - 1].row > 0 { writer.continueLine() } else { writer.startLine(.table) }
        writer.append("|")
        tables[tables.count - 1].column = 0
        push(.row, record)
        return index + 1
    }

    mutating func leaveRow() {
        var table = tables[tables.count - 1]
        while table.column < table.columns {
            if table.reach[table.column] > 0 { table.reach[table.column] -= 1 }
            table.column += 1
            writer.append("  |")
        }
        if table.row == 0 { writeDelimiterRow(table) }
        table.row += 1
        tables[tables.count - 1] = table
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
        guard let table = tables.last, !table.isLayout else {
            writer.space()
            push(.layoutCell, record)
            return index + 1
        }
        var column = table.column
        while column < table.columns, table.reach[column] > 0 {
            tables[tables.count - 1].reach[column] -= 1
            writer.append("  |")
            column += 1
        }
        tables[tables.count - 1].column = column
        guard column < table.columns else { return Int(record.subtreeEnd) }
        let (columns, rows) = spans(of: index)
        tables[tables.count - 1].cellColumns = min(columns, table.columns - column)
        tables[tables.count - 1].cellRows = rows
        writer.append(" ")
        writer.startCell()
        push(.cell, record)
        return index + 1
    }

    mutating func leaveCell() {
        writer.endCell()
        writer.append(" |")
        var table = tables[tables.count - 1]
        for offset in 0..<table.cellColumns {
            table.reach[table.column] = table.cellRows - 1
            table.column += 1
            if offset > 0 { writer.append("  |") }
        }
        tables[tables.count - 1] = table
    }

    private func hasCells(_ row: Int) -> Bool {
        var child = Int(arena.nodes[row].firstChild)
        while child >= 0 {
            if role(of: child) == .cell { return true }
            child = Int(arena.nodes[child].nextSibling)
        }
        return false
    }

    private func spans(of cell: Int) -> (columns: Int, rows: Int) {
        var columns = 1
        var rows = 1
        for position in arena.attributeRange(arena.nodes[cell]) {
            let attribute = arena.attributes[position]
            if attribute.name == Name.colspan.rawValue {
                columns = arena.bytes(attribute.value).leadingInteger ?? 1
            }
            if attribute.name == Name.rowspan.rawValue {
                rows = arena.bytes(attribute.value).leadingInteger ?? 1
            }
        }
        return (max(1, min(columns, 1000)), max(1, min(rows, 65534)))
    }

    // MARK: Survey

    /// Columns beyond this are not filled up: a page may claim a thousand for every cell.
    private static let columnLimit = 64

    /// Looks through a table once, tables within it left out, to decide whether it holds data or only places things.
    private func survey(_ table: Int) -> MarkdownTable {
        var result = MarkdownTable()
        var looks = TableLooks()
        let end = arena.end(of: table)
        var index = table + 1
        var reach: [Int] = []
        var rowWidth = 0
        while index < end {
            let record = arena.nodes[index]
            guard record.kind == .element, record.namespace == .html else {
                if record.kind == .text { looks.add(text: arena.bytes(record.range)) }
                index += 1
                continue
            }
            switch role(of: index) {
            case .row:
                if hasCells(index) {
                    looks.startRow(isInHead: isInHead(index))
                    rowWidth = 0
                }
            case .cell:
                let (columns, rows) = spans(of: index)
                while rowWidth < reach.count, reach[rowWidth] > 0 {
                    reach[rowWidth] -= 1
                    rowWidth += 1
                }
                for _ in 0..<min(columns, Self.columnLimit) where rowWidth < Self.columnLimit {
                    if rowWidth == reach.count { reach.append(0) }
                    reach[rowWidth] = rows - 1
                    if result.alignments.count == rowWidth { result.alignments.append(0) }
                    if looks.rows <= 2, result.alignments[rowWidth] == 0 {
                        result.alignments[rowWidth] = alignment(of: index)
                    }
                    rowWidth += 1
                }
                result.columns = max(result.columns, rowWidth)
                looks.startCell(isHeader: record.name == Name.th.rawValue)
            case .table:
                looks.nestedTables += 1
                index = Int(record.subtreeEnd)
                continue
            case let other: looks.add(other, isStrong: other == .strong)
            }
            index += 1
        }
        looks.finishCell()
        result.reach = [Int](repeating: 0, count: result.columns)
        while result.alignments.count < result.columns { result.alignments.append(0) }
        result.isLayout = looks.isLayout(
            columns: result.columns, role: arena.attribute(.role, of: table), hasCaption: hasCaption(table))
        result.hasHeader = looks.hasHeader(columns: result.columns)
        return result
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

/// What a table's cells look like, counted in one pass.
struct TableLooks {
    var rows = 0
    var nestedTables = 0
    private var cells = 0
    private var headerCells = 0
    private var firstRowCells = 0
    private var firstRowHeaders = 0
    private var firstRowStrong = 0
    private var hasHead = false
    private var blockCells = 0
    private var cellText = 0
    private var longestCell = 0
    private var cellBlocks = 0
    private var cellHasStrong = false
    private var isCellOpen = false

    mutating func startRow(isInHead: Bool) {
        finishCell()
        rows += 1
        if rows == 1 { hasHead = isInHead }
    }

    mutating func startCell(isHeader: Bool) {
        finishCell()
        isCellOpen = true
        cells += 1
        if isHeader { headerCells += 1 }
        if rows == 1 {
            firstRowCells += 1
            if isHeader { firstRowHeaders += 1 }
        }
    }

    mutating func add(text: UnsafeBufferPointer<UInt8>) { cellText += text.trimmed.count }

    mutating func add(_ role: MarkdownRole, isStrong: Bool) {
        switch role {
        case .heading, .preformatted, .quote, .definitionList: cellBlocks += 3
        case .unorderedList, .orderedList, .rule: cellBlocks += 2
        case .block: cellBlocks += cellText > 200 ? 1 : 0
        case .strong: cellHasStrong = true
        default: break
        }
    }

    mutating func finishCell() {
        guard isCellOpen else { return }
        longestCell = max(longestCell, cellText)
        if cellBlocks >= 3 { blockCells += 1 }
        if rows == 1, cellHasStrong { firstRowStrong += 1 }
        cellText = 0
        cellBlocks = 0
        cellHasStrong = false
        isCellOpen = false
    }

    /// A table that places things: nested tables, one row or column, cells that are small pages.
    func isLayout(columns: Int, role: UnsafeBufferPointer<UInt8>?, hasCaption: Bool) -> Bool {
        if let role, role.equalsIgnoringCase("presentation") || role.equalsIgnoringCase("none") {
            return true
        }
        if cells == 0 || columns < 2 { return true }
        let isDeclared = headerCells > 0 || hasHead || hasCaption
        if blockCells > 0, !isDeclared || blockCells * 2 > cells { return true }
        if isDeclared { return false }
        return nestedTables > 0 || rows < 2 || longestCell > 1500
    }

    /// Whether the first row names the columns: by its elements, by bold type, or by default in a wide table.
    func hasHeader(columns: Int) -> Bool {
        if hasHead || firstRowCells > 0 && firstRowHeaders == firstRowCells { return true }
        if headerCells > 0 { return firstRowHeaders * 2 > firstRowCells }
        if firstRowCells > 0, firstRowStrong == firstRowCells { return true }
        return columns > 2
    }
}
