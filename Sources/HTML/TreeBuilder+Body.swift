/// Tags in the body (§13.2.6.4.7).
extension TreeBuilder {
    mutating func bodyStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel {
        switch rules.startRule(tag.name) {
        case .ordinary, .template, .paragraph, .lineBreak:
            if tag.name == .selectedcontent { hasSelectedContent = true }
            reconstructFormatting(&arena)
            insertElement(tag)
        case .block:
            closeParagraph()
            insertElement(tag)
        case .anchor:
            if let entry = formatting.last(.a) {
                adoptionAgency(.a, &arena)
                formatting.remove(entry.node)
                removeOpen(entry.node)
            }
            insertFormatting(tag, &arena)
        case .formatting:
            insertFormatting(tag, &arena)
        case .noBreak:
            reconstructFormatting(&arena)
            if open.has(.nobr, in: .scope) { adoptionAgency(.nobr, &arena) }
            insertFormatting(tag, &arena)
        case .listItem:
            framesetOK = false
            if open.topmost(.li) >= max(open.nearest(.specialBeyondBlocks), 0) {
                generateImpliedEndTags(except: .li)
                popThrough(.li)
            }
            closeParagraph()
            insertElement(tag)
        case .definition:
            framesetOK = false
            let index = max(open.topmost(.dd), open.topmost(.dt))
            if index >= max(open.nearest(.specialBeyondBlocks), 0) {
                let name = open[index].name
                generateImpliedEndTags(except: name)
                popThrough(name)
            }
            closeParagraph()
            insertElement(tag)
        case .heading:
            closeParagraph()
            if open.top.isHTML, rules.endRule(open.top.name) == .heading { pop() }
            insertElement(tag)
        case .void:
            reconstructFormatting(&arena)
            insertLeaf(tag)
            framesetOK = false
        case .voidBlockless:
            insertLeaf(tag)
        case .input:
            if context?.name == .select { return .data }
            if open.has(.select, in: .scope) { popThrough(.select) }
            reconstructFormatting(&arena)
            insertLeaf(tag)
            if !isHiddenInput(tag, &arena) { framesetOK = false }
        case .headContent:
            return headStartTag(tag, &arena) ?? .data
        case .button:
            if open.has(.button, in: .scope) {
                generateImpliedEndTags()
                popThrough(.button)
            }
            reconstructFormatting(&arena)
            insertElement(tag)
            framesetOK = false
        case .form:
            let hasTemplate = open.contains(.template)
            if formElement >= 0, !hasTemplate { return .data }
            closeParagraph()
            insertElement(tag)
            if !hasTemplate { formElement = open.top.node }
        case .table:
            if quirksMode != .quirks { closeParagraph() }
            insertElement(tag)
            framesetOK = false
            mode = .inTable
        case .tableStructure:
            break
        case .rule:
            closeParagraph()
            if open.has(.select, in: .scope) { generateImpliedEndTags() }
            insertLeaf(tag)
            framesetOK = false
        case .image:
            var tag = tag
            tag.name = .img
            return bodyStartTag(tag, &arena)
        case .svg, .math:
            reconstructFormatting(&arena)
            insertForeign(tag, tag.name == .svg ? .svg : .mathML, &arena)
        case .select, .option, .optionGroup:
            selectStartTag(tag, &arena)
        case .marker:
            reconstructFormatting(&arena)
            insertElement(tag)
            formatting.pushMarker()
            framesetOK = false
        case .preformatted:
            closeParagraph()
            insertElement(tag)
            skipsLineFeed = true
            framesetOK = false
        case .textarea:
            skipsLineFeed = true
            framesetOK = false
            return insertText(tag, .rcdata)
        case .xmp:
            closeParagraph()
            reconstructFormatting(&arena)
            framesetOK = false
            return insertText(tag, .rawText)
        case .iframe:
            framesetOK = false
            return insertText(tag, .rawText)
        case .noembed:
            return insertText(tag, .rawText)
        case .plaintext:
            closeParagraph()
            insertElement(tag)
            return .plainText
        case .rubyBase:
            if open.has(.ruby, in: .scope) { generateImpliedEndTags() }
            insertElement(tag)
        case .rubyText:
            if open.has(.ruby, in: .scope) { generateImpliedEndTags(except: .rtc) }
            insertElement(tag)
        case .html:
            if !open.contains(.template), open.count > 0 {
                extraAttributes.add(tag, to: open[0].node, existing: nodes[Int(open[0].node)].range, &arena)
            }
        case .body:
            if open.count > 1, open[1].isHTML, open[1].name == .body, !open.contains(.template) {
                framesetOK = false
                extraAttributes.add(tag, to: open[1].node, existing: nodes[Int(open[1].node)].range, &arena)
            }
        case .frameset:
            guard open.count > 1, open[1].isHTML, open[1].name == .body, framesetOK else { return .data }
            detach(open[1].node)
            truncate(to: 1)
            insertElement(tag)
            mode = .inFrameset
        }
        return .data
    }

    private mutating func selectStartTag(_ tag: TagToken, _ arena: inout TokenArena) {
        let isInSelect = open.has(.select, in: .scope)
        if tag.name == .select {
            if context?.name == .select { return }
            if isInSelect { return popThrough(.select) }
            reconstructFormatting(&arena)
            insertElement(tag)
            framesetOK = false
            return
        }
        if isInSelect {
            generateImpliedEndTags(except: tag.name == .option ? .optgroup : nil)
        } else if currentIs(.option) {
            pop()
        }
        reconstructFormatting(&arena)
        insertElement(tag)
        if hasSelectedContent, tag.name == .option, arena.value(of: .selected, in: tag) != nil {
            selectedOptions.insert(open.top.node)
        }
    }

    /// Closes a `p` element if one is in button scope.
    @inline(__always)
    mutating func closeParagraph() {
        if open.has(.p, in: .buttonScope) {
            generateImpliedEndTags(except: .p)
            popThrough(.p)
        }
    }

    /// Handles an end tag in the body; false if the mode has changed and the tag is to be handled anew.
    mutating func bodyEndTag(_ tag: TagToken, _ arena: inout TokenArena) -> Bool {
        switch rules.endRule(tag.name) {
        case .block:
            guard open.has(tag.name, in: .scope) else { return true }
            generateImpliedEndTags()
            popThrough(tag.name)
        case .formatting:
            adoptionAgency(tag.name, &arena)
        case .paragraph:
            if !open.has(.p, in: .buttonScope) { insertElement(.p) }
            closeParagraph()
        case .listItem:
            guard open.has(.li, in: .listItemScope) else { return true }
            generateImpliedEndTags(except: .li)
            popThrough(.li)
        case .definition:
            guard open.has(tag.name, in: .scope) else { return true }
            generateImpliedEndTags(except: tag.name)
            popThrough(tag.name)
        case .heading:
            var top = -1
            for name in [Name.h1, .h2, .h3, .h4, .h5, .h6] { top = max(top, open.topmost(name)) }
            guard top >= 0, top >= open.nearest(.scope) else { return true }
            generateImpliedEndTags()
            truncate(to: top)
        case .body, .html:
            guard open.has(.body, in: .scope) else { return true }
            mode = .afterBody
            return tag.name == .body
        case .form:
            endForm()
        case .template:
            endTemplate()
        case .marker:
            guard open.has(tag.name, in: .scope) else { return true }
            generateImpliedEndTags()
            popThrough(tag.name)
            formatting.clearToMarker()
        case .lineBreak:
            reconstructFormatting(&arena)
            insertLeaf(TagToken(name: .br))
            framesetOK = false
        default:
            endOrdinary(tag.name)
        }
        return true
    }

    /// "Any other end tag": closes the topmost element of that name unless something special is open in it.
    mutating func endOrdinary(_ name: Name) {
        let index = open.topmost(name)
        guard index > 0 || (index == 0 && context == nil), index >= open.nearest(.special) else { return }
        generateImpliedEndTags(except: name)
        truncate(to: index)
    }

    private mutating func endForm() {
        if open.contains(.template) {
            guard open.has(.form, in: .scope) else { return }
            generateImpliedEndTags()
            popThrough(.form)
            return
        }
        let node = formElement
        formElement = -1
        guard node >= 0 else { return }
        // The form that a fragment stands in is not on the stack: its place is the root's.
        let index = open.index(of: node, nodes)
        guard index > 0, index >= open.nearest(.scope) else { return }
        generateImpliedEndTags()
        removeOpen(node)
    }
}
