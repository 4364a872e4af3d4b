/// Which columns of a row are taken by cells of the rows above it: HTML's table model.
///
/// A cell reaches no further than its section (`thead`, `tbody`, `tfoot`) does.
struct TableReach {
    /// What HTML allows for a `rowspan`.
    static let rowLimit = 65_534

    /// For each column the rows that a cell takes in it, from the current row on.
    private var rows: [Int] = []
    private var section: Int32 = -1

    /// Begins the next row, with cells or without, in a section.
    mutating func startRow(in section: Int32) {
        if section == self.section {
            for column in rows.indices where rows[column] > 0 { rows[column] -= 1 }
        } else {
            self.section = section
            rows.removeAll(keepingCapacity: true)
        }
    }

    func takes(_ column: Int) -> Bool { column < rows.count && rows[column] > 0 }

    /// Notes that a cell of this row takes a column for as many rows.
    mutating func take(_ column: Int, rows count: Int) {
        while rows.count <= column { rows.append(0) }
        rows[column] = max(rows[column], count)
    }
}
