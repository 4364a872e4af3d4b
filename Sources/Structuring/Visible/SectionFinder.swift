import HTML

/// Finds the list under a heading, or with a class, that names a field: "Ingredients", `class="directions"`.
enum SectionFinder {
    private static let nodeLimit = 3_000
    private static let lineLimit = 200

    static func lines(for field: Field, in view: PageView) -> [String] {
        let hint: ElementHints =
            switch field.concept?.id {
            case .ingredients: .ingredient
            case .instructions: .instruction
            default: []
            }
        if !hint.isEmpty {
            let document = view.document
            let marked = view.spots.filter {
                $0.context.contains(hint) && $0.context.isDisjoint(with: [.related, .hidden, .chrome])
                    && !$0.isHeading
            }
            let entries = marked.filter { document.isElement($0.node, .li) }
            let paragraphs = marked.filter { document.isElement($0.node, .p) }
            if entries.count >= 2 { return entries.prefix(lineLimit).map(view.text(of:)) }
            if paragraphs.count >= 2, hint == .instruction {
                return paragraphs.prefix(lineLimit).map(view.text(of:))
            }
        }
        return underHeading(Set([field.words] + (field.concept?.names ?? [])), view)
    }

    private static func underHeading(_ names: Set<String>, _ view: PageView) -> [String] {
        let document = view.document
        for node in document.nodes where document.isElement(node) {
            guard let level = level(of: document.name(of: node)),
                document.subtreeEnd(of: node) - node.index < 12
            else { continue }
            let text = Folding.words(VisibleText.line(of: node, in: document, limit: 80))
            guard names.contains(text) else { continue }
            let lines = following(node, level: level, document)
            if lines.count >= 2 { return lines }
        }
        return []
    }

    /// 1 to 6 for headings, 7 for what is only set off like one.
    private static func level(of name: Name) -> Int? {
        switch name {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4: 4
        case .h5: 5
        case .h6: 6
        case .strong, .b, .p, .span, .div, .legend, .caption: 7
        default: nil
        }
    }

    /// The entries of lists up to the next heading of the same rank, or else the paragraphs.
    private static func following(_ heading: NodeID, level: Int, _ document: Document) -> [String] {
        var entries: [String] = []
        var paragraphs: [String] = []
        var index = document.subtreeEnd(of: heading)
        let end = min(document.count, index + nodeLimit)
        while index < end, entries.count < lineLimit, paragraphs.count < lineLimit {
            let node = NodeID(rawValue: Int32(index))
            let name = document.name(of: node)
            if VisibleText.isSilent(name) || name == .footer || name == .nav {
                if name == .footer { break }
                index = document.subtreeEnd(of: node)
                continue
            }
            if let next = self.level(of: name), next < 7, next <= level { break }
            if name == .li || name == .p {
                let line = VisibleText.line(of: node, in: document, limit: 4_000)
                if !line.isEmpty { if name == .li { entries.append(line) } else { paragraphs.append(line) } }
                index = document.subtreeEnd(of: node)
                continue
            }
            index += 1
        }
        return entries.count >= 2 ? entries : paragraphs
    }
}
