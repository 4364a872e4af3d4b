import HTML

extension MarkdownWalk {
    mutating func link(_ index: Int, _ record: NodeRecord) -> Int {
        guard options.links, let href = arena.attribute(.href, of: index), !Self.isBareMark(href) else {
            return index + 1
        }
        if href.first == UInt8(ascii: "#"), isPermalink(index, record) { return Int(record.subtreeEnd) }
        guard writer.openLinks == 0, let target = destination(href) else { return index + 1 }
        if record.firstChild < 0, record.range.count == 1, arena.isElement(Int(record.parent), .p) {
            // In running text an empty link is meant; elsewhere it makes a box clickable.
            writer.beginInline(.punctuation)
            writer.append("[](")
            writer.out.append(contentsOf: target)
            writer.append(")")
            return index + 1
        }
        let title = arena.attribute(.title, of: index).map { escapedTitle($0) } ?? []
        if writer.openLink(to: target, title: title) { push(.span, record) }
        return index + 1
    }

    /// `#` and `#!` only keep the reader on the page.
    private static func isBareMark(_ href: UnsafeBufferPointer<UInt8>) -> Bool {
        let href = href.trimmed
        return href.count <= 2 && href.first == UInt8(ascii: "#")
            && (href.last == UInt8(ascii: "#") || href.last == UInt8(ascii: "!"))
    }

    /// The mark beside a heading or term that links to itself: no text, or a lone sign.
    private func isPermalink(_ index: Int, _ record: NodeRecord) -> Bool {
        var length = 0
        var first: UInt8 = 0
        for node in index + 1..<max(index + 1, Int(record.subtreeEnd)) {
            let child = arena.nodes[node]
            if child.kind == .element, child.name == Name.img.rawValue { return false }
            guard child.kind == .text else { continue }
            let text = arena.bytes(child.range).trimmed
            if length == 0 { first = text.first ?? 0 }
            length += text.count
            if length > 4 { return false }
        }
        // # ¶ § and pictures of chains
        return length == 0 || length == 1 && first == UInt8(ascii: "#") || length == 2 && first == 0xC2
            || length >= 3 && first >= 0xE2
    }

    /// A link or image target: absolute, and escaped to stand between parentheses; nil when it leads nowhere.
    ///
    /// Once a long base has been added to many links the others stay as they are written.
    mutating func destination(_ reference: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let url = PageURL.resolve(reference, against: baseBytesLeft > 0 ? base : nil) else {
            return nil
        }
        baseBytesLeft -= max(0, url.count - reference.count)
        return url.contains(where: Self.isSpecialInDestination)
            ? url.withUnsafeBufferPointer { Self.escapedDestination($0) } : url
    }

    /// Most addresses hold none of these and are written as they are.
    @inline(__always)
    private static func isSpecialInDestination(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return false }
        // Controls, space, & ( ) < > and \ ` | DEL
        let low: UInt64 = 0x1_FFFF_FFFF | 1 << 0x26 | 1 << 0x28 | 1 << 0x29 | 1 << 0x3C | 1 << 0x3E
        let high: UInt64 = 1 << (0x5C - 64) | 1 << (0x60 - 64) | 1 << (0x7C - 64) | 1 << (0x7F - 64)
        return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 != 0
    }

    static func escapedDestination(_ url: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(url.count)
        var depth = 0
        var isBalanced = true
        for byte in url {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") {
                depth -= 1
                if depth < 0 { isBalanced = false }
            }
        }
        isBalanced = isBalanced && depth == 0
        for position in url.indices {
            let byte = url[position]
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "`"),
                UInt8(ascii: "|"):
                out.append(UInt8(ascii: "%"))
                out.append(hexDigit(byte >> 4))
                out.append(hexDigit(byte & 15))
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                if !isBalanced { out.append(UInt8(ascii: "\\")) }
                out.append(byte)
            case UInt8(ascii: "&"):
                out.append(byte)
                if MarkdownWriter.isEntity(url, at: position) { out.append(contentsOf: "amp;".utf8) }
            default: out.append(byte)
            }
        }
        return out
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

    /// A title to stand between quotation marks.
    func escapedTitle(_ title: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        escaped(title.trimmed) { byte, next in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") && (next?.isASCIIPunctuation ?? true)
        }
    }

    /// What an image shows, to stand between brackets.
    func escapedAlternative(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        escaped(text.trimmed) { byte, next in
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "`"), UInt8(ascii: "*"): true
            case UInt8(ascii: "_"): next.map { !$0.isAlphanumeric } ?? true
            case UInt8(ascii: "<"): true
            case UInt8(ascii: "\\"): next?.isASCIIPunctuation ?? true
            default: false
            }
        }
    }

    /// White space collapses; a line break stays one where the line after it cannot be read as a block.
    private func escaped(
        _ text: UnsafeBufferPointer<UInt8>, _ needsBackslash: (UInt8, UInt8?) -> Bool
    ) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte.isHTMLSpace {
                var end = position
                var hasFeed = false
                while end < text.count, text[end].isHTMLSpace {
                    if text[end] == 0x0A { hasFeed = true }
                    end += 1
                }
                if hasFeed, end < text.count, text[end].isLetter, !writer.isInCell, headingDepth == 0 {
                    out.append(0x0A)
                    out.append(contentsOf: writer.prefix)
                } else {
                    out.append(0x20)
                }
                position = end
                continue
            }
            let next: UInt8? = position + 1 < text.count ? text[position + 1] : nil
            if needsBackslash(byte, next) || byte == UInt8(ascii: "|") && writer.isInCell
                || byte == UInt8(ascii: "&") && MarkdownWriter.isEntity(text, at: position)
            {
                out.append(UInt8(ascii: "\\"))
            }
            out.append(byte)
            position += 1
        }
        return out
    }
}
