/// Comments, doctypes and the beginning of CDATA sections: what begins with `<!`.
extension Tokenizer {
    /// After `<!`.
    mutating func markupDeclaration() {
        if starts("--") {
            position += 2
            comment()
        } else if rest.hasPrefixIgnoringCase("doctype") {
            position += 7
            doctype()
        } else if starts("[CDATA["), sink.allowsCDATA {
            position += 7
            contentModel = .cdataSection
        } else {
            bogusComment()
        }
    }

    private var rest: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + position, count: end - position)
    }

    /// A comment up to the next `>`.
    mutating func bogusComment() {
        let start = position
        position = ByteScan.first(UInt8(ascii: ">"), in: base, from: position, to: end)
        let text = textWithoutNull(start, position)
        position = min(position + 1, end)
        sink.comment(text, &arena)
    }

    /// After `<!--`.
    private mutating func comment() {
        let start = position
        if starts(">") {
            position += 1
            return sink.comment(.empty, &arena)
        }
        if starts("->") {
            position += 2
            return sink.comment(.empty, &arena)
        }
        while true {
            position = ByteScan.first(UInt8(ascii: "-"), in: base, from: position, to: end)
            guard position + 1 < end else { break }
            guard base[position + 1] == UInt8(ascii: "-") else {
                position += 2
                continue
            }
            let dashes = position
            if dashes + 2 < end {
                let byte = base[dashes + 2]
                if byte == UInt8(ascii: ">") {
                    position = dashes + 3
                    return sink.comment(textWithoutNull(start, dashes), &arena)
                }
                if byte == UInt8(ascii: "!"), dashes + 3 < end, base[dashes + 3] == UInt8(ascii: ">") {
                    position = dashes + 4
                    return sink.comment(textWithoutNull(start, dashes), &arena)
                }
            }
            position = dashes + 1
        }
        // The input ends in the comment; what might have begun its end is not part of it.
        position = end
        let text = UnsafeBufferPointer(start: base + start, count: end - start)
        var dropped = 0
        if text.suffix(3).elementsEqual("--!".utf8) {
            dropped = 3
        } else if text.suffix(2).elementsEqual("--".utf8) {
            dropped = 2
        } else if text.last == UInt8(ascii: "-") {
            dropped = 1
        }
        sink.comment(textWithoutNull(start, end - dropped), &arena)
    }

    private mutating func textWithoutNull(_ start: Int, _ end: Int) -> ByteRange {
        if ByteScan.first(0, in: base, from: start, to: end) == end {
            return ByteRange(start: Int32(start), count: Int32(end - start))
        }
        let sideStart = arena.side.count
        for offset in start..<end {
            if base[offset] == 0 {
                arena.side += [0xEF, 0xBF, 0xBD]
            } else {
                arena.side.append(base[offset])
            }
        }
        return arena.sideRange(from: sideStart)
    }

    // MARK: Doctype

    /// After `<!DOCTYPE`.
    private mutating func doctype() {
        var token = DoctypeToken()
        defer { sink.doctype(token, &arena) }

        skipSpace()
        guard position < end else {
            token.forcesQuirks = true
            return
        }
        if base[position] == UInt8(ascii: ">") {
            position += 1
            token.forcesQuirks = true
            return
        }
        token.name = doctypeName()
        skipSpace()
        guard !doctypeEnds(&token) else { return }

        let isPublic = rest.hasPrefixIgnoringCase("public")
        guard isPublic || rest.hasPrefixIgnoringCase("system") else {
            token.forcesQuirks = true
            return skipBogusDoctype()
        }
        position += 6
        skipSpace()
        if isPublic {
            guard identifier(&token, \.publicID) else { return }
            skipSpace()
            if position < end, base[position] == UInt8(ascii: ">") {
                position += 1
                return
            }
            guard position < end else {
                token.forcesQuirks = true
                return
            }
        }
        guard identifier(&token, \.systemID) else { return }
        skipSpace()
        guard position < end else {
            token.forcesQuirks = true
            return
        }
        skipBogusDoctype()
    }

    private mutating func skipSpace() {
        while position < end, base[position].isHTMLSpace { position += 1 }
    }

    /// Steps over the end of a doctype if it is here, or the end of input.
    private mutating func doctypeEnds(_ token: inout DoctypeToken) -> Bool {
        guard position < end else {
            token.forcesQuirks = true
            return true
        }
        guard base[position] == UInt8(ascii: ">") else { return false }
        position += 1
        return true
    }

    private mutating func skipBogusDoctype() {
        position = min(ByteScan.first(UInt8(ascii: ">"), in: base, from: position, to: end) + 1, end)
    }

    private mutating func doctypeName() -> ByteRange {
        let sideStart = arena.side.count
        while position < end, base[position] != UInt8(ascii: ">"), !base[position].isHTMLSpace {
            if base[position] == 0 {
                arena.side += [0xEF, 0xBF, 0xBD]
            } else {
                arena.side.append(base[position].asciiLowercased)
            }
            position += 1
        }
        return arena.sideRange(from: sideStart)
    }

    /// Reads a quoted identifier; false if the doctype is over with it.
    private mutating func identifier(
        _ token: inout DoctypeToken, _ field: WritableKeyPath<DoctypeToken, ByteRange?>
    ) -> Bool {
        guard position < end else {
            token.forcesQuirks = true
            return false
        }
        let quote = base[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            token.forcesQuirks = true
            skipBogusDoctype()
            return false
        }
        position += 1
        let start = position
        while position < end, base[position] != quote, base[position] != UInt8(ascii: ">") { position += 1 }
        token[keyPath: field] = textWithoutNull(start, position)
        guard position < end, base[position] == quote else {
            token.forcesQuirks = true
            position = min(position + 1, end)
            return false
        }
        position += 1
        return true
    }
}
