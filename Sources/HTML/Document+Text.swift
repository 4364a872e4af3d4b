extension Document {
    /// The text of a text node or comment; empty for other nodes.
    package func text(of node: NodeID) -> String {
        withText(of: node) { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes (UTF-8) of a text node or comment, valid during the call; none for other nodes.
    @inlinable
    package func withText<Result>(of node: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let record = storage.nodes[node.index]
        guard record.kind == .text || record.kind == .comment else {
            return body(UnsafeBufferPointer(start: nil, count: 0))
        }
        return storage.withBytes(record.range, body)
    }

    /// How many bytes the text of a text node or comment has.
    @inlinable
    package func textLength(of node: NodeID) -> Int {
        let record = storage.nodes[node.index]
        return record.kind == .text || record.kind == .comment ? Int(record.range.count) : 0
    }

    /// All text below `node`, the contents of templates left out, comments too.
    package func textContent(of node: NodeID) -> String {
        var bytes: [UInt8] = []
        appendTextContent(of: node, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `textContent(of:)` as bytes at the end of `bytes`.
    package func appendTextContent(of node: NodeID, to bytes: inout [UInt8]) {
        var index = node.index
        let end = subtreeEnd(of: node)
        while index < end {
            let record = storage.nodes[index]
            if record.kind == .text {
                storage.withBytes(record.range) { bytes.append(contentsOf: $0) }
            } else if record.kind == .fragment, index > node.index {
                index = Int(record.subtreeEnd)
                continue
            }
            index += 1
        }
    }
}

extension Document.Storage {
    @inlinable
    package func withBytes<Result>(_ range: ByteRange, _ body: (UnsafeBufferPointer<UInt8>) -> Result)
        -> Result
    {
        let offset = range.offset
        return (range.isInSide ? side : source).withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[offset..<offset + Int(range.count)]))
        }
    }

    func string(_ range: ByteRange) -> String {
        withBytes(range) { String(decoding: $0, as: UTF8.self) }
    }
}
