import HTML

/// The text of elements without scripts and styles; blocks and breaks part words.
enum VisibleText {
    /// On one line.
    static func line(of node: NodeID, in document: Document, limit: Int = 100_000) -> String {
        var bytes: [UInt8] = []
        append(node, of: document, breaks: 0x20, limit: limit, to: &bytes)
        return bytes.withUnsafeBufferPointer { String(squashing: $0) }
    }

    /// One line for each block.
    static func lines(of node: NodeID, in document: Document, limit: Int = 100_000) -> [String] {
        var bytes: [UInt8] = []
        append(node, of: document, breaks: 0x0A, limit: limit, to: &bytes)
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self).squashed }.filter {
            !$0.isEmpty
        }
    }

    private static func append(
        _ root: NodeID, of document: Document, breaks: UInt8, limit: Int, to bytes: inout [UInt8]
    ) {
        var index = root.index
        let end = document.subtreeEnd(of: root)
        while index < end, bytes.count < limit {
            let node = NodeID(rawValue: Int32(index))
            switch document.kind(of: node) {
            case .text:
                document.withText(of: node) { text in
                    // Line ends of the source are blanks only.
                    for byte in text.prefix(limit) {
                        bytes.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte)
                    }
                }
            case .element:
                let name = document.name(of: node)
                if isSilent(name), index > root.index {
                    index = document.subtreeEnd(of: node)
                    continue
                }
                if isBlock(name), bytes.last != breaks { bytes.append(breaks) }
            case .fragment:
                index = document.subtreeEnd(of: node)
                continue
            case .document, .doctype, .comment: break
            }
            index += 1
        }
    }

    static func isSilent(_ name: Name) -> Bool {
        switch name {
        case .script, .style, .noscript, .template, .svg, .head, .iframe, .textarea, .select: true
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
