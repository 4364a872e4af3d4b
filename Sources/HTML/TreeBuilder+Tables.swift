/// Tags in tables and their parts (§13.2.6.4.9 to 15).
extension TreeBuilder {
    /// Handles a start tag in a table mode; nil if the mode has changed and the tag is to be handled anew.
    mutating func tableStartTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel? {
        switch mode {
        case .inTable: return inTableStart(tag, &arena)
        case .inCaption:
            switch tag.name {
            case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr:
                return closeCaption() ? nil : .data
            default: return bodyStartTag(tag, &arena)
            }
        case .inColumnGroup:
            switch tag.name {
            case .html: return bodyStartTag(tag, &arena)
            case .col:
                insertLeaf(tag)
                return .data
            case .template: return headStartTag(tag, &arena) ?? .data
            default: return closeColumnGroup() ? nil : .data
            }
        case .inTableBody:
            switch tag.name {
            case .tr:
                clear(to: .tbody, .tfoot, .thead)
                insertElement(tag)
                mode = .inRow
                return .data
            case .th, .td:
                clear(to: .tbody, .tfoot, .thead)
                insertElement(.tr)
                mode = .inRow
                return nil
            case .caption, .col, .colgroup, .tbody, .tfoot, .thead:
                return closeTableBody() ? nil : .data
            default: return inTableStart(tag, &arena)
            }
        case .inRow:
            switch tag.name {
            case .th, .td:
                clear(to: .tr)
                insertElement(tag)
                mode = .inCell
                formatting.pushMarker()
                return .data
            case .caption, .col, .colgroup, .tbody, .tfoot, .thead, .tr:
                return closeRow() ? nil : .data
            default: return inTableStart(tag, &arena)
            }
        default:
            switch tag.name {
            case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr:
                guard open.has(.td, in: .tableScope) || open.has(.th, in: .tableScope) else { return .data }
                closeCell()
                return nil
            default: return bodyStartTag(tag, &arena)
            }
        }
    }

    private mutating func inTableStart(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel? {
        switch tag.name {
        case .caption:
            clear(to: .table)
            formatting.pushMarker()
            insertElement(tag)
            mode = .inCaption
            return .data
        case .colgroup:
            clear(to: .table)
            insertElement(tag)
            mode = .inColumnGroup
            return .data
        case .col:
            clear(to: .table)
            insertElement(.colgroup)
            mode = .inColumnGroup
            return nil
        case .tbody, .tfoot, .thead:
            clear(to: .table)
            insertElement(tag)
            mode = .inTableBody
            return .data
        case .td, .th, .tr:
            clear(to: .table)
            insertElement(.tbody)
            mode = .inTableBody
            return nil
        case .table:
            guard open.has(.table, in: .tableScope) else { return .data }
            popThrough(.table)
            resetMode()
            return nil
        case .style, .script, .template:
            return headStartTag(tag, &arena) ?? .data
        case .input:
            if isHiddenInput(tag, &arena) {
                insertLeaf(tag)
                return .data
            }
        case .form:
            if formElement < 0, !open.contains(.template) { formElement = insertLeaf(tag) }
            return .data
        default: break
        }
        fosterParenting = true
        let model = bodyStartTag(tag, &arena)
        fosterParenting = false
        return model
    }

    func isHiddenInput(_ tag: TagToken, _ arena: inout TokenArena) -> Bool {
        guard let type = arena.value(of: .type, in: tag) else { return false }
        return arena.withBytes(type) { $0.equalsIgnoringCase("hidden") }
    }

    /// Handles an end tag in a table mode; false if it is to be handled anew.
    mutating func tableEndTag(_ tag: TagToken, _ arena: inout TokenArena) -> Bool {
        switch mode {
        case .inTable: return inTableEnd(tag, &arena)
        case .inCaption:
            switch tag.name {
            case .caption:
                _ = closeCaption()
                return true
            case .table: return !closeCaption()
            case .body, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: return true
            default: return bodyEndTag(tag, &arena)
            }
        case .inColumnGroup:
            switch tag.name {
            case .colgroup:
                _ = closeColumnGroup()
                return true
            case .col: return true
            case .template:
                endTemplate()
                return true
            default: return !closeColumnGroup()
            }
        case .inTableBody:
            switch tag.name {
            case .tbody, .tfoot, .thead:
                guard open.has(tag.name, in: .tableScope) else { return true }
                clear(to: .tbody, .tfoot, .thead)
                pop()
                mode = .inTable
                return true
            case .table: return !closeTableBody()
            case .body, .caption, .col, .colgroup, .html, .td, .th, .tr: return true
            default: return inTableEnd(tag, &arena)
            }
        case .inRow:
            switch tag.name {
            case .tr:
                _ = closeRow()
                return true
            case .table: return !closeRow()
            case .tbody, .tfoot, .thead:
                guard open.has(tag.name, in: .tableScope) else { return true }
                return !closeRow()
            case .body, .caption, .col, .colgroup, .html, .td, .th: return true
            default: return inTableEnd(tag, &arena)
            }
        default:
            switch tag.name {
            case .td, .th:
                guard open.has(tag.name, in: .tableScope) else { return true }
                generateImpliedEndTags()
                popThrough(tag.name)
                formatting.clearToMarker()
                mode = .inRow
                return true
            case .body, .caption, .col, .colgroup, .html: return true
            case .table, .tbody, .tfoot, .thead, .tr:
                guard open.has(tag.name, in: .tableScope) else { return true }
                closeCell()
                return false
            default: return bodyEndTag(tag, &arena)
            }
        }
    }

    private mutating func inTableEnd(_ tag: TagToken, _ arena: inout TokenArena) -> Bool {
        switch tag.name {
        case .table:
            guard open.has(.table, in: .tableScope) else { return true }
            popThrough(.table)
            resetMode()
            return true
        case .body, .caption, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr:
            return true
        case .template:
            endTemplate()
            return true
        default:
            fosterParenting = true
            let isDone = bodyEndTag(tag, &arena)
            fosterParenting = false
            return isDone
        }
    }

    // MARK: Closing

    /// Clears the stack back to one of the named elements, a template or the root.
    private mutating func clear(to names: Name...) {
        while open.count > 1 {
            let top = open.top
            if top.isHTML, top.name == .template || top.name == .html || names.contains(top.name) { return }
            pop()
        }
    }

    private mutating func closeCaption() -> Bool {
        guard open.has(.caption, in: .tableScope) else { return false }
        generateImpliedEndTags()
        popThrough(.caption)
        formatting.clearToMarker()
        mode = .inTable
        return true
    }

    private mutating func closeColumnGroup() -> Bool {
        guard currentIs(.colgroup) else { return false }
        pop()
        mode = .inTable
        return true
    }

    private mutating func closeTableBody() -> Bool {
        guard
            open.has(.tbody, in: .tableScope) || open.has(.thead, in: .tableScope)
                || open.has(.tfoot, in: .tableScope)
        else { return false }
        clear(to: .tbody, .tfoot, .thead)
        pop()
        mode = .inTable
        return true
    }

    private mutating func closeRow() -> Bool {
        guard open.has(.tr, in: .tableScope) else { return false }
        clear(to: .tr)
        pop()
        mode = .inTableBody
        return true
    }

    private mutating func closeCell() {
        generateImpliedEndTags()
        truncate(to: max(open.topmost(.td), open.topmost(.th)))
        formatting.clearToMarker()
        mode = .inRow
    }
}
