extension Document {
    /// A subtree in document order, its root first: consecutive nodes of the arena.
    @usableFromInline
    package struct Subtree: RandomAccessCollection, Sendable {
        @usableFromInline
        package let startIndex: Int
        @usableFromInline
        package let endIndex: Int

        @inlinable
        package init(startIndex: Int, endIndex: Int) {
            self.startIndex = startIndex
            self.endIndex = endIndex
        }

        @inlinable
        package subscript(position: Int) -> NodeID {
            NodeID(rawValue: Int32(truncatingIfNeeded: position))
        }
    }

    /// The children of a node, in order.
    @usableFromInline
    package struct Children: Sequence, IteratorProtocol, Sendable {
        @usableFromInline
        package let storage: Storage
        @usableFromInline
        package var following: Int32
        @usableFromInline
        package let elementsOnly: Bool

        @inlinable
        package init(storage: Storage, following: Int32, elementsOnly: Bool) {
            self.storage = storage
            self.following = following
            self.elementsOnly = elementsOnly
        }

        @inlinable
        package mutating func next() -> NodeID? {
            while following >= 0 {
                let node = following
                following = storage.nodes[Int(node)].nextSibling
                if !elementsOnly || storage.nodes[Int(node)].kind == .element {
                    return NodeID(rawValue: node)
                }
            }
            return nil
        }
    }

    /// All nodes in document order.
    @inlinable package var nodes: Subtree { Subtree(startIndex: 0, endIndex: count) }

    /// `node` and all below it in document order, the contents of templates included.
    @inlinable
    package func subtree(of node: NodeID) -> Subtree {
        Subtree(startIndex: node.index, endIndex: subtreeEnd(of: node))
    }

    /// The number after the last node of the subtree; also the next node that is not below `node`.
    @inlinable
    package func subtreeEnd(of node: NodeID) -> Int {
        Int(storage.nodes[node.index].subtreeEnd)
    }

    /// True for a node below `ancestor`, not for that itself.
    @inlinable
    package func contains(_ ancestor: NodeID, _ node: NodeID) -> Bool {
        node > ancestor && node.index < subtreeEnd(of: ancestor)
    }

    @inlinable
    package func children(of node: NodeID) -> Children {
        Children(storage: storage, following: storage.nodes[node.index].firstChild, elementsOnly: false)
    }

    @inlinable
    package func elementChildren(of node: NodeID) -> Children {
        Children(storage: storage, following: storage.nodes[node.index].firstChild, elementsOnly: true)
    }

    /// The first element child of that name in the HTML namespace. Linear in the number of children.
    package func firstChild(of node: NodeID, named name: Name) -> NodeID? {
        children(of: node).first { isElement($0, name) }
    }

    /// The `html` element.
    package var root: NodeID? { elementChildren(of: .document).first { _ in true } }

    package var head: NodeID? { root.flatMap { firstChild(of: $0, named: .head) } }

    package var body: NodeID? { root.flatMap { firstChild(of: $0, named: .body) } }

    /// The first element with that `id`. Linear in the size of the document.
    package func element(withID id: String) -> NodeID? {
        var id = id
        return id.withUTF8 { id in
            nodes.first { node in
                withAttribute(.id, of: node) { $0.elementsEqual(id) } ?? false
            }
        }
    }
}
