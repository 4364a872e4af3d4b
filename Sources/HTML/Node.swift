/// A node of a `Document`.
///
/// Numbers follow document order: the document is 0, and the nodes of a subtree are numbered without gaps
/// from its root on. So an extractor may keep what it knows of nodes in arrays indexed by `rawValue`.
@usableFromInline
package struct NodeID: Hashable, Comparable, Sendable {
    @usableFromInline
    package let rawValue: Int32

    @inlinable
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The document itself, the root of all others.
    @inlinable package static var document: NodeID { NodeID(rawValue: 0) }

    @inlinable
    package static func < (left: NodeID, right: NodeID) -> Bool {
        left.rawValue < right.rawValue
    }

    @inlinable package var index: Int { Int(rawValue) }
}

@usableFromInline
package enum NodeKind: UInt8, Sendable {
    case document
    case doctype
    case element
    case text
    case comment
    /// The content of a `template` element, which is its only child.
    case fragment

    /// By number; the operator that comes with raw values goes through a witness in other modules.
    @inlinable
    package static func == (left: NodeKind, right: NodeKind) -> Bool {
        unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
    }
}

@usableFromInline
package enum Namespace: UInt8, Sendable {
    case html
    case svg
    case mathML
}

/// Bytes of the source, or, where these had to change (character references), of a side buffer.
@usableFromInline
package struct ByteRange: Sendable, Equatable {
    /// Offset in the source; with the sign bit set, offset in the side buffer.
    @usableFromInline
    package var start: Int32
    @usableFromInline
    package var count: Int32

    package static let empty = ByteRange(start: 0, count: 0)
    package static let sideBit = Int32.min

    package init(start: Int32, count: Int32) {
        self.start = start
        self.count = count
    }

    @inlinable package var isInSide: Bool { start < 0 }
    @inlinable package var offset: Int { Int(start & Int32.max) }
    package var end: Int { offset + Int(count) }
}

/// One node of the arena; links are indices, -1 for none.
@usableFromInline
package struct NodeRecord: Sendable {
    @usableFromInline
    package var kind: NodeKind
    @usableFromInline
    package var namespace: Namespace
    @usableFromInline
    package var name: Int32
    @usableFromInline
    package var parent: Int32 = -1
    @usableFromInline
    package var firstChild: Int32 = -1
    @usableFromInline
    package var lastChild: Int32 = -1
    @usableFromInline
    package var previousSibling: Int32 = -1
    @usableFromInline
    package var nextSibling: Int32 = -1
    /// The index after the last node of this subtree. While the tree is built: where on the stack of open
    /// elements this one was put last.
    @usableFromInline
    package var subtreeEnd: Int32 = 0
    /// Text and comment: the bytes. Element: start and count in the list of attributes.
    @usableFromInline
    package var range: ByteRange

    init(
        kind: NodeKind, namespace: Namespace = .html, name: Int32 = -1,
        range: ByteRange = ByteRange(start: 0, count: 0)
    ) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.range = range
    }
}
