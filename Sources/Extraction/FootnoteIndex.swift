import HTML

/// Which elements of a page are references to notes, and which are the notes.
///
/// A reference is a short link to a place on the page (a number or a sign, most often raised); a note is the
/// list item, paragraph or box with that `id`, in a place that is named as holding notes. Both must be there,
/// or nothing is taken for a note.
struct FootnoteIndex {
    /// The label of each reference, by the node that stands for all of it.
    private(set) var references: [Int: String] = [:]
    /// The label of each note, by the element that holds its text.
    private(set) var notes: [Int: String] = [:]

    var isEmpty: Bool { notes.isEmpty }

    private struct Candidate {
        var link: Int
        var target: [UInt8]
        var text: [UInt8]
    }

    init(_ arena: Arena) {
        var candidates: [Candidate] = []
        var index = 0
        while index < arena.nodes.count {
            let record = arena.nodes[index]
            if record.name == Name.a.rawValue, record.kind == .element,
                let found = Self.candidate(arena, index)
            {
                candidates.append(found)
            }
            index += 1
        }
        guard !candidates.isEmpty else { return }
        let places = Self.places(arena, Set(candidates.map(\.target)))
        // A box that several references lead to holds all notes, or none.
        var found: [Int: Set<[UInt8]>] = [:]
        var noteOf: [Int?] = []
        for candidate in candidates {
            let note = places[candidate.target].flatMap {
                Self.note(arena, at: $0, referredToBy: candidate.link)
            }
            noteOf.append(note)
            if let note { found[note, default: []].insert(candidate.target) }
        }
        var labels = Set<String>()
        var labelOf: [Int: String] = [:]
        for (candidate, note) in zip(candidates, noteOf) {
            guard let note, found[note]?.count == 1 else { continue }
            if labelOf[note] == nil {
                let digits = candidate.text.filter(\.isDigit)
                var label = String(decoding: digits, as: UTF8.self)
                var number = labels.count + 1
                while label.isEmpty || labels.contains(label) {
                    label = String(number)
                    number += 1
                }
                labels.insert(label)
                labelOf[note] = label
            }
            references[Self.whole(arena, candidate.link)] = labelOf[note]
        }
        notes = labelOf
    }

    /// A link within the page whose text is a number, letter or sign.
    private static func candidate(_ arena: Arena, _ link: Int) -> Candidate? {
        guard arena.end(of: link) - link <= 8, let href = arena.attribute(.href, of: link)?.trimmed,
            let mark = href.firstIndex(of: UInt8(ascii: "#")), mark + 1 < href.count
        else { return nil }
        var text: [UInt8] = []
        var isRaised = false
        for node in link + 1..<arena.end(of: link) {
            let record = arena.nodes[node]
            if record.kind == .text { text.append(contentsOf: arena.bytes(record.range)) }
            if record.name == Name.sup.rawValue, record.kind == .element { isRaised = true }
        }
        text.removeAll {
            $0.isHTMLSpace || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "(")
                || $0 == UInt8(ascii: ")")
        }
        guard !text.isEmpty, text.count <= 6,
            text.contains(where: \.isDigit) || !text.contains(where: \.isLetter) || text.count == 1
        else { return nil }
        // An arrow leads back.
        if text.starts(with: "↩".utf8) || text.starts(with: "↑".utf8) || text == [UInt8(ascii: "^")]
            || text.starts(with: "↵".utf8) || text.starts(with: "⏎".utf8)
        {
            return nil
        }
        guard isRaised || isNoteReference(arena, link) else { return nil }
        return Candidate(link: link, target: Array(href[(mark + 1)...]), text: text)
    }

    private static func isNoteReference(_ arena: Arena, _ link: Int) -> Bool {
        let parent = Int(arena.nodes[link].parent)
        if parent >= 0, arena.isElement(parent, .sup) { return true }
        for node in [link, parent] where node >= 0 {
            for name in [Name.class, .rel, .role] {
                guard let value = arena.attribute(name, of: node) else { continue }
                if value.containsIgnoringCase("footnote") || value.containsIgnoringCase("noteref") {
                    return true
                }
            }
        }
        return false
    }

    /// The elements with the wanted values of `id`; for an anchor the old `name` counts too.
    private static func places(_ arena: Arena, _ wanted: Set<[UInt8]>) -> [[UInt8]: Int] {
        var result: [[UInt8]: Int] = [:]
        for index in arena.nodes.indices where arena.nodes[index].kind == .element {
            for position in arena.attributeRange(arena.nodes[index]) {
                let attribute = arena.attributes[position]
                guard
                    attribute.name == Name.id.rawValue
                        || attribute.name == Name.name.rawValue && arena.nodes[index].name == Name.a.rawValue
                else { continue }
                let id = Array(arena.bytes(attribute.value))
                if wanted.contains(id), result[id] == nil { result[id] = index }
            }
        }
        return result
    }

    /// The block that holds the note at `place`; nil when it does not look like one.
    private static func note(_ arena: Arena, at place: Int, referredToBy link: Int) -> Int? {
        var note = place
        for _ in 0..<4 {
            switch Name(rawValue: arena.nodes[note].name) {
            case .li, .p, .div, .dd, .aside, .section:
                guard link < note || link >= arena.end(of: note), arena.end(of: note) - note < 400,
                    arena.isElement(note, .li) || isNamed(arena, note, levels: 4)
                else { return nil }
                return isNamed(arena, note, levels: 4) ? note : nil
            default:
                note = Int(arena.nodes[note].parent)
                if note < 0 { return nil }
            }
        }
        return nil
    }

    /// Whether the element, or one of its ancestors, is named as a place of notes.
    private static func isNamed(_ arena: Arena, _ node: Int, levels: Int) -> Bool {
        var node = node
        for _ in 0..<levels where node >= 0 {
            for name in [Name.class, .id, .role] {
                guard let value = arena.attribute(name, of: node) else { continue }
                if value.containsIgnoringCase("footnote") || value.containsIgnoringCase("endnote")
                    || value.containsIgnoringCase("cite_note") || value.containsIgnoringCase("reflist")
                    || value.containsIgnoringCase("references")
                    || value.anyToken({ $0.equalsIgnoringCase("notes") || $0.hasPrefixIgnoringCase("fn") })
                {
                    return true
                }
            }
            node = Int(arena.nodes[node].parent)
        }
        return false
    }

    /// The raised or bracketed box around a reference, when it holds nothing else.
    private static func whole(_ arena: Arena, _ link: Int) -> Int {
        var node = link
        for _ in 0..<2 {
            let parent = Int(arena.nodes[node].parent)
            guard parent >= 0, arena.isElement(parent, .sup) || arena.isElement(parent, .span) else { break }
            var others = 0
            var child = Int(arena.nodes[parent].firstChild)
            while child >= 0 {
                let record = arena.nodes[child]
                if child != node {
                    if record.kind == .element { others += 1 }
                    if record.kind == .text,
                        arena.bytes(record.range).contains(where: {
                            !$0.isHTMLSpace && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]")
                        })
                    {
                        others += 1
                    }
                }
                child = Int(arena.nodes[child].nextSibling)
            }
            guard others == 0 else { break }
            node = parent
        }
        return node
    }
}
