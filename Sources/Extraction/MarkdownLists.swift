import HTML

extension MarkdownWalk {
    mutating func enterList(_ index: Int, _ record: NodeRecord, isOrdered: Bool) {
        writer.endBlock()
        guard !writer.isInCell, headingDepth == 0 else {
            lists.append(List(isOrdered: isOrdered, isTight: true, isAlternate: false, number: 1, step: 1))
            push(.list, record)
            return
        }
        // A list right in a list is meant as part of the item before it.
        let parentRole = role(of: Int(record.parent))
        let isNested =
            (parentRole == .unorderedList || parentRole == .orderedList) && (lists.last?.items ?? 0) > 0
        if isNested {
            writer.setGap(1)
            let indent = [UInt8](repeating: 0x20, count: lists.last?.isOrdered == true ? 3 : 2)
            writer.pushContainer(first: indent, rest: indent, isTight: true)
        }
        var list = List(
            isOrdered: isOrdered, isTight: isTight(index),
            isAlternate: writer.alternatesList(isOrdered: isOrdered), number: 1, step: 1)
        if isOrdered {
            list.number = arena.attribute(.start, of: index)?.leadingInteger ?? 1
            if arena.attribute(.reversed, of: index) != nil {
                list.step = -1
                if arena.attribute(.start, of: index) == nil { list.number = itemCount(of: index) }
            }
            list.number = max(0, list.number)
        }
        writer.settleGap(before: isOrdered && list.number != 1 ? .orderedList : .list)
        lists.append(list)
        push(isNested ? .nestedList : .list, record)
    }

    mutating func leaveList() {
        guard let list = lists.popLast() else { return }
        writer.endBlock()
        writer.noteListEnd(isOrdered: list.isOrdered, isAlternate: list.isAlternate)
        if list.items > 0 { writer.setLastBlock(.list) }
    }

    mutating func enterItem(_ index: Int, _ record: NodeRecord) {
        let role = role(of: Int(record.parent))
        let isListed = (role == .unorderedList || role == .orderedList) && !lists.isEmpty
        writer.endBlock()
        if headingDepth > 0 { return push(.block, record) }
        var list =
            isListed
            ? lists[lists.count - 1]
            : List(isOrdered: false, isTight: true, isAlternate: false, number: 1, step: 1)
        if let value = arena.attribute(.value, of: index)?.leadingInteger, value >= 0, list.isOrdered {
            list.number = value
        }
        var mark: [UInt8]
        if list.isOrdered {
            mark = Array(String(min(list.number, 999_999_999)).utf8)
            mark.append(UInt8(ascii: list.isAlternate ? ")" : "."))
        } else {
            mark = [UInt8(ascii: list.isAlternate ? "*" : "-")]
        }
        mark.append(0x20)
        if writer.isInCell {
            writer.announceMark(mark)
        } else {
            if isListed, list.items > 0 {
                writer.setGap(list.isTight ? 1 : 2)
            } else {
                writer.settleGap(before: .list)
            }
            writer.pushContainer(
                first: mark, rest: [UInt8](repeating: 0x20, count: mark.count), isTight: list.isTight)
        }
        list.number = max(0, list.number + list.step)
        if isListed { lists[lists.count - 1] = list }
        push(record.firstChild < 0 ? .emptyItem : .listItem, record)
    }

    mutating func leaveItem(_ isEmptyInSource: Bool) {
        writer.endBlock()
        guard !writer.isInCell else { return writer.announceMark([]) }
        if writer.containerIsEmpty, isEmptyInSource { writer.writeEmptyContainer() }
        if writer.popContainer(as: .list), !lists.isEmpty { lists[lists.count - 1].items += 1 }
    }

    func role(of node: Int) -> MarkdownRole {
        guard node >= 0 else { return .inline }
        let name = Int(arena.nodes[node].name)
        return name >= 0 && name < roles.count ? roles[name] : .inline
    }

    /// A list is tight unless one of its items has paragraphs.
    private func isTight(_ list: Int) -> Bool {
        var item = Int(arena.nodes[list].firstChild)
        while item >= 0 {
            if arena.isElement(item, .li) {
                var child = Int(arena.nodes[item].firstChild)
                while child >= 0 {
                    if arena.isElement(child, .p) { return false }
                    child = Int(arena.nodes[child].nextSibling)
                }
            }
            item = Int(arena.nodes[item].nextSibling)
        }
        return true
    }

    private func itemCount(of list: Int) -> Int {
        var count = 0
        var item = Int(arena.nodes[list].firstChild)
        while item >= 0 {
            if arena.isElement(item, .li) { count += 1 }
            item = Int(arena.nodes[item].nextSibling)
        }
        return count
    }

    /// The box of a task list; other fields are no text.
    mutating func checkbox(_ index: Int) {
        guard arena.attribute(.type, of: index)?.equalsIgnoringCase("checkbox") == true,
            writer.isAtItemStart, !writer.isInCell
        else { return }
        writer.literal(arena.attribute(.checked, of: index) != nil ? "[x]" : "[ ]")
        writer.space()
    }

    // MARK: Definition lists

    /// `: ` before a definition that is plain text; one with blocks of its own stands as these.
    mutating func enterDefinition(_ index: Int, _ record: NodeRecord) {
        writer.endBlock()
        guard !writer.isInCell, headingDepth == 0, writer.followsTerm, isSimple(index) else {
            return push(.block, record)
        }
        writer.setGap(1)
        writer.pushContainer(first: [0x3A, 0x20], rest: [0x20, 0x20], isTight: true)
        push(.definition, record)
    }

    mutating func leaveDefinition() {
        writer.endBlock()
        if writer.popContainer(as: .definition) { writer.noteDefinition() }
    }

    /// At most one paragraph, and no other blocks.
    private func isSimple(_ node: Int) -> Bool {
        var blocks = 0
        var child = Int(arena.nodes[node].firstChild)
        while child >= 0 {
            switch role(of: child) {
            case .block: blocks += 1
            case .heading, .unorderedList, .orderedList, .quote, .preformatted, .table, .definitionList,
                .rule:
                return false
            default: break
            }
            child = Int(arena.nodes[child].nextSibling)
        }
        guard blocks <= 1 else { return false }
        // The one block may hold others.
        for index in node + 1..<max(node + 1, min(arena.end(of: node), node + 200)) {
            switch role(of: index) {
            case .heading, .unorderedList, .orderedList, .quote, .preformatted, .table, .definitionList:
                return false
            default: break
            }
        }
        return true
    }
}
