/// Brings the nodes of a finished tree into document order and bounds its depth.
struct TreeFinisher {
    private let old: [NodeRecord]
    private let depthLimit: Int
    private var new: [NodeRecord] = []
    /// New indices by old ones.
    private var indices: [Int32]
    /// `path[d]` is the new index of the last node placed at depth d, the document being at 0.
    private var path: [Int32]
    private(set) var flattened = false

    init(_ nodes: [NodeRecord], depthLimit: Int) {
        old = nodes
        self.depthLimit = max(depthLimit, 3)
        indices = Array(repeating: -1, count: nodes.count)
        path = Array(repeating: 0, count: min(self.depthLimit, nodes.count) + 1)
        new.reserveCapacity(nodes.count)
    }

    /// The nodes that hang together with the document, in its order.
    mutating func ordered() -> [NodeRecord] {
        var depth = 0
        var current: Int32 = 0
        while true {
            let record = old[Int(current)]
            let isDropped = depth > depthLimit && record.kind == .fragment
            if !isDropped { place(current, record, depth) }

            if record.firstChild >= 0, !isDropped {
                current = record.firstChild
                depth += 1
                continue
            }
            while old[Int(current)].nextSibling < 0 {
                guard old[Int(current)].parent >= 0 else { return new }
                current = old[Int(current)].parent
                depth -= 1
            }
            current = old[Int(current)].nextSibling
        }
    }

    private mutating func place(_ node: Int32, _ record: NodeRecord, _ depth: Int) {
        let index = Int32(new.count)
        indices[Int(node)] = index
        var copy = NodeRecord(
            kind: record.kind, namespace: record.namespace, name: record.name, range: record.range)
        guard depth > 0 else { return new.append(copy) }

        var parent = indices[Int(record.parent)]
        if depth > depthLimit {
            flattened = true
            let host = path[depthLimit - 1]
            // Text stays in its element while nothing has come after that.
            let isText = record.kind == .text || record.kind == .comment
            if !isText || new[Int(host)].lastChild != parent { parent = host }
        } else {
            path[depth] = index
        }
        copy.parent = parent
        let last = new[Int(parent)].lastChild
        copy.previousSibling = last
        new.append(copy)
        if last >= 0 {
            new[Int(last)].nextSibling = index
        } else {
            new[Int(parent)].firstChild = index
        }
        new[Int(parent)].lastChild = index
    }

    /// Sets where each subtree ends; the nodes must be in document order.
    static func setSubtreeEnds(_ nodes: inout [NodeRecord]) {
        nodes.withUnsafeMutableBufferPointer { nodes in
            for index in nodes.indices.reversed() {
                let last = nodes[index].lastChild
                nodes[index].subtreeEnd =
                    last < 0 ? Int32(truncatingIfNeeded: index + 1) : nodes[Int(last)].subtreeEnd
            }
        }
    }
}
