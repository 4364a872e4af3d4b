extension MarkdownWriter {
    /// Emphasis, a link or an HTML tag around text, open or about to be.
    struct Span {
        enum Kind: UInt8 {
            case emphasis, strong, deletion, link, tag
        }

        enum State: UInt8 {
            /// Its mark is written when text comes.
            case waiting
            case open
            /// A link that has had its text: the blocks after the first go without.
            case spent
        }

        var kind: Kind
        /// Emphasis: the mark. Tag: see `tagName`.
        var mark: UInt8 = UInt8(ascii: "*")
        var state = State.waiting
        /// Written as an HTML tag, where marks would not be read as such.
        var isHTML = false
        /// Where the opening mark starts in the output.
        var position = 0
        /// The destination of a link, ready to be written.
        var destination: [UInt8] = []
        /// The title of a link, ready to be written between quotation marks.
        var title: [UInt8] = []
        var tagName: StaticString = ""

        var htmlName: StaticString {
            switch kind {
            case .emphasis: "em"
            case .strong: "strong"
            case .deletion: "del"
            case .link, .tag: tagName
            }
        }

        var markCount: Int { kind == .emphasis ? 1 : 2 }
    }

    /// Opens emphasis around what follows; false when it is there already, or as deep as is of use.
    mutating func openEmphasis(_ kind: Span.Kind, isRepeatable: Bool) -> Bool {
        let depth = spans.count { $0.kind == kind }
        guard depth == 0 || depth == 1 && isRepeatable && kind != .deletion else { return false }
        spans.append(Span(kind: kind, mark: kind == .deletion ? UInt8(ascii: "~") : UInt8(ascii: "*")))
        isSettled = false
        return true
    }

    mutating func openTag(_ name: StaticString) {
        spans.append(Span(kind: .tag, isHTML: true, tagName: name))
        isSettled = false
    }

    /// Destination and title are escaped already. False inside of a link.
    mutating func openLink(to destination: [UInt8], title: [UInt8]) -> Bool {
        guard openLinks == 0 else { return false }
        openLinks += 1
        spans.append(Span(kind: .link, destination: destination, title: title))
        isSettled = false
        return true
    }

    /// Closes the innermost span. A span without text leaves nothing.
    mutating func closeSpan() {
        guard let span = spans.popLast() else { return }
        if span.kind == .link { openLinks -= 1 }
        if firstUnopened > spans.count { firstUnopened = spans.count }
        guard span.state == .open else { return }
        close(span)
        isSettled = false
    }

    private mutating func close(_ span: Span) {
        switch span.kind {
        case .link:
            flushClosers(before: .punctuation)
            let repeatsText = out[(span.position + 1)...].elementsEqual(span.title)
            append("](")
            out.append(contentsOf: span.destination)
            if !span.title.isEmpty, !repeatsText {
                append(" \"")
                out.append(contentsOf: span.title)
                out.append(UInt8(ascii: "\""))
            }
            out.append(UInt8(ascii: ")"))
        case .tag:
            flushClosers(before: .punctuation)
            appendTag(span.tagName, isEnd: true)
        default: closers.append(span)
        }
    }

    /// Writes the opening marks that wait, before content whose first character is of class `next`.
    mutating func openSpans(before next: CharacterClass) {
        // `<b>a</b><b>b</b>` is one run of strong text.
        while let last = closers.last, firstUnopened < spans.count, spans[firstUnopened].kind == last.kind,
            spans[firstUnopened].state == .waiting
        {
            closers.removeLast()
            spans[firstUnopened].state = .open
            spans[firstUnopened].position = last.position
            spans[firstUnopened].mark = last.mark
            spans[firstUnopened].isHTML = last.isHTML
            firstUnopened += 1
        }
        let following: CharacterClass = firstUnopened < spans.count ? .punctuation : next
        if !closers.isEmpty { flushClosers(before: following) }
        while firstUnopened < spans.count {
            // `***` is one run: what follows it counts for both.
            let isLast =
                firstUnopened == spans.count - 1
                || firstUnopened == spans.count - 2 && spans[firstUnopened].kind == .emphasis
                    && spans[firstUnopened + 1].kind == .strong
            if spans[firstUnopened].state == .waiting {
                open(firstUnopened, before: isLast ? next : .punctuation)
            }
            firstUnopened += 1
        }
    }

    private mutating func open(_ index: Int, before next: CharacterClass) {
        if spans[index].kind == .link, out.last == UInt8(ascii: "!"), !isAtLineStart {
            out.removeLast()
            append("\\!")
        }
        spans[index].state = .open
        spans[index].position = out.count
        switch spans[index].kind {
        case .link: out.append(UInt8(ascii: "["))
        case .tag: appendTag(spans[index].tagName, isEnd: false)
        case .deletion:
            if CharacterClass.opens(after: CharacterClass(endOf: out), before: next),
                out.last != UInt8(ascii: "~")
            {
                append("~~")
            } else {
                openAsTag(index)
            }
        case .emphasis, .strong: openEmphasis(index, before: next)
        }
    }

    private mutating func openEmphasis(_ index: Int, before next: CharacterClass) {
        let previous = CharacterClass(endOf: out)
        var mark = UInt8(ascii: "*")
        if out.last == mark {
            // `***` is emphasis around strong text; every other neighbourhood of marks wants the other mark.
            let joins =
                spans[index].kind == .strong && index > 0 && spans[index - 1].kind == .emphasis
                && spans[index - 1].position == out.count - 1 && spans[index - 1].mark == mark
                && (out.count == 1 || out[out.count - 2] != mark)
            if !joins { mark = UInt8(ascii: "_") }
        } else if spans[..<index].contains(where: { $0.kind == spans[index].kind && $0.mark == mark }) {
            mark = UInt8(ascii: "_")
        }
        guard CharacterClass.opens(after: previous, before: next),
            mark == UInt8(ascii: "*") || previous == .space || previous == .punctuation,
            mark == UInt8(ascii: "*") || out.last != mark
        else { return openAsTag(index) }
        spans[index].mark = mark
        for _ in 0..<spans[index].markCount { out.append(mark) }
    }

    private mutating func openAsTag(_ index: Int) {
        spans[index].isHTML = true
        appendTag(spans[index].htmlName, isEnd: false)
    }

    /// Writes the closing marks that wait, before a character of class `next`.
    mutating func flushClosers(before next: CharacterClass) {
        var previous = CharacterClass(endOf: out)
        var runMark: UInt8 = 0
        for index in closers.indices {
            let span = closers[index]
            if span.isHTML {
                appendTag(span.htmlName, isEnd: true)
                previous = .punctuation
                runMark = 0
                continue
            }
            // Equal marks side by side are one run to CommonMark, with one neighbour on either side.
            var end = index + 1
            while end < closers.count, closers[end].mark == span.mark, !closers[end].isHTML { end += 1 }
            let following: CharacterClass = end < closers.count ? .punctuation : next
            if runMark != 0, runMark != span.mark { previous = .punctuation }
            let closes =
                CharacterClass.closes(after: previous, before: following)
                && (span.mark != UInt8(ascii: "_") || following == .space || following == .punctuation)
                && (span.mark != UInt8(ascii: "~") || out.last != span.mark)
            if closes {
                for _ in 0..<span.markCount { out.append(span.mark) }
                runMark = span.mark
            } else {
                rewriteAsTag(span)
                previous = .punctuation
                runMark = 0
            }
        }
        closers.removeAll(keepingCapacity: true)
    }

    /// Replaces the opening mark by a tag, and closes that: the marks would not be read as such here.
    private mutating func rewriteAsTag(_ span: Span) {
        var tag: [UInt8] = [UInt8(ascii: "<")]
        tag.append(
            contentsOf: UnsafeBufferPointer(
                start: span.htmlName.utf8Start, count: span.htmlName.utf8CodeUnitCount))
        tag.append(UInt8(ascii: ">"))
        out.replaceSubrange(span.position..<span.position + span.markCount, with: tag)
        appendTag(span.htmlName, isEnd: true)
    }

    private mutating func appendTag(_ name: StaticString, isEnd: Bool) {
        append(isEnd ? "</" : "<")
        append(name)
        out.append(UInt8(ascii: ">"))
    }

    /// Closes every span for the end of a block; emphasis opens again in the next.
    mutating func closeAllSpans() {
        var index = spans.count
        while index > 0 {
            index -= 1
            guard spans[index].state == .open else { continue }
            close(spans[index])
            spans[index].state = spans[index].kind == .link ? .spent : .waiting
            spans[index].isHTML = spans[index].kind == .tag
            spans[index].mark = spans[index].kind == .deletion ? UInt8(ascii: "~") : UInt8(ascii: "*")
        }
        flushClosers(before: .space)
        firstUnopened = 0
        isSettled = false
    }
}
