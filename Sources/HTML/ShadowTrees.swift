/// Puts the shadow trees that a page declares (`template` with `shadowrootmode`) where browsers show them: in the
/// place of their host's children, which go into the slots.
///
/// Children that no slot takes are not shown by browsers; here they follow the tree. Linear in the nodes.
extension TreeBuilder {
    mutating func composeShadowTrees(_ arena: TokenArena) {
        var hosts: Set<Int32> = []
        for index in 0..<Int32(nodes.count) where isHTML(index, .template) {
            let host = nodes[Int(index)].parent
            guard let mode = value(of: .shadowrootmode, on: index, arena),
                mode == Array("open".utf8) || mode == Array("closed".utf8),
                host >= 0, isShadowHost(host, arena), hosts.insert(host).inserted
            else { continue }
            compose(template: index, host: host, arena)
        }
    }

    private mutating func compose(template: Int32, host: Int32, _ arena: TokenArena) {
        let fragment = nodes[Int(template)].firstChild
        guard fragment >= 0 else { return }
        detach(template)
        let slots = slots(in: fragment, arena)
        var taken: [Int32: [Int32]] = [:]
        var others: [Int32] = []
        var child = nodes[Int(host)].firstChild
        while child >= 0 {
            let next = nodes[Int(child)].nextSibling
            detach(child)
            if let name = slotName(of: child, arena), let slot = slots[name] {
                taken[slot, default: []].append(child)
            } else {
                others.append(child)
            }
            child = next
        }
        moveChildren(of: fragment, to: host)
        for (slot, children) in taken {
            // What a slot holds itself is shown while it is given nothing.
            if children.contains(where: { !isBlankText($0, arena) }) {
                nodes[Int(slot)].firstChild = -1
                nodes[Int(slot)].lastChild = -1
            }
            for child in children { append(child, to: slot) }
        }
        for child in others { append(child, to: host) }
    }

    /// The first slot of each name in a shadow tree; trees within it have slots of their own.
    private func slots(in fragment: Int32, _ arena: TokenArena) -> [[UInt8]: Int32] {
        var slots: [[UInt8]: Int32] = [:]
        var node = following(fragment, within: fragment)
        while node >= 0 {
            if isHTML(node, .slot) {
                let name = value(of: .name, on: node, arena) ?? []
                if slots[name] == nil { slots[name] = node }
            }
            node = following(node, within: fragment)
        }
        return slots
    }

    /// The next node in document order, what is in templates left out; -1 at the end.
    private func following(_ node: Int32, within root: Int32) -> Int32 {
        let record = nodes[Int(node)]
        if record.firstChild >= 0, !isHTML(node, .template) { return record.firstChild }
        var current = node
        while current != root {
            let sibling = nodes[Int(current)].nextSibling
            if sibling >= 0 { return sibling }
            current = nodes[Int(current)].parent
        }
        return -1
    }

    /// The name of the slot that a host's child goes into, empty for the slot without one; nil for comments.
    private func slotName(of node: Int32, _ arena: TokenArena) -> [UInt8]? {
        switch nodes[Int(node)].kind {
        case .element: value(of: .slot, on: node, arena) ?? []
        case .text: []
        default: nil
        }
    }

    private func isBlankText(_ node: Int32, _ arena: TokenArena) -> Bool {
        nodes[Int(node)].kind == .text
            && arena.withBytes(nodes[Int(node)].range) { $0.allSatisfy(\.isHTMLSpace) }
    }

    private func value(of name: Name, on element: Int32, _ arena: TokenArena) -> [UInt8]? {
        let range = nodes[Int(element)].range
        for position in Int(range.start)..<Int(range.start) + Int(range.count)
        where arena.attributes[position].name == name.rawValue {
            return arena.withBytes(arena.attributes[position].value) { value in
                name == .shadowrootmode ? value.map(\.asciiLowercased) : Array(value)
            }
        }
        return nil
    }

    /// The elements that may have a shadow tree: custom ones, and those that the DOM standard lists.
    private func isShadowHost(_ node: Int32, _ arena: TokenArena) -> Bool {
        let record = nodes[Int(node)]
        guard record.kind == .element, record.namespace == .html else { return false }
        let name = Name(rawValue: record.name)
        switch name {
        case .article, .aside, .blockquote, .body, .div, .footer, .h1, .h2, .h3, .h4, .h5, .h6, .header,
            .main,
            .nav, .p, .section, .span:
            return true
        default: return arena.utf8(of: name).contains(UInt8(ascii: "-"))
        }
    }
}
