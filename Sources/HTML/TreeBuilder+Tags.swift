/// Start and end tags by insertion mode, all but those of the body.
extension TreeBuilder {
    mutating func startTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel {
        skipsLineFeed = false
        flushTableText(&arena)
        if inForeign, !startTagFollowsHTMLRules(tag) { return foreignStartTag(tag, &arena) }
        return htmlStartTag(tag, &arena)
    }

    /// Handles a start tag by the rules of the current mode, and again while these hand it on.
    mutating func htmlStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel {
        while true {
            switch mode {
            case .inBody: return bodyStartTag(tag, &arena)
            case .initial: _ = leaveHeadModes()
            case .beforeHTML:
                if tag.name == .html {
                    startHTML(tag)
                    return .data
                }
                startHTML()
            case .beforeHead:
                if tag.name == .html { return bodyStartTag(tag, &arena) }
                if tag.name == .head {
                    startHead(tag)
                    return .data
                }
                startHead()
            case .inHead:
                if let model = headStartTag(tag, &arena) { return model }
                _ = leaveHeadModes()
            case .inHeadNoscript:
                switch tag.name {
                case .html: return bodyStartTag(tag, &arena)
                case .basefont, .bgsound, .link, .meta, .noframes, .style:
                    return headStartTag(tag, &arena) ?? .data
                case .head, .noscript: return .data
                default: _ = leaveHeadModes()
                }
            case .afterHead:
                if let model = afterHeadStartTag(tag, &arena) { return model }
                _ = leaveHeadModes()
            case .text, .inTableText:
                return .data
            case .inTable, .inCaption, .inColumnGroup, .inTableBody, .inRow, .inCell:
                if let model = tableStartTag(tag, &arena) { return model }
            case .inTemplate:
                if let model = templateStartTag(tag, &arena) { return model }
            case .afterBody, .afterAfterBody:
                if tag.name == .html { return bodyStartTag(tag, &arena) }
                mode = .inBody
            case .inFrameset:
                switch tag.name {
                case .html: return bodyStartTag(tag, &arena)
                case .frameset: insertElement(tag)
                case .frame: insertLeaf(tag)
                case .noframes: return headStartTag(tag, &arena) ?? .data
                default: break
                }
                return .data
            case .afterFrameset, .afterAfterFrameset:
                if tag.name == .html { return bodyStartTag(tag, &arena) }
                if tag.name == .noframes { return headStartTag(tag, &arena) ?? .data }
                return .data
            }
        }
    }

    mutating func endTag(_ tag: TagToken, _ arena: inout TokenArena) {
        skipsLineFeed = false
        flushTableText(&arena)
        if inForeign {
            if foreignEndTag(tag, &arena) { return }
        }
        htmlEndTag(tag, &arena)
    }

    mutating func htmlEndTag(_ tag: TagToken, _ arena: inout TokenArena) {
        while true {
            switch mode {
            case .inBody:
                if bodyEndTag(tag, &arena) { return }
            case .text:
                pop()
                mode = originalMode
                return
            case .initial, .beforeHTML, .beforeHead:
                switch tag.name {
                case .head, .body, .html, .br: _ = leaveHeadModes()
                default:
                    if mode == .initial {
                        _ = leaveHeadModes()
                        continue
                    }
                    return
                }
            case .inHead:
                switch tag.name {
                case .head:
                    pop()
                    mode = .afterHead
                    return
                case .body, .html, .br: _ = leaveHeadModes()
                case .template: return endTemplate()
                default: return
                }
            case .inHeadNoscript:
                switch tag.name {
                case .noscript:
                    pop()
                    mode = .inHead
                    return
                case .br: _ = leaveHeadModes()
                default: return
                }
            case .afterHead:
                switch tag.name {
                case .template: return endTemplate()
                case .body, .html, .br: _ = leaveHeadModes()
                default: return
                }
            case .inTable, .inCaption, .inColumnGroup, .inTableBody, .inRow, .inCell:
                if tableEndTag(tag, &arena) { return }
            case .inTableText:
                return
            case .inTemplate:
                if tag.name == .template { endTemplate() }
                return
            case .afterBody:
                if tag.name == .html {
                    if context == nil { mode = .afterAfterBody }
                    return
                }
                mode = .inBody
            case .afterAfterBody:
                mode = .inBody
            case .inFrameset:
                guard tag.name == .frameset, open.count > 1 else { return }
                pop()
                if context == nil, !currentIs(.frameset) { mode = .afterFrameset }
                return
            case .afterFrameset:
                if tag.name == .html { mode = .afterAfterFrameset }
                return
            case .afterAfterFrameset:
                return
            }
        }
    }

    mutating func endOfFile(_ arena: inout TokenArena) {
        flushTableText(&arena)
        if mode == .text {
            pop()
            mode = originalMode
        }
        while open.contains(.template) {
            popThrough(.template)
            formatting.clearToMarker()
            templateModes.removeLast()
            resetMode()
        }
        // An empty page, too, has its html, head and body.
        while mode != .inBody, leaveHeadModes() {}
        if let trailingComment, Int(trailingComment) != nodes.count - 1 { isDisordered = true }
        if isFull { outcome.insert(.nodesCut) }
    }

    // MARK: Before and in the head

    mutating func startHTML(_ tag: TagToken = TagToken(name: .html)) {
        let node = makeNode(
            NodeRecord(
                kind: .element, name: Name.html.rawValue,
                range: ByteRange(start: tag.attributeStart, count: tag.attributeCount)))
        append(node, to: 0)
        push(node, tag)
        mode = .beforeHead
    }

    mutating func startHead(_ tag: TagToken = TagToken(name: .head)) {
        insertElement(tag)
        headElement = open.top.node
        mode = .inHead
    }

    /// The rules for start tags "in head"; nil if the tag does not belong there.
    mutating func headStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel? {
        switch tag.name {
        case .html:
            return bodyStartTag(tag, &arena)
        case .base, .basefont, .bgsound, .link, .meta:
            insertLeaf(tag)
            return .data
        case .title:
            return insertText(tag, .rcdata)
        case .noframes, .style:
            return insertText(tag, .rawText)
        case .noscript:
            insertElement(tag)
            mode = .inHeadNoscript
            return .data
        case .script:
            return insertText(tag, .scriptData)
        case .template:
            startTemplate(tag)
            return .data
        case .head:
            return .data
        default:
            return nil
        }
    }

    /// Inserts an element whose content is text, up to its end tag.
    mutating func insertText(_ tag: TagToken, _ model: ContentModel) -> ContentModel {
        insertElement(tag)
        originalMode = mode
        mode = .text
        return model
    }

    private mutating func afterHeadStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel? {
        switch tag.name {
        case .html:
            return bodyStartTag(tag, &arena)
        case .body:
            insertElement(tag)
            framesetOK = false
            mode = .inBody
            return .data
        case .frameset:
            insertElement(tag)
            mode = .inFrameset
            return .data
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title:
            // Into the head, though that is closed.
            guard headElement >= 0 else { return nil }
            isDisordered = true
            push(headElement, TagToken(name: .head))
            let model = headStartTag(tag, &arena)
            removeOpen(headElement)
            return model
        case .head:
            return .data
        default:
            return nil
        }
    }

    // MARK: Templates

    mutating func startTemplate(_ tag: TagToken) {
        hasTemplates = true
        let node = insertLeaf(tag)
        let fragment = makeNode(NodeRecord(kind: .fragment))
        append(fragment, to: node)
        open.push(
            OpenElements.Entry(
                node: node, container: fragment, name: .template, namespace: .html,
                boundaries: rules.boundaries(html: .template)), &nodes)
        inForeign = false
        formatting.pushMarker()
        framesetOK = false
        mode = .inTemplate
        templateModes.append(.inTemplate)
    }

    mutating func endTemplate() {
        guard open.contains(.template) else { return }
        generateImpliedEndTagsThoroughly()
        popThrough(.template)
        formatting.clearToMarker()
        templateModes.removeLast()
        resetMode()
    }

    private mutating func templateStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel? {
        switch tag.name {
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title:
            return headStartTag(tag, &arena) ?? .data
        case .caption, .colgroup, .tbody, .tfoot, .thead: changeTemplateMode(.inTable)
        case .col: changeTemplateMode(.inColumnGroup)
        case .tr: changeTemplateMode(.inTableBody)
        case .td, .th: changeTemplateMode(.inRow)
        default: changeTemplateMode(.inBody)
        }
        return nil
    }

    private mutating func changeTemplateMode(_ next: Mode) {
        templateModes[templateModes.count - 1] = next
        mode = next
    }

    /// Resets the insertion mode appropriately (§13.2.4.1).
    mutating func resetMode() {
        let index = open.nearest(.insertionMode)
        let isLast = index <= 0
        var name = index >= 0 ? open[index].name : Name.html
        if isLast, let context {
            name = context.namespace == .html ? context.name : .div
        }
        switch name {
        case .td where !isLast, .th where !isLast: mode = .inCell
        case .tr: mode = .inRow
        case .tbody, .thead, .tfoot: mode = .inTableBody
        case .caption: mode = .inCaption
        case .colgroup: mode = .inColumnGroup
        case .table: mode = .inTable
        case .template: mode = templateModes.last ?? .inTemplate
        case .head where !isLast: mode = .inHead
        case .body: mode = .inBody
        case .frameset: mode = .inFrameset
        case .html:
            mode = headElement < 0 ? .beforeHead : .afterHead
        default: mode = .inBody
        }
    }
}
