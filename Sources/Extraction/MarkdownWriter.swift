/// Writes Markdown into one buffer: lines, containers and the gaps between blocks.
///
/// It knows no HTML. Calls come in document order; white space, emphasis marks and gaps are written when the
/// text that needs them comes, so that nothing has to be taken back. Text and escaping are in
/// `MarkdownWriter+Text`, emphasis and links in `MarkdownWriter+Spans`.
struct MarkdownWriter {
    enum Block: UInt8 {
        case none, paragraph, heading, rule, code, list, orderedList, quote, table, definition

        /// Whether a paragraph ends without a blank line where this begins (CommonMark §4, §5).
        var interruptsParagraph: Bool {
            switch self {
            case .heading, .rule, .code, .list, .quote: true
            default: false
            }
        }
    }

    /// A block quote, list item or definition around the current line.
    private struct Container {
        var prefixCount: Int
        var linePrefixCount: Int
        var isTight: Bool
        var linesBefore: Int
    }

    /// Containers beyond this depth add no marks: else each line would repeat as many as a page likes to open.
    private static let markedDepth = 32

    var out: [UInt8] = []
    /// The most bytes that are written, but for those of one call.
    private let limit: Int
    /// What continues the open containers on a new line.
    private(set) var prefix: [UInt8] = []
    /// What the next line starts with: `prefix`, and the marks of containers that have just opened.
    private var linePrefix: [UInt8] = []
    private var containers: [Container] = []
    /// The part of `prefix` that has been open since the last line: what a blank line is to show.
    private var sharedPrefixCount = 0
    /// Lines started so far.
    private(set) var lines = 0
    private var lastBlock = Block.none
    /// Line feeds before the next block where these are settled; nil for the usual gap.
    private var gap: Int?

    /// Whether the current line takes more text.
    var isLineOpen = false
    /// Nothing stands in the current line but marks.
    var isAtLineStart = true
    /// The line follows a hard break, so it is not the first of its paragraph.
    var followsBreak = false
    private(set) var openBlock = Block.paragraph

    private var pendingHeading = 0
    /// In a heading or table row: breaks become spaces or `<br>`.
    var isSingleLine = false
    var isInCell = false
    /// The current cell has text.
    var cellHasText = false
    var hasCellBreak = false
    var cellMark: [UInt8] = []

    /// A space waits for the text after it.
    var pendingSpace = false
    /// No-break and other lasting spaces that wait, in UTF-8.
    var pendingWide: [UInt8] = []
    var pendingBreaks = 0
    /// Nothing has to be written before the next character.
    var isSettled = false

    var spans: [Span] = []
    /// Spans from here on have no mark yet.
    var firstUnopened = 0
    var closers: [Span] = []

    /// Where a `]` of text ended: a `(` there would make a link.
    var bracketEnd = -1
    /// Where digits ended that began a line: a `.` there would make a list.
    var digitsEnd = -1
    var openLinks = 0

    private var lastList: (end: Int, isOrdered: Bool, isAlternate: Bool)?

    init(reserving capacity: Int, limit: Int) {
        self.limit = limit
        out.reserveCapacity(capacity)
    }

    /// Whether there is more than may be written. What comes after that is not wanted.
    var isFull: Bool { out.count > limit }

    // MARK: Blocks

    /// Ends the block that is open, if any: what follows starts a new one.
    mutating func endBlock() {
        if isInCell {
            if cellHasText { hasCellBreak = true }
            if pendingSpace || isLineOpen { isSettled = false }
            pendingSpace = false
            pendingWide.removeAll(keepingCapacity: true)
            if !spans.isEmpty || !closers.isEmpty { closeAllSpans() }
            return
        }
        if isSingleLine {
            pendingSpace = true
            isSettled = false
            return
        }
        pendingSpace = false
        if !pendingWide.isEmpty { pendingWide.removeAll(keepingCapacity: true) }
        pendingBreaks = 0
        guard isLineOpen else { return }
        if !spans.isEmpty || !closers.isEmpty { closeAllSpans() }
        isLineOpen = false
        isSettled = false
        lastBlock = openBlock
        gap = nil
    }

    /// Starts a line of a new block: the gap, then the marks of the containers.
    mutating func startLine(_ block: Block) {
        if !out.isEmpty {
            let feeds = gap ?? usualGap(before: block)
            if feeds > 0 {
                out.append(0x0A)
                if feeds > 1 {
                    appendTrimmed(prefix[..<min(sharedPrefixCount, prefix.count)])
                    out.append(0x0A)
                }
            }
        }
        out.append(contentsOf: linePrefix)
        if linePrefix.count != prefix.count || containers.count > 0 {
            linePrefix.replaceSubrange(0..., with: prefix)
        }
        sharedPrefixCount = prefix.count
        lines += 1
        gap = nil
        openBlock = block
        isLineOpen = true
        isAtLineStart = true
        followsBreak = false
        isSettled = false
        pendingSpace = false
        pendingBreaks = 0
    }

    /// Goes to the next line of the same block.
    mutating func continueLine() {
        out.append(0x0A)
        out.append(contentsOf: prefix)
        lines += 1
    }

    /// The next line of a block whose lines may be empty: no blanks are left at its end.
    mutating func continueLine(with text: UnsafeBufferPointer<UInt8>) {
        out.append(0x0A)
        if text.isEmpty { appendTrimmed(prefix[...]) } else { out.append(contentsOf: prefix) }
        out.append(contentsOf: text)
        lines += 1
    }

    /// The gap that stands before `block` here, fixed now: containers are about to open.
    mutating func settleGap(before block: Block) {
        if gap == nil { gap = usualGap(before: block) }
    }

    mutating func setGap(_ feeds: Int) { gap = feeds }

    mutating func setLastBlock(_ block: Block) { lastBlock = block }

    /// A term, or another definition of it, stands right before.
    var followsTerm: Bool { lastBlock == .definition }

    /// The term or definition just written: a definition may follow.
    mutating func noteDefinition() { lastBlock = .definition }

    /// Only a list mark stands in the current line so far.
    var isAtItemStart: Bool { !isLineOpen && containerIsEmpty }

    /// In a table cell: a list mark for the next text.
    mutating func announceMark(_ mark: [UInt8]) {
        cellMark = mark
        isSettled = false
    }

    private func usualGap(before block: Block) -> Int {
        guard lastBlock != .none else { return linePrefix.count > prefix.count ? 0 : 2 }
        guard containers.last?.isTight == true else { return 2 }
        if block == .table || lastBlock == .table { return 2 }
        if block.interruptsParagraph { return 1 }
        return lastBlock == .heading || lastBlock == .rule || lastBlock == .code ? 1 : 2
    }

    private mutating func appendTrimmed(_ bytes: ArraySlice<UInt8>) {
        var end = bytes.endIndex
        while end > bytes.startIndex, bytes[end - 1] == 0x20 { end -= 1 }
        out.append(contentsOf: bytes[..<end])
    }

    // MARK: Containers

    /// Opens a block quote, list item or definition: its first line starts with `first`, the others with `rest`.
    mutating func pushContainer(first: [UInt8], rest: [UInt8], isTight: Bool) {
        containers.append(
            Container(
                prefixCount: prefix.count, linePrefixCount: linePrefix.count, isTight: isTight,
                linesBefore: lines))
        if containers.count <= Self.markedDepth {
            linePrefix.append(contentsOf: first)
            prefix.append(contentsOf: rest)
        }
        lastBlock = .none
    }

    /// Whether the innermost container has a line yet.
    var containerIsEmpty: Bool { containers.last.map { $0.linesBefore == lines } ?? false }

    /// Writes the mark of a container that has no text.
    mutating func writeEmptyContainer() {
        startLine(.paragraph)
        isLineOpen = false
        while out.last == 0x20 { out.removeLast() }
    }

    /// Closes the innermost container; true when it has left a line.
    @discardableResult
    mutating func popContainer(as block: Block) -> Bool {
        guard let container = containers.popLast() else { return false }
        prefix.removeLast(prefix.count - container.prefixCount)
        guard container.linesBefore != lines else {
            linePrefix.removeLast(linePrefix.count - container.linePrefixCount)
            return false
        }
        linePrefix.replaceSubrange(0..., with: prefix)
        sharedPrefixCount = min(sharedPrefixCount, prefix.count)
        lastBlock = block
        gap = nil
        return true
    }

    /// A tight list keeps its blocks together; outside of lists there is a blank line between them.
    var isTight: Bool { containers.last?.isTight ?? false }

    /// Which of the two marks a list that opens here takes, so that it does not join the list just before.
    mutating func alternatesList(isOrdered: Bool) -> Bool {
        guard let last = lastList, last.end == out.count, last.isOrdered == isOrdered else { return false }
        return !last.isAlternate
    }

    mutating func noteListEnd(isOrdered: Bool, isAlternate: Bool) {
        lastList = (out.count, isOrdered, isAlternate)
    }

    // MARK: Tables

    mutating func startCell() {
        isInCell = true
        isLineOpen = true
        isAtLineStart = true
        cellHasText = false
        hasCellBreak = false
        pendingSpace = false
        isSettled = false
    }

    mutating func endCell() {
        if !spans.isEmpty || !closers.isEmpty { closeAllSpans() }
        isInCell = false
        hasCellBreak = false
        pendingSpace = false
        pendingWide.removeAll(keepingCapacity: true)
        cellMark.removeAll()
        isLineOpen = false
        isSettled = false
    }

    mutating func endTableLine() {
        isLineOpen = false
        lastBlock = .table
        gap = nil
    }

    // MARK: Lines of their own

    mutating func rule() {
        endBlock()
        if isInCell || isSingleLine { return }
        // Next to a list mark, `---` would be one long rule.
        let mark: StaticString = linePrefix.count > prefix.count || prefix.last == 0x20 ? "___" : "---"
        startLine(.rule)
        append(mark)
        isLineOpen = false
        lastBlock = .rule
    }

    /// The next text is a heading's. One without text leaves nothing.
    mutating func announceHeading(level: Int) {
        pendingHeading = level
    }

    /// Starts the line of a paragraph, or of the heading announced.
    mutating func startText() {
        guard pendingHeading > 0 else { return startLine(.paragraph) }
        startLine(.heading)
        for _ in 0..<pendingHeading { out.append(UInt8(ascii: "#")) }
        out.append(0x20)
        pendingHeading = 0
        isSingleLine = true
    }

    mutating func endHeading() {
        pendingHeading = 0
        guard isSingleLine else { return endBlock() }
        if !spans.isEmpty || !closers.isEmpty { closeAllSpans() }
        isSingleLine = false
        // A run of `#` after a space at the end would be read as the heading's closing mark.
        var start = out.count
        while start > 0, out[start - 1] == UInt8(ascii: "#") { start -= 1 }
        if start < out.count, start > 0, out[start - 1] == 0x20 { out.insert(UInt8(ascii: "\\"), at: start) }
        endBlock()
    }

    /// The Markdown, with a line feed at its end where there is any.
    mutating func finish() -> [UInt8] {
        endBlock()
        if !out.isEmpty { out.append(0x0A) }
        return out
    }

    // MARK: Bytes

    /// Marks of our own within a line, as text but not escaped.
    mutating func literal(_ text: StaticString) {
        beginInline(.punctuation)
        append(text)
    }

    /// White space, as in the page's text.
    mutating func space() {
        pendingSpace = true
        isSettled = false
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        out.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
