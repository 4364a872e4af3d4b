import HTML

/// Finds who wrote the page, and reads names out of bylines.
enum BylineFinder {
    /// Names in page order, each once.
    static func authors(in view: PageView) -> [String] {
        var linked: [String] = []
        var marked: [String] = []
        for spot in view.spots {
            guard spot.count <= 160, spot.context.isDisjoint(with: [.related, .comment]) else {
                continue
            }
            if isAuthorLink(spot.node, view.document) { linked += names(in: view.text(of: spot)) }
            if spot.hints.contains(.author), marked.isEmpty { marked = names(in: view.text(of: spot)) }
        }
        let found = linked.isEmpty ? marked : linked
        return unique(found)
    }

    private static func isAuthorLink(_ node: NodeID, _ document: Document) -> Bool {
        if let rel = document.attribute(.rel, of: node), rel.lowercased().containsText("author") {
            return true
        }
        guard let property = document.attribute(.itemprop, of: node) else { return false }
        return property.lowercased() == "author"
    }

    static func unique(_ names: [String]) -> [String] {
        var seen = Set<String>()
        return names.filter { seen.insert(Folding.key($0)).inserted }
    }

    /// The persons that a byline names: without "By", roles and places; split at "and", commas and the like.
    static func names(in text: String) -> [String] {
        var parts = [withoutPrefix(text)]
        for separator in [
            " and ", " und ", " et ", " y ", " & ", " og ", " och ", " en ", " e ", ", ", ";", " | ", " • ",
            " · ", " / ",
        ] {
            parts = parts.flatMap { part -> [String] in
                guard part.containsText(separator) else { return part.isEmpty ? [] : [part] }
                // "Maria e Silva": a single letter only parts what would be a name on both sides.
                let pieces = part.split(separator: separator).map { String($0).squashed }
                if separator.utf8.contains(where: \.isASCIILetter) || separator == " & ",
                    !pieces.allSatisfy({ $0.split(separator: " ").count >= 2 })
                {
                    return [part]
                }
                return pieces
            }
        }
        return parts.prefix(20).map {
            withoutOffice(
                $0.trimming { $0 == "," || $0 == "." || $0 == ":" || $0 == " " || $0 == "-" || $0 == "–" })
        }.filter(isName)
    }

    /// The byline without "By" and the like.
    static func withoutPrefix(_ text: String) -> String {
        var text = TextCleaner.line(text)
        var lower = text.lowercased()
        for prefix in prefixes where lower.hasPrefix(prefix) {
            text = String(text.dropFirst(prefix.count)).squashed
            lower = text.lowercased()
        }
        return text
    }

    private static func withoutOffice(_ name: String) -> String {
        for office in offices where name.hasSuffix(office) && name.utf8.count > office.utf8.count + 2 {
            return String(name.dropLast(office.count)).squashed
        }
        return name
    }

    /// What Korean and Japanese bylines put behind a reporter's name.
    private static let offices = [" 기자", " 특파원", "記者"]

    static func isName(_ text: String) -> Bool {
        guard (2...60).contains(text.unicodeScalars.count), !text.hasPrefix("http"), !text.containsText("@")
        else { return false }
        guard !text.utf8.contains(where: \.isASCIIDigit) else { return false }
        return text.split(separator: " ").count <= 6
    }

    private static let prefixes = [
        "written by", "posted by", "by:", "by ", "von:", "von ", "par ", "por ", "di ", "door ", "av ", "af ",
        "autor:", "author:", "authors:",
        "text:", "text von", "przez ", "автор:", "a cura di", "recipe by", "redaktion:", "words by",
        "story by", "report by", "from ",
    ]
}
