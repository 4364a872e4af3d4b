import HTML

/// Whether a page has more text blocks than the block model is asked about.
///
/// Each block takes some 2 KB of facts and features. Real pages have a few thousand at most; of the others, made to
/// hurt, everything is content.
enum BlockCount {
    static let limit = 30_000
    /// Nodes are looked at one by one as well, in 130 bytes each.
    static let nodeLimit = 600_000

    /// One pass over the nodes, and none over a page that has few of them.
    static func isExceeded(by document: Document) -> Bool {
        if document.count <= limit { return false }
        if document.count > nodeLimit { return true }
        return Arena.with(document) { blocks(in: $0) > limit }
    }

    /// Runs of text that no start or end of an element laid out as a block interrupts.
    private static func blocks(in arena: Arena) -> Int {
        var count = 0
        var isOpen = false
        var ends: [Int] = []
        var index = 0
        while index < arena.nodes.count {
            while let end = ends.last, end <= index {
                ends.removeLast()
                isOpen = false
            }
            let record = arena.nodes[index]
            switch record.kind {
            case .element:
                let role = ElementRole(record.namespace == .html ? Name(rawValue: record.name) : .svg)
                if role.isSkipped {
                    index = Int(record.subtreeEnd)
                    continue
                }
                if role.isBlock {
                    isOpen = false
                    ends.append(Int(record.subtreeEnd))
                }
            case .text:
                if !isOpen, !arena.bytes(record.range).isBlank {
                    isOpen = true
                    count += 1
                }
            case .document, .fragment, .comment, .doctype: break
            }
            index += 1
        }
        return count
    }
}
