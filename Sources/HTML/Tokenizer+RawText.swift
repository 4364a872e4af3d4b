/// Text that only one end tag ends, or none: RCDATA, raw text, script data, plain text; and the inside of CDATA sections.
extension Tokenizer {
    mutating func rcdata() {
        var runStart = position
        while true {
            position = ByteScan.firstSpecial(
                UInt8(ascii: "<"), UInt8(ascii: "&"), in: base, from: position, to: end)
            guard position < end else { return emitText(from: runStart, to: end) }
            switch base[position] {
            case UInt8(ascii: "<"):
                if finishAtEndTag(runStart) { return }
                position += 1
            case UInt8(ascii: "&"): referenceOrAmpersand(&runStart)
            default: replaceNull(&runStart)
            }
        }
    }

    mutating func rawText() {
        var runStart = position
        while true {
            position = ByteScan.firstSpecial(
                UInt8(ascii: "<"), UInt8(ascii: "<"), in: base, from: position, to: end)
            guard position < end else { return emitText(from: runStart, to: end) }
            if base[position] == 0 {
                replaceNull(&runStart)
            } else {
                if finishAtEndTag(runStart) { return }
                position += 1
            }
        }
    }

    mutating func plainText() {
        var runStart = position
        while true {
            position = ByteScan.first(0, in: base, from: position, to: end)
            guard position < end else { return emitText(from: runStart, to: end) }
            replaceNull(&runStart)
        }
    }

    mutating func cdataSection() {
        var runStart = position
        while position < end {
            let byte = base[position]
            if byte == 0 {
                emitText(from: runStart, to: position)
                sink.nullCharacter(&arena)
                position += 1
                runStart = position
            } else if byte == UInt8(ascii: "]"), starts("]]>") {
                emitText(from: runStart, to: position)
                position += 3
                contentModel = .data
                return
            } else {
                position += 1
            }
        }
        emitText(from: runStart, to: end)
        contentModel = .data
    }

    private enum ScriptState {
        case plain
        case escaped
        case doubleEscaped
    }

    /// Script data with its two levels of escape in `<!--`.
    mutating func scriptData() {
        var runStart = position
        var state = ScriptState.plain
        while position < end {
            let byte = base[position]
            switch byte {
            case 0:
                replaceNull(&runStart)
            case UInt8(ascii: "<"):
                switch state {
                case .plain:
                    if finishAtEndTag(runStart) { return }
                    if starts("<!--") {
                        state = .escaped
                        // The dashes stay ahead: `<!-->` ends the escape at once.
                        position += 2
                    } else {
                        position += 1
                    }
                case .escaped:
                    if finishAtEndTag(runStart) { return }
                    position += 1
                    if skipScriptWord() { state = .doubleEscaped }
                case .doubleEscaped:
                    position += 1
                    if position < end, base[position] == UInt8(ascii: "/") {
                        position += 1
                        if skipScriptWord() { state = .escaped }
                    }
                }
            case UInt8(ascii: "-") where state != .plain && starts("-->"):
                state = .plain
                position += 3
            case _ where state == .plain:
                position = ByteScan.firstSpecial(
                    UInt8(ascii: "<"), UInt8(ascii: "<"), in: base, from: position, to: end)
            default:
                position += 1
            }
        }
        emitText(from: runStart, to: end)
    }

    /// Skips letters and what ends them; true if they were `script`. Stays put if there are none.
    private mutating func skipScriptWord() -> Bool {
        let start = position
        while position < end, base[position].isASCIILetter { position += 1 }
        guard position > start, position < end else { return false }
        let word = UnsafeBufferPointer(start: base + start, count: position - start)
        let byte = base[position]
        guard byte.isHTMLSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") else { return false }
        position += 1
        return word.equalsIgnoringCase("script")
    }

    /// At `<`: if the appropriate end tag begins here, emits the run and the tag, and goes back to data.
    private mutating func finishAtEndTag(_ runStart: Int) -> Bool {
        let after = position + 2 + lastStartTagBytes.count
        guard !lastStartTagBytes.isEmpty, after < end, base[position + 1] == UInt8(ascii: "/") else {
            return false
        }
        let byte = base[after]
        guard byte.isHTMLSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") else { return false }
        for (offset, expected) in lastStartTagBytes.enumerated()
        where base[position + 2 + offset].asciiLowercased != expected {
            return false
        }
        emitText(from: runStart, to: position)
        position = after
        contentModel = .data
        finishEndTag(lastStartTag)
        return true
    }
}
