import HTML

/// How much text a page shows, and how much it keeps for readers without scripts.
struct PageText {
    private(set) var shown = 0
    private(set) var inNoscript = 0

    init(of root: Int, in arena: Arena) {
        // Few pages say anything there, so the text of the others is not measured.
        guard Self.hasNoscript(root, arena) else { return }
        var index = root
        let end = arena.end(of: root)
        var noscriptEnd = 0
        while index < end {
            let record = arena.nodes[index]
            if record.kind == .text {
                let length = arena.bytes(record.range).trimmed.count
                if index < noscriptEnd { inNoscript += length } else { shown += length }
            } else if record.kind == .element {
                switch Name(rawValue: record.name) {
                case .script, .style, .template, .svg, .noframes:
                    index = Int(record.subtreeEnd)
                    continue
                case .noscript: noscriptEnd = max(noscriptEnd, Int(record.subtreeEnd))
                default: break
                }
            }
            index += 1
        }
    }

    private static func hasNoscript(_ root: Int, _ arena: Arena) -> Bool {
        var length = 0
        var index = root
        let end = arena.end(of: root)
        while index < end {
            if arena.isElement(index, .noscript) {
                for inner in index..<arena.end(of: index) where arena.nodes[inner].kind == .text {
                    length += Int(arena.nodes[inner].range.count)
                }
                index = arena.end(of: index)
            } else {
                index += 1
            }
        }
        return length > 400
    }

    /// Scripts would show most of the page, and `noscript` says what.
    var isInNoscript: Bool { inNoscript > 400 && inNoscript > shown }
}
