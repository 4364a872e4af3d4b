import Extraction
import HTML

/// The text of elements without scripts and styles; blocks and breaks part words.
enum VisibleText {
    /// On one line.
    static func line(of node: NodeID, in document: Document, limit: Int = 100_000) -> String {
        Arena.with(document) { line(of: node.index, in: $0, limit: limit) }
    }

    static func line(of node: Int, in arena: Arena, limit: Int) -> String {
        var bytes: [UInt8] = []
        appendLine(of: node, in: arena, limit: limit, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what `line` gives.
    static func appendLine(of node: Int, in arena: Arena, limit: Int, to bytes: inout [UInt8]) {
        let record = arena.nodes[node]
        let end = Int(record.subtreeEnd)
        if end == node + 1, record.kind == .element { return }
        let start = bytes.count
        if end == node + 2, record.kind == .element, arena.nodes[node + 1].kind == .text {
            bytes.append(contentsOf: arena.bytes(arena.nodes[node + 1].range).prefix(limit))
        } else {
            append(node, of: arena, breaks: 0x20, limit: limit, to: &bytes)
        }
        bytes.squash(from: start)
    }

    /// One line for each block.
    static func lines(of node: NodeID, in document: Document, limit: Int = 100_000) -> [String] {
        var bytes: [UInt8] = []
        Arena.with(document) { append(node.index, of: $0, breaks: 0x0A, limit: limit, to: &bytes) }
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self).squashed }.filter {
            !$0.isEmpty
        }
    }

    /// On one line, with texts in the place of pictures, which come in page order.
    static func line(
        of node: NodeID, in document: Document, pictures: [(place: Int, text: String)]
    ) -> String {
        Arena.with(document) { arena in
            var bytes: [UInt8] = []
            var start = node.index
            for (place, text) in pictures where place >= start {
                start = append(start..<place, below: node.index, of: arena, breaks: 0x20, to: &bytes)
                guard start == place else { continue }
                bytes += Array(text.utf8)
                start = place + 1
            }
            let end = Int(arena.nodes[node.index].subtreeEnd)
            append(start..<max(start, end), below: node.index, of: arena, breaks: 0x20, to: &bytes)
            return bytes.withUnsafeBufferPointer { String(squashing: $0) }
        }
    }

    private static func append(
        _ root: Int, of arena: Arena, breaks: UInt8, limit: Int, to bytes: inout [UInt8]
    ) {
        append(
            root..<Int(arena.nodes[root].subtreeEnd), below: root, of: arena, breaks: breaks, limit: limit,
            to: &bytes, after: bytes.count)
    }

    /// Appends the text of the nodes in `range`; returns where it stopped, past the range where a silent
    /// element reaches over its end. The text begins in `bytes` at `first`.
    @discardableResult
    private static func append(
        _ range: Range<Int>, below root: Int, of arena: Arena, breaks: UInt8, limit: Int = 100_000,
        to bytes: inout [UInt8], after first: Int = 0
    ) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        while index < end, bytes.count - first < limit {
            let record = arena.nodes[index]
            switch record.kind {
            case .text:
                let start = bytes.count
                bytes.append(contentsOf: arena.bytes(record.range).prefix(limit))
                // Line ends of the source are blanks only.
                if breaks != 0x20 {
                    for place in start..<bytes.count where bytes[place] == 0x0A || bytes[place] == 0x0D {
                        bytes[place] = 0x20
                    }
                }
            case .element:
                let name = Name(rawValue: record.name)
                if isSilent(name), index > root {
                    index = Int(record.subtreeEnd)
                    continue
                }
                if isBlock(name), bytes.count == first || !isBreak(bytes[bytes.count - 1], breaks) {
                    bytes.append(breaks)
                }
            case .fragment:
                index = Int(record.subtreeEnd)
                continue
            case .document, .doctype, .comment: break
            }
            index += 1
        }
        return index
    }

    /// Line ends of the source are blanks too.
    private static func isBreak(_ byte: UInt8, _ breaks: UInt8) -> Bool {
        byte == breaks || breaks == 0x20 && (byte == 0x0A || byte == 0x0D)
    }

    static func isSilent(_ name: Name) -> Bool {
        switch name {
        case .script, .style, .noscript, .noframes, .template, .svg, .head, .iframe, .textarea, .select: true
        default: false
        }
    }

    static func isBlock(_ name: Name) -> Bool {
        switch name {
        case .p, .div, .li, .ul, .ol, .br, .tr, .td, .th, .table, .tbody, .thead, .section, .article, .header,
            .footer, .main,
            .nav, .aside, .dl, .dt, .dd, .h1, .h2, .h3, .h4, .h5, .h6, .blockquote, .figure, .figcaption,
            .form, .fieldset,
            .address, .hr, .pre, .option, .button, .details, .summary, .caption, .label:
            true
        default: false
        }
    }
}
