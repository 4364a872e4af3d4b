extension MarkdownWriter {
    /// Bytes that may need a backslash or end a run of plain text.
    @inline(__always)
    static func isSpecial(_ byte: UInt8) -> Bool {
        // Bit sets of: \t \n \f \r space & * < and [ \ ] _ ` | ~
        let low: UInt64 =
            1 << 0x09 | 1 << 0x0A | 1 << 0x0C | 1 << 0x0D | 1 << 0x20 | 1 << 0x26 | 1 << 0x2A | 1 << 0x3C
        let high: UInt64 =
            1 << (0x5B - 64) | 1 << (0x5C - 64) | 1 << (0x5D - 64) | 1 << (0x5F - 64) | 1 << (0x60 - 64)
            | 1 << (0x7C - 64) | 1 << (0x7E - 64)
        if byte >= 0x80 { return byte == 0xC2 || byte == 0xE2 || byte == 0xE3 }
        return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 != 0
    }

    /// Text of the page: white space collapses, characters that Markdown would read are escaped.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        let count = bytes.count
        var position = 0
        while position < count {
            let byte = bytes[position]
            if byte.isHTMLSpace {
                if pendingWide.isEmpty {
                    pendingSpace = true
                } else if pendingWide.last != 0x20 {
                    pendingWide.append(0x20)
                }
                isSettled = false
                position += 1
                continue
            }
            let wide = Self.wideSpaceLength(bytes, at: position)
            if wide > 0 {
                holdWideSpace(UnsafeBufferPointer(rebasing: bytes[position..<position + wide]))
                position += wide
                continue
            }
            if !isSettled {
                position = begin(bytes, at: position)
                if position == count { break }
            }
            position = plainRun(bytes, from: position)
        }
        if out.count == digitsEnd { isSettled = false }
    }

    /// Writes from `start`, which is no white space, up to the next white space that has to wait.
    @inline(__always)
    private mutating func plainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let count = bytes.count
        var runStart = start
        var position = start
        while position < count {
            let byte = bytes[position]
            if !Self.isSpecial(byte) {
                position += 1
                continue
            }
            if byte.isHTMLSpace {
                // A single space inside of a run is text like any other.
                if byte == 0x20, position + 1 < count, !Self.mayBeSpace(bytes[position + 1]) {
                    position += 1
                    continue
                }
                break
            }
            if byte >= 0x80 {
                if Self.wideSpaceLength(bytes, at: position) > 0 { break }
                position += 1
                continue
            }
            if needsEscape(byte, bytes, at: position) {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<position]))
                out.append(UInt8(ascii: "\\"))
                runStart = position
            }
            position += 1
            if byte == UInt8(ascii: "]") {
                if position == count {
                    out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<position]))
                    bracketEnd = out.count
                    isSettled = false
                    return position
                }
                if bytes[position] == UInt8(ascii: "(") || bytes[position] == UInt8(ascii: ":") {
                    out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<position]))
                    out.append(UInt8(ascii: "\\"))
                    runStart = position
                }
            }
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<position]))
        return position
    }

    /// Prepares for the character at `position`, and escapes what would open a block there. The position where
    /// the text goes on.
    private mutating func begin(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let rest = UnsafeBufferPointer(rebasing: bytes[position...])
        let byte = bytes[position]
        if isLineOpen, pendingBreaks == 0, !pendingSpace, pendingWide.isEmpty, closers.isEmpty,
            firstUnopened == spans.count
        {
            if out.count == bracketEnd, byte == UInt8(ascii: "(") || byte == UInt8(ascii: ":") {
                out.append(UInt8(ascii: "\\"))
            } else if out.count == digitsEnd, byte == UInt8(ascii: ".") || byte == UInt8(ascii: ")") {
                out.append(UInt8(ascii: "\\"))
            }
        }
        begin(CharacterClass(startOf: rest))
        isSettled = true
        guard isAtLineStart else { return position }
        isAtLineStart = false
        return isInCell || openBlock == .heading ? position : position + escapeLineStart(rest)
    }

    /// `begin` for content that is no text.
    mutating func beginInline(_ next: CharacterClass) {
        begin(next)
        isAtLineStart = false
        isSettled = true
    }

    /// Writes whatever waits before content whose first character is of class `next`.
    mutating func begin(_ next: CharacterClass) {
        if isInCell, hasCellBreak {
            if !closers.isEmpty { flushClosers(before: .space) }
            append("<br>")
            hasCellBreak = false
            pendingSpace = false
        }
        if !isLineOpen {
            startText()
            if !pendingWide.isEmpty, pendingWide.first == 0x20 { pendingWide.removeFirst() }
        } else if pendingBreaks > 0 {
            writeBreak()
        }
        if !isAtLineStart, pendingSpace {
            if !closers.isEmpty { flushClosers(before: .space) }
            out.append(0x20)
        }
        pendingSpace = false
        if !pendingWide.isEmpty {
            if !closers.isEmpty { flushClosers(before: .space) }
            out.append(contentsOf: pendingWide)
            pendingWide.removeAll(keepingCapacity: true)
        }
        if firstUnopened < spans.count {
            openSpans(before: next)
        } else if !closers.isEmpty {
            flushClosers(before: next)
        }
        if isInCell {
            cellHasText = true
            if !cellMark.isEmpty {
                out.append(contentsOf: cellMark)
                cellMark.removeAll()
            }
        }
    }

    /// A line break; it is written when text follows.
    mutating func lineBreak() {
        if isInCell {
            if cellHasText { hasCellBreak = true }
        } else if isSingleLine {
            pendingSpace = true
        } else if isLineOpen, !isAtLineStart {
            pendingBreaks += 1
        }
        if isLineOpen {
            pendingSpace = isSingleLine && !isInCell
            pendingWide.removeAll(keepingCapacity: true)
        }
        isSettled = false
    }

    /// One break is a hard break; two or more are what they look like, a new paragraph.
    private mutating func writeBreak() {
        if pendingBreaks > 1 {
            closeAllSpans()
            let wide = pendingWide
            endBlock()
            startLine(.paragraph)
            pendingWide = wide
            return
        }
        pendingBreaks = 0
        pendingSpace = false
        if !closers.isEmpty { flushClosers(before: .space) }
        append("  ")
        continueLine()
        isAtLineStart = true
        followsBreak = true
    }

    // MARK: White space that lasts

    @inline(__always)
    private static func mayBeSpace(_ byte: UInt8) -> Bool {
        byte.isHTMLSpace || byte == 0xC2 || byte == 0xE2 || byte == 0xE3
    }

    /// The length of a Unicode space that CSS does not collapse, at `position`; 0 if there is none.
    @inline(__always)
    private static func wideSpaceLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let byte = bytes[position]
        guard byte >= 0xC2, byte <= 0xE3 else { return 0 }
        if byte == 0xC2 { return position + 1 < bytes.count && bytes[position + 1] == 0xA0 ? 2 : 0 }
        guard position + 2 < bytes.count else { return 0 }
        let second = bytes[position + 1]
        let third = bytes[position + 2]
        if byte == 0xE2 {
            // U+2000…U+200A, U+2028, U+2029, U+202F; U+205F
            if second == 0x80 {
                return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0
            }
            return second == 0x81 && third == 0x9F ? 3 : 0
        }
        return byte == 0xE3 && second == 0x80 && third == 0x80 ? 3 : 0
    }

    private mutating func holdWideSpace(_ space: UnsafeBufferPointer<UInt8>) {
        if pendingSpace {
            pendingWide.append(0x20)
            pendingSpace = false
        }
        // Lines would end where U+2028 and U+2029 stand.
        if space.count == 3, space[1] == 0x80, space[2] == 0xA8 || space[2] == 0xA9 {
            pendingWide.append(0x20)
        } else {
            pendingWide.append(contentsOf: space)
        }
        isSettled = false
    }

    // MARK: Escaping

    /// Whether the special character at `position` would be read as Markdown.
    @inline(__always)
    private func needsEscape(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let next: UInt8? = position + 1 < bytes.count ? bytes[position + 1] : nil
        switch byte {
        case UInt8(ascii: "*"):
            return !(position > 0 && bytes[position - 1] == 0x20 && next == 0x20)
        case UInt8(ascii: "_"):
            return underscoreNeedsEscape(bytes, at: position)
        case UInt8(ascii: "`"): return true
        case UInt8(ascii: "["): return openLinks > 0 || next == UInt8(ascii: "^")
        case UInt8(ascii: "]"): return openLinks > 0
        case UInt8(ascii: "<"):
            guard let next else { return true }
            return next.isLetter || next == UInt8(ascii: "/") || next == UInt8(ascii: "!")
                || next == UInt8(ascii: "?")
        case UInt8(ascii: "\\"): return next.map(\.isASCIIPunctuation) ?? true
        case UInt8(ascii: "&"): return Self.isEntity(bytes, at: position)
        case UInt8(ascii: "~"):
            // What cannot close a deletion needs no company of backslashes.
            var start = position
            while start > 0, bytes[start - 1] == byte { start -= 1 }
            guard let previous = start > 0 ? bytes[start - 1] : position == 0 ? out.last : nil else {
                return false
            }
            return !previous.isHTMLSpace
        case UInt8(ascii: "|"): return isInCell
        default: return false
        }
    }

    /// An underscore is plain inside of a word, and between spaces.
    private func underscoreNeedsEscape(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        var start = position
        var end = position + 1
        while start > 0, bytes[start - 1] == UInt8(ascii: "_") { start -= 1 }
        while end < bytes.count, bytes[end] == UInt8(ascii: "_"), end - start < 64 { end += 1 }
        guard start > 0, end < bytes.count else { return true }
        let previous = bytes[start - 1]
        let next = bytes[end]
        if previous.isAlphanumeric || previous >= 0x80, next.isAlphanumeric || next >= 0x80 { return false }
        return !(previous == 0x20 && next == 0x20)
    }

    /// Whether a character reference stands at `position`: `&` name `;` or `&#` digits `;`.
    static func isEntity(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        var end = position + 1
        let limit = min(bytes.count, position + 34)
        if end < limit, bytes[end] == UInt8(ascii: "#") {
            end += 1
            if end < limit, bytes[end] | 0x20 == UInt8(ascii: "x") { end += 1 }
        }
        let start = end
        while end < limit, bytes[end].isAlphanumeric { end += 1 }
        return end > start && end < limit && bytes[end] == UInt8(ascii: ";")
    }

    /// Escapes what would start a block at the start of a line (CommonMark §4, §5); how much of `text` is written.
    private mutating func escapeLineStart(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        func ends(_ position: Int) -> Bool { position >= text.count || text[position].isHTMLSpace }
        func run(of byte: UInt8) -> Int { text.firstIndex { $0 != byte } ?? text.count }
        let first = text[0]
        switch first {
        case UInt8(ascii: ">"): break
        case UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "_"): guard ends(1) else { return 0 }
        case UInt8(ascii: "#"): guard run(of: first) <= 6, ends(run(of: first)) else { return 0 }
        case UInt8(ascii: "-"): guard ends(run(of: first)) else { return 0 }
        case UInt8(ascii: "="): guard followsBreak, ends(run(of: first)) else { return 0 }
        case UInt8(ascii: "~"): guard run(of: first) >= 3 else { return 0 }
        case UInt8(ascii: "|"): guard followsBreak else { return 0 }
        case UInt8(ascii: ":"):
            guard followsBreak, text.count > 1, text[1] == UInt8(ascii: "-") else { return 0 }
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let end = text.prefix(10).firstIndex { !$0.isDigit } ?? text.count
            if end == text.count { digitsEnd = out.count + end }
            guard end < min(text.count, 10), text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ")"),
                ends(end + 1)
            else { return 0 }
            out.append(contentsOf: text[..<end])
            out.append(UInt8(ascii: "\\"))
            out.append(text[end])
            return end + 1
        default: return 0
        }
        out.append(UInt8(ascii: "\\"))
        out.append(first)
        return 1
    }
}
