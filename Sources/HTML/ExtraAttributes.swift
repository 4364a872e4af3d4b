/// Attributes that further `html` and `body` tags bring: each is added to the element unless it has it.
///
/// Kept aside and joined at the end, so that many such tags cost no more than their length.
struct ExtraAttributes {
    private struct Owner {
        var node: Int32
        var names: Set<Int32>
        var added: [AttributeRecord] = []
    }

    private var owners: [Owner] = []

    mutating func add(_ tag: TagToken, to node: Int32, existing: ByteRange, _ arena: inout TokenArena) {
        guard tag.attributeCount > 0 else { return }
        var position = owners.firstIndex { $0.node == node }
        if position == nil {
            let range = Int(existing.start)..<Int(existing.start) + Int(existing.count)
            owners.append(Owner(node: node, names: Set(arena.attributes[range].map(\.name))))
            position = owners.count - 1
        }
        guard let position else { return }
        let start = Int(tag.attributeStart)
        for index in start..<start + Int(tag.attributeCount) {
            let attribute = arena.attributes[index]
            if owners[position].names.insert(attribute.name).inserted {
                owners[position].added.append(attribute)
            }
        }
    }

    /// Gives each element one run of all its attributes.
    func join(_ nodes: inout [NodeRecord], _ attributes: inout [AttributeRecord]) {
        for owner in owners where !owner.added.isEmpty {
            let range = nodes[Int(owner.node)].range
            let start = attributes.count
            attributes += Array(attributes[Int(range.start)..<Int(range.start) + Int(range.count)])
            attributes += owner.added
            nodes[Int(owner.node)].range = ByteRange(
                start: Int32(start), count: Int32(attributes.count - start))
        }
    }
}
