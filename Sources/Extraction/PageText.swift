import HTML

/// How much text a page shows, and how much it keeps for readers without scripts.
struct PageText {
    private(set) var shown = 0
    private(set) var inNoscript = 0

    init(of root: Int, in arena: Arena) {
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
                case .script, .style, .template, .svg:
                    index = Int(record.subtreeEnd)
                    continue
                case .noscript: noscriptEnd = max(noscriptEnd, Int(record.subtreeEnd))
                default: break
                }
            }
            index += 1
        }
    }

    /// Scripts would show most of the page, and `noscript` says what.
    var isInNoscript: Bool { inNoscript > 400 && inNoscript > shown }
}
