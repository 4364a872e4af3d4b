/// Character tokens and text nodes.
extension TreeBuilder {
    mutating func characters(_ piece: TextPiece, _ arena: inout TokenArena) {
        var piece = piece
        if skipsLineFeed {
            skipsLineFeed = false
            if piece.bytes.first == 0x0A { piece.drop(1) }
        }
        if inForeign, !charactersFollowHTMLRules {
            if framesetOK, piece.leadingSpace < piece.bytes.count { framesetOK = false }
            return insertText(piece, &arena)
        }
        while !piece.bytes.isEmpty {
            if !characterStep(&piece, &arena) { return }
        }
    }

    mutating func nullCharacter(_ arena: inout TokenArena) {
        skipsLineFeed = false
        if inForeign, !charactersFollowHTMLRules {
            let replacement = CharacterReferences.Characters("\u{FFFD}")
            return replacement.withBytes {
                insertText(TextPiece(bytes: $0, sourceOffset: -1), &arena)
            }
        }
        switch mode {
        case .initial, .beforeHTML, .beforeHead, .inHead, .inHeadNoscript, .afterHead, .afterBody,
            .afterAfterBody:
            // Not a space, so it ends these modes; the body then leaves it out.
            while mode != .inBody, leaveHeadModes() {}
        default:
            break
        }
    }

    /// Goes on to the mode that a character other than space leads to; false if the mode takes it itself.
    mutating func leaveHeadModes() -> Bool {
        switch mode {
        case .initial:
            if context == nil { quirksMode = .quirks }
            mode = .beforeHTML
        case .beforeHTML:
            startHTML()
        case .beforeHead:
            startHead()
        case .inHead:
            pop()
            mode = .afterHead
        case .inHeadNoscript:
            pop()
            mode = .inHead
        case .afterHead:
            insertElement(.body)
            mode = .inBody
        case .afterBody, .afterAfterBody:
            mode = .inBody
        default:
            return false
        }
        return true
    }

    /// Handles a part of `piece` by the rules of the current mode; false once nothing of it is left.
    private mutating func characterStep(_ piece: inout TextPiece, _ arena: inout TokenArena) -> Bool {
        switch mode {
        case .inBody, .inCaption, .inCell, .inTemplate:
            bodyText(piece, &arena)
            return false
        case .text:
            insertText(piece, &arena)
            return false
        case .inTable, .inTableBody, .inRow:
            return tableCharacters(&piece, &arena)
        case .inTableText:
            addTableText(piece, &arena)
            return false
        case .initial, .beforeHTML, .beforeHead:
            piece.drop(piece.leadingSpace)
            if piece.bytes.isEmpty { return false }
            return leaveHeadModes()
        case .inHead, .inHeadNoscript, .afterHead:
            let space = piece.leadingSpace
            if space > 0 {
                insertText(piece.prefix(space), &arena)
                piece.drop(space)
            }
            return piece.bytes.isEmpty ? false : leaveHeadModes()
        case .afterBody, .afterAfterBody:
            let space = piece.leadingSpace
            if space > 0 {
                bodyText(piece.prefix(space), &arena)
                piece.drop(space)
            }
            return piece.bytes.isEmpty ? false : leaveHeadModes()
        case .inColumnGroup:
            let space = piece.leadingSpace
            if space > 0 {
                insertText(piece.prefix(space), &arena)
                piece.drop(space)
            }
            if piece.bytes.isEmpty { return false }
            guard currentIs(.colgroup) else { return false }
            pop()
            mode = .inTable
            return true
        case .inFrameset, .afterFrameset, .afterAfterFrameset:
            // Only the spaces count, wherever they are.
            while !piece.bytes.isEmpty {
                let space = piece.leadingSpace
                if space > 0 { insertText(piece.prefix(space), &arena) }
                piece.drop(space)
                piece.drop(piece.bytes.prefix { !$0.isHTMLSpace }.count)
            }
            return false
        }
    }

    @inline(__always)
    mutating func bodyText(_ piece: TextPiece, _ arena: inout TokenArena) {
        if !formatting.isEmpty { reconstructFormatting(&arena) }
        insertText(piece, &arena)
        if framesetOK, piece.leadingSpace < piece.bytes.count { framesetOK = false }
    }

    /// Adds characters at the appropriate place, to the text node before it if there is one.
    mutating func insertText(_ piece: TextPiece, _ arena: inout TokenArena) {
        guard !piece.bytes.isEmpty else { return }
        let place = self.place
        guard place.parent != 0 else { return }
        let previous =
            place.sibling >= 0
            ? nodes[Int(place.sibling)].previousSibling : nodes[Int(place.parent)].lastChild
        if previous >= 0, nodes[Int(previous)].kind == .text {
            extendText(previous, piece, &arena)
        } else {
            let range = store(piece, &arena)
            insert(makeNode(NodeRecord(kind: .text, range: range)), at: place)
        }
    }

    /// Makes a piece outlast the call: in the source if it is there, else in the side buffer.
    func store(_ piece: TextPiece, _ arena: inout TokenArena) -> ByteRange {
        if piece.sourceOffset >= 0 {
            return ByteRange(start: piece.sourceOffset, count: Int32(truncatingIfNeeded: piece.bytes.count))
        }
        let start = arena.side.count
        arena.side.append(contentsOf: piece.bytes)
        return arena.sideRange(from: start)
    }

    private mutating func extendText(_ node: Int32, _ piece: TextPiece, _ arena: inout TokenArena) {
        let range = nodes[Int(node)].range
        let added = Int32(piece.bytes.count)
        if !range.isInSide, piece.sourceOffset >= 0, range.end == Int(piece.sourceOffset) {
            nodes[Int(node)].range.count += added
            return
        }
        if range.isInSide {
            if range.end == arena.side.count {
                arena.side.append(contentsOf: piece.bytes)
                nodes[Int(node)].range.count += added
                return
            }
            if let reserved = reservedText[node], range.count + added <= reserved {
                arena.side.replaceSubrange(range.end..<range.end + Int(added), with: piece.bytes)
                nodes[Int(node)].range.count += added
                return
            }
        }
        let start = arena.side.count
        if range.isInSide {
            let old = Array(arena.side[range.offset..<range.end])
            arena.side.append(contentsOf: old)
        } else {
            arena.side.append(contentsOf: arena.source[range.offset..<range.end])
        }
        arena.side.append(contentsOf: piece.bytes)
        nodes[Int(node)].range = arena.sideRange(from: start)
        if range.isInSide {
            // Moved again: leave room to grow, so that much growth in small steps stays linear.
            let total = nodes[Int(node)].range.count
            arena.side.append(contentsOf: repeatElement(0, count: Int(total)))
            reservedText[node] = total * 2
        }
    }

    // MARK: Tables

    /// Characters directly in a table are held back until it is clear whether they are only spaces.
    private mutating func tableCharacters(_ piece: inout TextPiece, _ arena: inout TokenArena) -> Bool {
        switch open.top.name {
        case .table, .tbody, .template, .tfoot, .thead, .tr:
            originalMode = mode
            mode = .inTableText
            return true
        default:
            fosterParenting = true
            bodyText(piece, &arena)
            fosterParenting = false
            return false
        }
    }

    private mutating func addTableText(_ piece: TextPiece, _ arena: inout TokenArena) {
        if piece.leadingSpace < piece.bytes.count { pendingHasNonSpace = true }
        pendingTableText.append(store(piece, &arena))
    }

    /// Ends held-back table text before any token that is not a character.
    @inline(__always)
    mutating func flushTableText(_ arena: inout TokenArena) {
        if mode == .inTableText { finishTableText(&arena) }
    }

    private mutating func finishTableText(_ arena: inout TokenArena) {
        mode = originalMode
        let pending = pendingTableText
        pendingTableText.removeAll(keepingCapacity: true)
        let isFostered = pendingHasNonSpace
        pendingHasNonSpace = false
        fosterParenting = isFostered
        for range in pending {
            if range.isInSide {
                // Copied, since appending may move the side buffer.
                let copy = Array(arena.side[range.offset..<range.end])
                copy.withUnsafeBufferPointer {
                    insertTableText(TextPiece(bytes: $0, sourceOffset: -1), isFostered, &arena)
                }
            } else {
                let bytes = UnsafeBufferPointer(rebasing: arena.source[range.offset..<range.end])
                insertTableText(TextPiece(bytes: bytes, sourceOffset: range.start), isFostered, &arena)
            }
        }
        fosterParenting = false
    }

    private mutating func insertTableText(
        _ piece: TextPiece, _ isFostered: Bool, _ arena: inout TokenArena
    ) {
        if isFostered { bodyText(piece, &arena) } else { insertText(piece, &arena) }
    }
}

extension TextPiece {
    /// How many space characters it begins with.
    @inline(__always)
    var leadingSpace: Int {
        var count = 0
        while count < bytes.count, bytes[count].isHTMLSpace { count += 1 }
        return count
    }
}
