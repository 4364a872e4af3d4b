import HTML

extension MarkdownWalk {
    /// A code span; one that holds a block is passed through, one that holds a link becomes its text.
    mutating func code(_ index: Int, _ record: NodeRecord) -> Int {
        let end = Int(record.subtreeEnd)
        var link: Int?
        var node = index + 1
        while node < end {
            switch role(of: node) {
            case .preformatted, .table: return index + 1
            case .link: if link == nil { link = node }
            default: break
            }
            node += 1
        }
        if let link, writer.openLinks == 0, isOnlyContent(link, of: index) { return index + 1 }
        gatherCode(index)
        if !writer.isInCell, headingDepth == 0, isBlock(index, record) {
            writer.endBlock()
            trimLines()
            fencedCode(language: language(of: index))
            writer.endBlock()
        } else {
            codeSpan()
        }
        return end
    }

    /// Whether a `code` without `pre` keeps its lines all the same: its style or class says so, and there are some.
    private func isBlock(_ index: Int, _ record: NodeRecord) -> Bool {
        let text = scratch.drop { $0.isHTMLSpace }
        guard text.reversed().drop(while: { $0.isHTMLSpace }).contains(0x0A) else { return false }
        if let style = arena.attribute(.style, of: index),
            let value = Self.value(of: "white-space", in: style), value.hasPrefixIgnoringCase("pre")
        {
            return true
        }
        return arena.attribute(.class, of: index)?.anyToken { $0.equalsIgnoringCase("block") } ?? false
    }

    /// Takes the blank lines off the ends of `scratch`.
    private mutating func trimLines() {
        while let last = scratch.last, last.isHTMLSpace { scratch.removeLast() }
        if let start = scratch.firstIndex(where: { !$0.isHTMLSpace }),
            let feed = scratch[..<start].lastIndex(of: 0x0A)
        {
            scratch.removeSubrange(...feed)
        }
    }

    private func holdsText(_ node: Int) -> Bool {
        for index in node + 1..<max(node + 1, arena.end(of: node)) where arena.nodes[index].kind == .text {
            if arena.bytes(arena.nodes[index].range).contains(where: { !$0.isHTMLSpace }) { return true }
        }
        return false
    }

    /// Whether `code` in `link` says the same as `link` in `code`: then the link is written around the code.
    private func isOnlyContent(_ link: Int, of node: Int) -> Bool { false }

    /// Writes `scratch` as a code span: line breaks become spaces, white space at the ends goes outside.
    mutating func codeSpan() {
        var start = 0
        var end = scratch.count
        while start < end, scratch[start].isHTMLSpace { start += 1 }
        while end > start, scratch[end - 1].isHTMLSpace { end -= 1 }
        if start > 0 { writer.space() }
        guard start < end else { return }
        var longest = 0
        var run = 0
        for byte in scratch[start..<end] {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        // The shortest fence that the text does not hold.
        let fence = [UInt8](repeating: UInt8(ascii: "`"), count: longest == 0 ? 1 : longest + 1)
        let pads = scratch[start] == UInt8(ascii: "`") || scratch[end - 1] == UInt8(ascii: "`")
        // Two spans side by side would share a run of backticks.
        if !writer.isAtLineStart, writer.out.last == UInt8(ascii: "`") { writer.space() }
        writer.beginInline(.punctuation)
        writer.out.append(contentsOf: fence)
        if pads { writer.out.append(0x20) }
        var wasSpace = false
        for byte in scratch[start..<end] {
            if byte.isHTMLSpace {
                if !wasSpace { writer.out.append(0x20) }
                wasSpace = true
                continue
            }
            wasSpace = false
            if byte == UInt8(ascii: "|"), writer.isInCell { writer.out.append(UInt8(ascii: "\\")) }
            writer.out.append(byte)
        }
        if pads { writer.out.append(0x20) }
        writer.out.append(contentsOf: fence)
        if end < scratch.count { writer.space() }
    }

    /// A fenced code block.
    mutating func preformatted(_ index: Int, _ record: NodeRecord) -> Int {
        let end = Int(record.subtreeEnd)
        writer.endBlock()
        gatherCode(index)
        while let last = scratch.last, last.isHTMLSpace { scratch.removeLast() }
        let isCode = arena.firstDescendant(of: index, .code) != nil
        if scratch.isEmpty, !isCode || holdsText(index) { return end }
        if isLineNumbers(index) { return end }
        if headingDepth > 0 || writer.isInCell {
            codeLines()
        } else {
            fencedCode(language: language(of: index))
        }
        writer.endBlock()
        return end
    }

    private mutating func fencedCode(language: [UInt8]) {
        var longest = 2
        var run = 0
        for byte in scratch {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = [UInt8](repeating: UInt8(ascii: "`"), count: longest + 1)
        writer.startLine(.code)
        writer.out.append(contentsOf: fence)
        writer.out.append(contentsOf: language)
        scratch.withUnsafeBufferPointer { text in
            var start = 0
            while start < text.count, !writer.isFull {
                let end = text[start...].firstIndex(of: 0x0A) ?? text.count
                writer.continueLine(with: UnsafeBufferPointer(rebasing: text[start..<end]))
                start = end + 1
            }
        }
        writer.continueLine()
        writer.out.append(contentsOf: fence)
    }

    /// In a table cell each line is a span of its own.
    private mutating func codeLines() {
        let text = scratch
        for line in text.split(separator: 0x0A) {
            scratch = Array(line)
            codeSpan()
            writer.endBlock()
        }
    }

    // MARK: What is code

    /// Puts the text of `node` into `scratch` as it stands, without line numbers and buttons.
    mutating func gatherCode(_ node: Int) {
        scratch.removeAll(keepingCapacity: true)
        let end = arena.end(of: node)
        var ends: [(end: Int, isLine: Bool)] = []
        var index = node + 1
        var nextNumber = 1
        while index < end {
            while let last = ends.last, last.end <= index {
                ends.removeLast()
                finishLine(last.isLine, next: index)
            }
            let record = arena.nodes[index]
            switch record.kind {
            case .text: scratch.append(contentsOf: arena.bytes(record.range))
            case .element:
                if record.namespace != .html || isNoCode(index, record) || isNumber(nextNumber, index, record)
                {
                    if isNumber(nextNumber, index, record) { nextNumber += 1 }
                    index = Int(record.subtreeEnd)
                    continue
                }
                switch role(of: index) {
                case .lineBreak: scratch.append(0x0A)
                case .block, .listItem, .row, .quote, .heading:
                    if let last = scratch.last, last != 0x0A { scratch.append(0x0A) }
                    ends.append((Int(record.subtreeEnd), false))
                case .cell:
                    ends.append((Int(record.subtreeEnd), false))
                default:
                    if record.range.count > 0, isLine(index) { ends.append((Int(record.subtreeEnd), true)) }
                }
            case .comment, .doctype:
                index = Int(record.subtreeEnd)
                continue
            case .fragment, .document: break
            }
            index += 1
        }
    }

    /// Ends a block within code: the next line starts after it.
    private mutating func finishLine(_ isSpan: Bool, next: Int) {
        guard isSpan || scratch.last != 0x0A else { return }
        if isSpan {
            // Most highlighters write the line break after the line's element or at its end.
            guard scratch.last != 0x0A, arena.nodes[next].kind == .element else { return }
        }
        scratch.append(0x0A)
    }

    private func isLine(_ index: Int) -> Bool {
        guard let names = arena.attribute(.class, of: index) else { return false }
        return names.anyToken {
            $0.equalsIgnoringCase("line") || $0.equalsIgnoringCase("code-line")
                || $0.equalsIgnoringCase("view-line")
                || $0.equalsIgnoringCase("token-line") || $0.equalsIgnoringCase("cm-line")
        }
    }

    /// Buttons, hidden copies and the numbers beside the lines.
    private func isNoCode(_ index: Int, _ record: NodeRecord) -> Bool {
        switch role(of: index) {
        case .script, .skipped, .noscript, .media, .input, .choice: return true
        default: break
        }
        if record.name == Name.button.rawValue { return true }
        for position in arena.attributeRange(record) {
            let value = arena.bytes(arena.attributes[position].value)
            switch Name(rawValue: arena.attributes[position].name) {
            case .class: if Self.namesGutter(value), holdsOnlyNumbers(index) { return true }
            case .style:
                if MarkdownWalk.hides(value) { return true }
                if value.containsIgnoringCase("user-select"), holdsOnlyNumbers(index) { return true }
            case .ariaHidden, .dataLineNumber: if holdsOnlyNumbers(index) { return true }
            default: break
            }
        }
        return false
    }

    /// Whether an element at the start of a line's box holds nothing but the number of that line.
    private func isNumber(_ number: Int, _ index: Int, _ record: NodeRecord) -> Bool {
        guard record.previousSibling < 0, Int(record.subtreeEnd) - index <= 3 else { return false }
        switch role(of: Int(record.parent)) {
        case .block, .row, .listItem: break
        default: return false
        }
        let child = Int(record.firstChild)
        guard child >= 0, arena.nodes[child].kind == .text else { return false }
        let text = arena.bytes(arena.nodes[child].range).trimmed
        return text.count < 7 && text.allSatisfy(\.isDigit) && text.leadingInteger == number
            && record.nextSibling >= 0
    }

    private static func namesGutter(_ names: UnsafeBufferPointer<UInt8>) -> Bool {
        names.containsIgnoringCase("lineno") || names.containsIgnoringCase("line-no")
            || names.containsIgnoringCase("line-num") || names.containsIgnoringCase("linenum")
            || names.containsIgnoringCase("gutter") || names.containsIgnoringCase("ln-num")
            || names.containsIgnoringCase("select-none") || names.containsIgnoringCase("blob-num")
            || names.anyToken {
                $0.equalsIgnoringCase("lnt") || $0.equalsIgnoringCase("ln") || $0.equalsIgnoringCase("lnum")
            }
    }

    private func holdsOnlyNumbers(_ node: Int) -> Bool {
        for index in node + 1..<max(node + 1, arena.end(of: node)) where arena.nodes[index].kind == .text {
            let text = arena.bytes(arena.nodes[index].range)
            if text.contains(where: { !$0.isDigit && !$0.isHTMLSpace }) { return false }
        }
        return true
    }

    /// Whether `scratch` is the column of numbers beside a code block: 1, 2, 3… in a cell or gutter of its own.
    private func isLineNumbers(_ node: Int) -> Bool {
        guard let first = scratch.first(where: { !$0.isHTMLSpace }), first.isDigit,
            !scratch.contains(where: { !$0.isDigit && !$0.isHTMLSpace })
        else { return false }
        var ancestor = Int(arena.nodes[node].parent)
        for _ in 0..<3 where ancestor >= 0 {
            if role(of: ancestor) == .cell { return true }
            if let names = arena.attribute(.class, of: ancestor), Self.namesGutter(names) { return true }
            ancestor = Int(arena.nodes[ancestor].parent)
        }
        return false
    }

    // MARK: Language

    /// The language that the block, what it holds or what is around it names.
    private func language(of node: Int) -> [UInt8] {
        if let inner = arena.firstDescendant(of: node, .code), let name = language(named: inner) {
            return name
        }
        var ancestor = node
        for _ in 0..<4 where ancestor >= 0 {
            if let name = language(named: ancestor) { return name }
            let parent = Int(arena.nodes[ancestor].parent)
            // A box around several blocks names none of them.
            guard parent >= 0,
                arena.end(of: parent) - arena.end(of: ancestor) < 12 || role(of: ancestor) == .cell
            else { break }
            ancestor = parent
        }
        return []
    }

    private func language(named node: Int) -> [UInt8]? {
        for name in [Name.dataLang, .dataLanguage] {
            if let value = arena.attribute(name, of: node)?.trimmed, Self.isLanguage(value) {
                return value.map(\.lowercased)
            }
        }
        guard let names = arena.attribute(.class, of: node) else { return nil }
        var found: [UInt8]?
        var bare: [UInt8]?
        var takesNext = false
        _ = names.anyToken { token in
            if takesNext {
                takesNext = false
                let end = token.firstIndex(of: UInt8(ascii: ";")) ?? token.count
                let word = UnsafeBufferPointer(rebasing: token[..<end])
                if Self.isLanguage(word) { found = Array(word) }
                return found != nil
            }
            for prefix: StaticString in [
                "language-", "lang-", "highlight-source-", "brush:", "code-language-", "highlight-", "src-",
                "lang:",
                "code-lang-",
            ]
            where token.hasPrefixIgnoringCase(prefix) {
                var word = UnsafeBufferPointer(rebasing: token[prefix.utf8CodeUnitCount...])
                if let end = word.firstIndex(of: UInt8(ascii: ";")) {
                    word = UnsafeBufferPointer(rebasing: word[..<end])
                }
                if word.isEmpty { takesNext = true } else if Self.isLanguage(word) { found = Array(word) }
                return found != nil
            }
            if token.equalsIgnoringCase("hljs") || token.equalsIgnoringCase("sourcecode")
                || token.equalsIgnoringCase("src")
            {
                bare = []
            } else if bare?.isEmpty == true, Self.isLanguage(token) {
                bare = Array(token)
            }
            return false
        }
        if let found { return found.map(\.lowercased) }
        return bare?.isEmpty == false ? bare?.map(\.lowercased) : nil
    }

    private static func isLanguage(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !word.isEmpty, word.count <= 24, word[0].isAlphanumeric,
            word.allSatisfy({
                $0.isAlphanumeric || $0 == 0x2B || $0 == 0x23 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
            })
        else { return false }
        for other: StaticString in [
            "none", "default", "source", "wrap", "wrapper", "container", "block", "notranslate", "highlight",
            "code",
            "plaintext", "undefined", "no-highlight", "nohighlight", "numbers", "copy", "ignore",
        ]
        where word.equalsIgnoringCase(other) {
            return false
        }
        return !word.hasPrefixIgnoringCase("language-") && !word.hasPrefixIgnoringCase("numberlines")
    }
}
