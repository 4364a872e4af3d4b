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
