/// What is known of a table before its first row is written, and where in it the walk is.
struct MarkdownTable {
    var node = -1
    /// Cells become blocks or running text instead of columns.
    var isLayout = true
    var columns = 0
    /// The first row holds names of columns.
    var hasHeader = false
    /// `l`, `c`, `r` or 0 for each column.
    var alignments: [UInt8] = []
    var reach = TableReach()
    /// The head when it comes after other rows, and the foot when it comes before them; -1 for none, or when written.
    var lateHead = -1
    var earlyFoot = -1
    var writtenHead = -1
    var row = 0
    var column = 0
    /// Columns that the cell which is open takes.
    var cellColumns = 1
    var cellRows = 1
}
