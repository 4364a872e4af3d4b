/// SVG and MathML inside of HTML (§13.2.6.5).
extension TreeBuilder {
    /// Namespace and integration points of the adjusted current node.
    private var adjustedCurrent: Context {
        if open.count == 1, let context { return context }
        let top = open.top
        return Context(
            name: top.name, namespace: top.namespace, isMathMLTextPoint: top.isMathMLTextPoint,
            isHTMLPoint: top.isHTMLPoint)
    }

    var charactersFollowHTMLRules: Bool {
        let current = adjustedCurrent
        return current.isMathMLTextPoint || current.isHTMLPoint
    }

    func startTagFollowsHTMLRules(_ tag: TagToken) -> Bool {
        let current = adjustedCurrent
        if current.isHTMLPoint { return true }
        if current.isMathMLTextPoint { return tag.name != .mglyph && tag.name != .malignmark }
        return current.namespace == .mathML && current.name == .annotationXml && tag.name == .svg
    }

    mutating func foreignStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel {
        if breaksOut(tag, arena) {
            leaveForeign()
            return htmlStartTag(tag, &arena)
        }
        insertForeign(tag, adjustedCurrent.namespace, &arena)
        return .data
    }

    /// Handles an end tag in foreign content; false if it is to be handled by the rules of HTML.
    mutating func foreignEndTag(_ tag: TagToken, _ arena: inout TokenArena) -> Bool {
        if tag.name == .p || tag.name == .br {
            leaveForeign()
            return false
        }
        if open.count == 1 { return true }
        let index = max(
            open.topmostForeign(tag.name), open.topmostForeign(ForeignNames.shared.svgElement(tag.name)))
        guard index > open.nearest(.htmlNamespace) else { return false }
        truncate(to: index)
        return true
    }

    /// Closes elements down to HTML or a place where HTML may stand.
    private mutating func leaveForeign() {
        while open.count > 1, !open.top.isHTML, !open.top.isMathMLTextPoint, !open.top.isHTMLPoint { pop() }
    }

    /// True for the tags of HTML that end SVG and MathML wherever they come.
    private func breaksOut(_ tag: TagToken, _ arena: TokenArena) -> Bool {
        switch tag.name {
        case .b, .big, .blockquote, .body, .br, .center, .code, .dd, .div, .dl, .dt, .em, .embed, .h1, .h2,
            .h3, .h4, .h5, .h6, .head, .hr, .i, .img, .li, .listing, .menu, .meta, .nobr, .ol, .p, .pre,
            .ruby, .s, .small, .span, .strong, .strike, .sub, .sup, .table, .tt, .u, .ul, .var:
            return true
        case .font:
            return arena.value(of: .color, in: tag) != nil || arena.value(of: .face, in: tag) != nil
                || arena.value(of: .size, in: tag) != nil
        default:
            return false
        }
    }

    mutating func insertForeign(_ tag: TagToken, _ namespace: Namespace, _ arena: inout TokenArena) {
        let names = ForeignNames.shared
        let name = namespace == .svg ? names.svgElement(tag.name) : tag.name
        let start = Int(tag.attributeStart)
        for index in start..<start + Int(tag.attributeCount) {
            let attribute = Name(rawValue: arena.attributes[index].name)
            if namespace == .svg {
                arena.attributes[index].name = names.svgAttribute(attribute).rawValue
            } else if attribute == .definitionurl {
                arena.attributes[index].name = Name.definitionURL.rawValue
            }
        }
        let node = makeNode(
            NodeRecord(
                kind: .element, namespace: namespace, name: name.rawValue,
                range: ByteRange(start: tag.attributeStart, count: tag.attributeCount)))
        insert(node, at: place)
        if tag.isSelfClosing { return }

        var entry = OpenElements.Entry(node: node, container: node, name: name, namespace: namespace)
        entry.setPoints(encoding: arena.value(of: .encoding, in: tag).map { arena.string($0) })
        open.push(entry, &nodes)
        inForeign = true
    }
}

extension OpenElements.Entry {
    /// Finds out whether a foreign element lets HTML in, given its `encoding` attribute.
    mutating func setPoints(encoding: String?) {
        if namespace == .svg {
            isHTMLPoint = name == .foreignObject || name == .desc || name == .title
            if isHTMLPoint { boundaries = ElementRules.foreignPoint }
            return
        }
        switch name {
        case .mi, .mo, .mn, .ms, .mtext:
            isMathMLTextPoint = true
            boundaries = ElementRules.foreignPoint
        case .annotationXml:
            let encoding = encoding?.lowercased()
            isHTMLPoint = encoding == "text/html" || encoding == "application/xhtml+xml"
            boundaries = ElementRules.foreignPoint
        default: break
        }
    }
}
