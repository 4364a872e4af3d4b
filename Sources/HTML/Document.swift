/// A parsed page: a tree of nodes in one flat arena, immutable and cheap to copy.
///
/// Nodes are numbered in document order, so `subtree(of:)` is a plain range of numbers, and a pass over a
/// document is a loop over arrays. Names are interned; text and attribute values are ranges of the bytes
/// that were parsed. Every lookup by `NodeID` is constant time unless stated otherwise; an ID of another
/// document is a programming error and traps at worst.
@usableFromInline
package struct Document: Sendable {
    @usableFromInline
    package let storage: Storage

    /// All that a document holds, never changed after the parse.
    @usableFromInline
    package final class Storage: Sendable {
        @usableFromInline
        package let nodes: [NodeRecord]
        @usableFromInline
        package let attributes: [AttributeRecord]
        @usableFromInline
        package let source: [UInt8]
        @usableFromInline
        package let side: [UInt8]
        let names: NameTable
        let doctype: Doctype?
        let quirksMode: QuirksMode
        let outcome: ParseOutcome
        let encoding: String

        init(
            nodes: [NodeRecord], attributes: [AttributeRecord], source: [UInt8], side: [UInt8],
            names: NameTable, doctype: Doctype?, quirksMode: QuirksMode, outcome: ParseOutcome,
            encoding: String
        ) {
            self.nodes = nodes
            self.attributes = attributes
            self.source = source
            self.side = side
            self.names = names
            self.doctype = doctype
            self.quirksMode = quirksMode
            self.outcome = outcome
            self.encoding = encoding
        }
    }

    init(_ storage: Storage) {
        self.storage = storage
    }

    /// How many nodes there are; the last one's number is one less.
    @inlinable package var count: Int { storage.nodes.count }

    /// The first doctype, if any.
    package var doctype: Doctype? { storage.doctype }

    package var quirksMode: QuirksMode { storage.quirksMode }

    /// Which limits the page has met; empty for nearly all pages.
    package var outcome: ParseOutcome { storage.outcome }

    /// True when part of the input was left out.
    package var isTruncated: Bool { !outcome.isDisjoint(with: [.inputCut, .nodesCut]) }

    /// The encoding that the bytes were read in, by its WHATWG name in lower case (`utf-8`).
    package var encoding: String { storage.encoding }

    @inlinable
    package func kind(of node: NodeID) -> NodeKind {
        storage.nodes[node.index].kind
    }

    @inlinable
    package func isElement(_ node: NodeID) -> Bool {
        storage.nodes[node.index].kind == .element
    }

    /// True for an element of that name in the HTML namespace.
    @inlinable
    package func isElement(_ node: NodeID, _ name: Name) -> Bool {
        let record = storage.nodes[node.index]
        return record.name == name.rawValue && record.kind == .element && record.namespace == .html
    }

    /// The element's name, or for a node of another kind a name that no element has.
    @inlinable
    package func name(of node: NodeID) -> Name {
        Name(rawValue: storage.nodes[node.index].name)
    }

    @inlinable
    package func namespace(of node: NodeID) -> Namespace {
        storage.nodes[node.index].namespace
    }

    @inlinable
    package func parent(of node: NodeID) -> NodeID? {
        Self.link(storage.nodes[node.index].parent)
    }

    @inlinable
    package func firstChild(of node: NodeID) -> NodeID? {
        Self.link(storage.nodes[node.index].firstChild)
    }

    @inlinable
    package func lastChild(of node: NodeID) -> NodeID? {
        Self.link(storage.nodes[node.index].lastChild)
    }

    @inlinable
    package func nextSibling(of node: NodeID) -> NodeID? {
        Self.link(storage.nodes[node.index].nextSibling)
    }

    @inlinable
    package func previousSibling(of node: NodeID) -> NodeID? {
        Self.link(storage.nodes[node.index].previousSibling)
    }

    @inlinable
    package static func link(_ index: Int32) -> NodeID? {
        index < 0 ? nil : NodeID(rawValue: index)
    }
}

extension Document {
    /// The spelling of a name: of an element, an attribute, or one of the known ones.
    package func string(of name: Name) -> String {
        guard name.rawValue >= 0 else { return "" }
        let bytes =
            name.rawValue < Name.knownCount
            ? NameTable.known.utf8(of: Int(name.rawValue))
            : storage.names.utf8(of: Int(name.rawValue - Name.knownCount))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The name spelled so, or nil if no node or attribute of this document can have it.
    package func name(_ spelling: String) -> Name? {
        let bytes = Array(spelling.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            let key = NameTable.key(of: bytes)
            if let index = NameTable.known.find(key, bytes) { return Name(rawValue: Int32(index)) }
            guard let index = storage.names.find(key, bytes) else { return nil }
            return Name(rawValue: Int32(index) + Name.knownCount)
        }
    }
}
