extension Document {
    /// The attributes of an element in source order, their values read as they are asked for.
    @usableFromInline
    package struct Attributes: RandomAccessCollection, Sendable {
        @usableFromInline
        package let storage: Storage
        @usableFromInline
        package let startIndex: Int
        @usableFromInline
        package let endIndex: Int

        @inlinable
        package init(storage: Storage, startIndex: Int, endIndex: Int) {
            self.storage = storage
            self.startIndex = startIndex
            self.endIndex = endIndex
        }

        @usableFromInline
        package subscript(position: Int) -> Attribute {
            let record = storage.attributes[position]
            return Attribute(
                name: Name(rawValue: record.name), value: storage.string(record.value))
        }

        /// The name alone, without reading the value.
        @inlinable
        package func name(at position: Int) -> Name {
            Name(rawValue: storage.attributes[position].name)
        }
    }

    /// The attributes of an element; empty for other nodes.
    @inlinable
    package func attributes(of node: NodeID) -> Attributes {
        let record = storage.nodes[node.index]
        guard record.kind == .element else {
            return Attributes(storage: storage, startIndex: 0, endIndex: 0)
        }
        let start = Int(record.range.start)
        return Attributes(storage: storage, startIndex: start, endIndex: start + Int(record.range.count))
    }

    @inlinable
    package func attributeRecord(_ name: Name, of node: NodeID) -> AttributeRecord? {
        let record = storage.nodes[node.index]
        guard record.kind == .element, record.range.count > 0 else { return nil }
        let start = Int(record.range.start)
        for position in start..<start + Int(record.range.count)
        where storage.attributes[position].name == name.rawValue {
            return storage.attributes[position]
        }
        return nil
    }

    /// The value of an attribute, nil without it. Linear in the number of attributes of the element.
    package func attribute(_ name: Name, of node: NodeID) -> String? {
        attributeRecord(name, of: node).map { storage.string($0.value) }
    }

    @inlinable
    package func hasAttribute(_ name: Name, of node: NodeID) -> Bool {
        attributeRecord(name, of: node) != nil
    }

    /// The bytes (UTF-8) of an attribute's value, valid during the call; nil without it.
    @inlinable
    package func withAttribute<Result>(
        _ name: Name, of node: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        attributeRecord(name, of: node).map { storage.withBytes($0.value, body) }
    }
}
