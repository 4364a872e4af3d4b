import HTML

extension MarkdownWalk {
    /// A formula in MathML: its TeX where the page has it, else TeX made from the markup.
    mutating func math(_ index: Int, _ end: Int) -> Int {
        write(formula: tex(of: index), isDisplay: isDisplay(index))
        return end
    }

    /// The TeX of a `math` element: its annotation, its `alttext`, or what it is converted to.
    private func tex(of math: Int) -> [UInt8] {
        for index in math + 1..<max(math + 1, arena.end(of: math))
        where arena.nodes[index].name == Name.annotation.rawValue && arena.nodes[index].kind == .element {
            if arena.attribute(.encoding, of: index)?.containsIgnoringCase("tex") == true {
                return text(of: index)
            }
        }
        for position in arena.attributeRange(arena.nodes[math])
        where arena.attributes[position].name == names.alttext?.rawValue {
            return Array(arena.bytes(arena.attributes[position].value))
        }
        return MathMLConverter(arena: arena).tex(of: math)
    }

    private func text(of node: Int) -> [UInt8] {
        var out: [UInt8] = []
        for index in node + 1..<max(node + 1, arena.end(of: node)) where arena.nodes[index].kind == .text {
            out.append(contentsOf: arena.bytes(arena.nodes[index].range))
        }
        return out
    }

    /// Whether a formula stands in a block of its own.
    private func isDisplay(_ math: Int) -> Bool {
        if arena.attribute(.display, of: math)?.equalsIgnoringCase("block") == true { return true }
        var ancestor = Int(arena.nodes[math].parent)
        for _ in 0..<4 where ancestor >= 0 {
            if arena.attribute(.display, of: ancestor)?.equalsIgnoringCase("true") == true { return true }
            if let names = arena.attribute(.class, of: ancestor),
                names.containsIgnoringCase("katex-display") || names.containsIgnoringCase("math-block")
                    || names.containsIgnoringCase("math-display")
                    || names.containsIgnoringCase("mathjax_display")
            {
                return true
            }
            ancestor = Int(arena.nodes[ancestor].parent)
        }
        return false
    }

    /// `script` holds TeX where MathJax is to find it; others are no text.
    mutating func script(_ index: Int, _ end: Int) -> Int {
        guard let type = arena.attribute(.type, of: index)?.trimmed, type.hasPrefixIgnoringCase("math/tex")
        else {
            return end
        }
        write(formula: text(of: index), isDisplay: type.containsIgnoringCase("mode=display"))
        return end
    }

    /// Elements that stand for a formula, known by class or by an attribute that holds TeX. Where to go on; nil
    /// for any other element.
    mutating func formula(_ index: Int, _ record: NodeRecord, class names: UnsafeBufferPointer<UInt8>) -> Int?
    {
        let end = Int(record.subtreeEnd)
        let isFormula = names.anyToken { token in
            switch token.first {
            case UInt8(ascii: "k"): token.equalsIgnoringCase("katex")
            case UInt8(ascii: "m"), UInt8(ascii: "M"):
                token.equalsIgnoringCase("mwe-math-element") || token.hasPrefixIgnoringCase("mathjax")
                    || token.equalsIgnoringCase("mjx-chtml")
                    || token.equalsIgnoringCase("mjx_assistive_mathml")
            default: false
            }
        }
        guard isFormula else { return nil }
        if isFollowedByTeX(index) { return end }
        if let math = arena.firstDescendant(of: index, .math) {
            write(formula: tex(of: math), isDisplay: isDisplay(math))
            return end
        }
        // MathJax has typeset it, and its source stands elsewhere.
        return names.containsIgnoringCase("mathjax_preview") || names.containsIgnoringCase("mathjax_svg")
            || names.containsIgnoringCase("mjx-chtml") ? end : nil
    }

    /// Whether the next element is the script that what `index` shows was made from.
    private func isFollowedByTeX(_ index: Int) -> Bool {
        var next = Int(arena.nodes[index].nextSibling)
        for _ in 0..<3 {
            while next >= 0, arena.nodes[next].kind != .element { next = Int(arena.nodes[next].nextSibling) }
            guard next >= 0 else { return false }
            if arena.isElement(next, .script) {
                return arena.attribute(.type, of: next)?.trimmed.hasPrefixIgnoringCase("math/tex") ?? false
            }
            next = Int(arena.nodes[next].nextSibling)
        }
        return false
    }

    /// An element with TeX in an attribute such as `data-math`.
    mutating func attributed(_ index: Int, _ record: NodeRecord, tex: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !tex.trimmed.isEmpty else { return nil }
        let math = arena.firstDescendant(of: index, .math)
        let named = arena.attribute(.class, of: index)
        let isMath =
            math != nil || named?.containsIgnoringCase("math") == true
            || named?.containsIgnoringCase("tex") == true
        guard isMath else { return nil }
        let isBlock =
            named?.containsIgnoringCase("block") == true || named?.containsIgnoringCase("display") == true
            || math.map { isDisplay($0) } == true
        write(formula: Array(tex), isDisplay: isBlock)
        return Int(record.subtreeEnd)
    }

    /// Writes TeX between dollar signs, as it is.
    mutating func write(formula: [UInt8], isDisplay: Bool) {
        formula.withUnsafeBufferPointer { bytes in
            let tex = Self.withoutStyle(bytes.trimmed)
            guard !tex.isEmpty else { return }
            if isDisplay, !writer.isInCell, headingDepth == 0 {
                writer.endBlock()
                writer.startLine(.paragraph)
                writer.append("$$")
                var start = 0
                while start < tex.count, !writer.isFull {
                    let end = tex[start...].firstIndex(of: 0x0A) ?? tex.count
                    let line = UnsafeBufferPointer(rebasing: tex[start..<end]).trimmed
                    if !line.isEmpty { writer.continueLine(with: line) }
                    start = end + 1
                }
                writer.continueLine()
                writer.append("$$")
                writer.endBlock()
                return
            }
            writer.beginInline(.punctuation)
            writer.append(isDisplay ? "$$" : "$")
            for byte in tex {
                if byte == UInt8(ascii: "|"), writer.isInCell { writer.out.append(UInt8(ascii: "\\")) }
                writer.out.append(byte.isHTMLSpace ? 0x20 : byte)
            }
            writer.append(isDisplay ? "$$" : "$")
        }
    }

    /// `{\displaystyle x}` is `x`.
    private static func withoutStyle(_ tex: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard tex.hasPrefixIgnoringCase("{\\displaystyle "), tex.last == UInt8(ascii: "}") else { return tex }
        return UnsafeBufferPointer(rebasing: tex[15..<(tex.count - 1)]).trimmed
    }

    // MARK: TeX in the text

    /// Text of a page that a script would search for formulas: `\(…\)`, `\[…\]`, `$$…$$` are kept as they are.
    mutating func textWithFormulas(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var position = 0
        while position + 1 < bytes.count {
            guard let (opening, closing, isDisplay) = Self.delimiters(bytes, at: position) else {
                position += 1
                continue
            }
            var end = position + opening
            var found = false
            while end + closing.utf8CodeUnitCount <= bytes.count {
                if UnsafeBufferPointer(rebasing: bytes[end...]).hasPrefixIgnoringCase(closing) {
                    found = true
                    break
                }
                end += 1
            }
            guard found else { break }
            writer.text(UnsafeBufferPointer(rebasing: bytes[start..<position]))
            write(formula: Array(bytes[(position + opening)..<end]), isDisplay: isDisplay)
            position = end + closing.utf8CodeUnitCount
            start = position
        }
        writer.text(UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    private static func delimiters(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (Int, StaticString, Bool)? {
        switch (bytes[position], bytes[position + 1]) {
        case (UInt8(ascii: "\\"), UInt8(ascii: "(")): (2, "\\)", false)
        case (UInt8(ascii: "\\"), UInt8(ascii: "[")): (2, "\\]", true)
        case (UInt8(ascii: "$"), UInt8(ascii: "$")): (2, "$$", true)
        default: nil
        }
    }
}
