import HTML

extension MarkdownWalk {
    /// Where to go on when an element is not to be shown; nil when it is.
    mutating func passOver(_ index: Int, _ record: NodeRecord, _ role: MarkdownRole) -> Int? {
        var isHidden = false
        for position in arena.attributeRange(record) {
            let attribute = arena.attributes[position]
            switch Name(rawValue: attribute.name) {
            case .hidden:
                isHidden = isHidden || !arena.bytes(attribute.value).equalsIgnoringCase("until-found")
            case .style: isHidden = isHidden || Self.hides(arena.bytes(attribute.value))
            case .ariaHidden:
                if arena.bytes(attribute.value).equalsIgnoringCase("true") {
                    isHidden = isHidden || isDecoration(index, record, role)
                }
            case .class:
                if let next = special(index, record, arena.bytes(attribute.value)) { return next }
            default: break
            }
        }
        return isHidden ? Int(record.subtreeEnd) : nil
    }

    /// Whether an inline style takes the element away: `display: none` or `visibility: hidden`.
    static func hides(_ style: UnsafeBufferPointer<UInt8>) -> Bool {
        declares(style, "display", "none") || declares(style, "visibility", "hidden")
    }

    private static func declares(
        _ style: UnsafeBufferPointer<UInt8>, _ property: StaticString, _ value: StaticString
    ) -> Bool {
        guard style.containsIgnoringCase(value) else { return false }
        return Self.value(of: property, in: style)?.hasPrefixIgnoringCase(value) ?? false
    }

    /// The first value of a property in an inline style.
    static func value(
        of property: StaticString, in style: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        var start = 0
        while start < style.count {
            let end = style[start...].firstIndex(of: UInt8(ascii: ";")) ?? style.count
            if let colon = style[start..<end].firstIndex(of: UInt8(ascii: ":")),
                UnsafeBufferPointer(rebasing: style[start..<colon]).trimmed.equalsIgnoringCase(property)
            {
                return UnsafeBufferPointer(rebasing: style[(colon + 1)..<end]).trimmed
            }
            start = end + 1
        }
        return nil
    }

    /// `aria-hidden` takes ornaments and copies from readers; on a block it mostly marks what is folded away.
    private func isDecoration(_ index: Int, _ record: NodeRecord, _ role: MarkdownRole) -> Bool {
        switch role {
        case .block, .listItem, .unorderedList, .orderedList, .cell, .row, .table, .heading:
            return arena.attribute(.class, of: index)?.containsIgnoringCase("clone") ?? false
        case .image: return false
        default: return true
        }
    }

    /// Elements that are known by their class.
    private mutating func special(
        _ index: Int, _ record: NodeRecord, _ names: UnsafeBufferPointer<UInt8>
    ) -> Int? { nil }
}
