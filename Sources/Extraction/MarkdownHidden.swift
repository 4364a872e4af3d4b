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
                if let next = formula(index, record, class: arena.bytes(attribute.value)) { return next }
            case let name:
                if !names.tex.isEmpty, names.tex.contains(where: { $0.rawValue == name.rawValue }),
                    let next = attributed(index, record, tex: arena.bytes(attribute.value))
                {
                    return next
                }
            }
        }
        return isHidden && !isFolded(index, record, role) ? Int(record.subtreeEnd) : nil
    }

    /// Whether a hidden element is content folded away (a tab, an answer, text to be unfolded, a part that a
    /// script puts in its place), not an overlay or a form.
    private func isFolded(_ index: Int, _ record: NodeRecord, _ role: MarkdownRole) -> Bool {
        switch role {
        case .block, .unorderedList, .orderedList, .listItem, .table, .tableSection, .row, .definition,
            .definitionList:
            break
        default: return false
        }
        if options.hidden { return true }
        // A page may hide all of itself until its styles have come.
        if Int(record.subtreeEnd) - index > arena.nodes.count / 2 { return true }
        for name in [Name.class, .id] {
            if let value = arena.attribute(name, of: index), Self.namesOverlay(value) { return false }
        }
        if let role = arena.attribute(.role, of: index) {
            if role.equalsIgnoringCase("tabpanel") || role.equalsIgnoringCase("region") { return true }
            if role.equalsIgnoringCase("dialog") || role.equalsIgnoringCase("alert")
                || role.equalsIgnoringCase("menu") || role.equalsIgnoringCase("tooltip")
            {
                return false
            }
        }
        return holdsProse(index, record)
    }

    private static func namesOverlay(_ names: UnsafeBufferPointer<UInt8>) -> Bool {
        for word: StaticString in [
            "modal", "popup", "pop-up", "dialog", "overlay", "cookie", "consent", "menu", "search", "tooltip",
            "dropdown", "toast", "alert", "loading", "loader", "template", "lightbox", "newsletter",
            "subscribe",
            "offcanvas", "drawer", "error", "banner", "login", "signup", "nav", "akismet", "clone", "mobile",
            "print", "share", "spinner", "preload", "message", "gdpr",
        ]
        where names.containsIgnoringCase(word) {
            return true
        }
        return false
    }

    /// Paragraphs, list items, rows or headings with some text, and nothing to fill in.
    private func holdsProse(_ index: Int, _ record: NodeRecord) -> Bool {
        var length = 0
        var blocks = 0
        var fields = 0
        var node = index
        let end = min(Int(record.subtreeEnd), index + 1000)
        while node < end {
            let inner = arena.nodes[node]
            if inner.kind == .text {
                length += arena.bytes(inner.range).trimmed.count
            } else if inner.kind == .element {
                switch Name(rawValue: inner.name) {
                case .script, .style, .svg, .template, .noscript:
                    node = Int(inner.subtreeEnd)
                    continue
                case .form, .input, .textarea, .iframe: fields += 1
                case .p, .li, .tr, .h2, .h3, .h4, .dd, .div: blocks += 1
                default: break
                }
            }
            node += 1
        }
        return blocks > 0 && length >= (fields == 0 ? 80 : 1000)
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
}
