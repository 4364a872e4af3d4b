import HTML

/// Names compare by number in a `switch`; the generic operator would call through a witness.
@inline(__always)
func ~= (pattern: Name, name: Name) -> Bool { pattern.rawValue == name.rawValue }

/// A document's arrays as plain memory, for loops that visit every node. Valid within `Arena.with` only.
@usableFromInline
package struct Arena {
    @usableFromInline
    package let nodes: UnsafeBufferPointer<NodeRecord>
    @usableFromInline
    package let attributes: UnsafeBufferPointer<AttributeRecord>
    @usableFromInline
    package let source: UnsafeBufferPointer<UInt8>
    @usableFromInline
    package let side: UnsafeBufferPointer<UInt8>

    @inlinable
    package init(
        nodes: UnsafeBufferPointer<NodeRecord>, attributes: UnsafeBufferPointer<AttributeRecord>,
        source: UnsafeBufferPointer<UInt8>, side: UnsafeBufferPointer<UInt8>
    ) {
        self.nodes = nodes
        self.attributes = attributes
        self.source = source
        self.side = side
    }

    @inlinable
    package static func with<Result>(_ document: Document, _ body: (Arena) -> Result) -> Result {
        let storage = document.storage
        return storage.nodes.withUnsafeBufferPointer { nodes in
            storage.attributes.withUnsafeBufferPointer { attributes in
                storage.source.withUnsafeBufferPointer { source in
                    storage.side.withUnsafeBufferPointer { side in
                        body(Arena(nodes: nodes, attributes: attributes, source: source, side: side))
                    }
                }
            }
        }
    }

    @inlinable
    package func bytes(_ range: ByteRange) -> UnsafeBufferPointer<UInt8> {
        let offset = range.offset
        let end = offset + Int(range.count)
        return UnsafeBufferPointer(rebasing: (range.isInSide ? side : source)[offset..<end])
    }

    /// The positions of an element's attributes in `attributes`.
    @inlinable
    package func attributeRange(_ record: NodeRecord) -> Range<Int> {
        guard record.kind == .element else { return 0..<0 }
        let start = Int(record.range.start)
        return start..<start + Int(record.range.count)
    }

    /// The value of an attribute; nil without it.
    @inlinable
    package func attribute(_ name: Name, of node: Int) -> UnsafeBufferPointer<UInt8>? {
        for position in attributeRange(nodes[node]) where attributes[position].name == name.rawValue {
            return bytes(attributes[position].value)
        }
        return nil
    }

    func isElement(_ node: Int, _ name: Name) -> Bool {
        let record = nodes[node]
        return record.name == name.rawValue && record.kind == .element && record.namespace == .html
    }

    func end(of node: Int) -> Int { Int(nodes[node].subtreeEnd) }

    /// The first node of that name below `node`, HTML or not.
    func firstDescendant(of node: Int, _ name: Name) -> Int? {
        var index = node + 1
        let end = end(of: node)
        while index < end {
            if nodes[index].kind == .element, nodes[index].name == name.rawValue { return index }
            index += 1
        }
        return nil
    }

    /// True when nothing but white space and comments lies below `node`.
    func isBlank(_ node: Int) -> Bool {
        for index in node + 1..<max(node + 1, end(of: node)) {
            let record = nodes[index]
            switch record.kind {
            case .element: return false
            case .text: if bytes(record.range).contains(where: { !$0.isHTMLSpace }) { return false }
            default: break
            }
        }
        return true
    }

    func string(_ bytes: UnsafeBufferPointer<UInt8>?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
