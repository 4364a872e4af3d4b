import Extraction
import HTML
import JSON

/// Reads RDFa 1.1 (Core §7.5, with the rules of HTML+RDFa) into items: subjects by `about`, `resource`, `href`,
/// `src` and `typeof`, values by `property`, `rel` and `rev`, chains over several elements included.
///
/// Names lose their prefixes, so undeclared ones do no harm; a `rel` without prefix counts only below a `vocab`,
/// for most are none of RDFa's.
struct RDFaReader {
    private let document: Document
    private let baseURL: String?
    /// The page itself as a subject.
    private let baseKey: String
    private var contexts: [Context] = []
    private var subjects: [String: Subject] = [:]
    private var order: [String] = []
    private var prefixes: [String: String] = [:]
    private var blanks = 0
    private var statements = 0
    private var texts = TextBudget()

    private struct Context {
        let end: Int
        let subject: String
        let object: String
        /// Relations whose other end is the next subject below.
        var pending: [(name: String, isReverse: Bool)] = []
        let hasVocabulary: Bool
    }

    private enum Value {
        case text(String)
        case subject(String)
    }

    private struct Subject {
        let node: NodeID
        var types: [String] = []
        var properties: [(name: String, value: Value)] = []
    }

    /// The items of the page. What is said of the page itself comes with `page` only: mostly meta elements,
    /// which are read elsewhere.
    static func items(in document: Document, baseURL: String?, page: Bool = false) -> [PageItem] {
        var reader = RDFaReader(document: document, baseURL: baseURL)
        let speakers = Arena.with(document) { Self.speakers(in: $0) }
        for (position, node) in speakers.enumerated() {
            reader.read(node, next: position + 1 < speakers.count ? speakers[position + 1].index : .max)
        }
        let base = reader.baseKey
        if !page, reader.subjects[base]?.types.isEmpty == true {
            reader.subjects[base] = nil
            reader.order.removeAll { $0 == base }
        }
        return reader.graph().pageItems(.rdfa)
    }

    private init(document: Document, baseURL: String?) {
        self.document = document
        self.baseURL = baseURL
        let baseKey = baseURL.map { String($0.prefix { $0 != "#" }) } ?? ""
        self.baseKey = baseKey
        contexts = [
            Context(end: document.count, subject: baseKey, object: baseKey, hasVocabulary: false)
        ]
    }

    /// The elements with an attribute of RDFa's.
    private static func speakers(in arena: Arena) -> [NodeID] {
        var found: [NodeID] = []
        for (index, record) in arena.nodes.enumerated() where record.kind == .element {
            let speaks = arena.attributeRange(record).contains {
                isOwn(Name(rawValue: arena.attributes[$0].name))
            }
            if speaks { found.append(NodeID(rawValue: Int32(index))) }
        }
        return found
    }

    private static func isOwn(_ name: Name) -> Bool {
        switch name {
        case .about, .resource, .typeof, .property, .rel, .rev, .vocab, .datatype, .prefix: true
        default: false
        }
    }

    // MARK: Elements

    private struct Attributes {
        var about, resource, link, typeof, property, rel, rev: String?
        var hasContent = false
        var datatype: String?
        var vocab: String?
    }

    private func attributes(of node: NodeID) -> Attributes {
        var found = Attributes()
        let list = document.attributes(of: node)
        for position in list.indices {
            let name = list.name(at: position)
            switch name {
            case .about: found.about = document.attribute(name, of: node)
            case .resource: found.resource = document.attribute(name, of: node)
            case .typeof: found.typeof = document.attribute(name, of: node)
            case .property: found.property = document.attribute(name, of: node)
            case .rel: found.rel = document.attribute(name, of: node)
            case .rev: found.rev = document.attribute(name, of: node)
            case .vocab: found.vocab = document.attribute(name, of: node)
            case .datatype: found.datatype = document.attribute(name, of: node)
            case .content: found.hasContent = true
            default: break
            }
        }
        found.link = document.attribute(.href, of: node) ?? document.attribute(.src, of: node)
        return found
    }

    /// `next` is the element after it that speaks.
    private mutating func read(_ node: NodeID, next: Int) {
        while contexts.count > 1, let last = contexts.last, last.end <= node.index { contexts.removeLast() }
        let own = attributes(of: node)
        guard statements < ItemGraph.statementLimit, contexts.count < 2_000,
            let context = contexts.last
        else { return }
        if let text = document.attribute(.prefix, of: node) { declare(text) }
        let hasVocabulary = own.vocab.map { !$0.isEmpty } ?? context.hasVocabulary
        let relations =
            names(own.rel, isRelation: true, hasVocabulary && own.property == nil).map { ($0, false) }
            + names(own.rev, isRelation: true, hasVocabulary && own.property == nil).map { ($0, true) }
        let end = document.subtreeEnd(of: node)
        // Most links have a relation that is none of RDFa's: they say nothing, and nobody below them does.
        if own.property == nil, own.typeof == nil, relations.isEmpty, context.pending.isEmpty,
            next >= end
        {
            return
        }
        let properties = names(own.property, isRelation: false, hasVocabulary)
        let about = own.about.flatMap(key)
        let target = own.resource.flatMap(key) ?? own.link.flatMap(key)
        let hasSubject = document.parent(of: node) == .document

        var subject: String?
        var object: String?
        var typed: String?
        var isPassing = false
        if !relations.isEmpty {
            subject = about ?? (hasSubject ? baseKey : context.object)
            object = target ?? (own.typeof != nil && about == nil ? blank() : nil)
            if own.typeof != nil { typed = about ?? object }
        } else if own.property != nil, !own.hasContent, own.datatype == nil {
            subject = about ?? (hasSubject ? baseKey : context.object)
            if own.typeof != nil {
                typed = about ?? (hasSubject ? baseKey : target ?? blank())
                object = typed
            }
        } else {
            subject = about ?? target
            if subject == nil {
                if hasSubject {
                    subject = baseKey
                } else if own.typeof != nil {
                    subject = blank()
                } else {
                    subject = context.object
                    isPassing = own.property == nil
                }
            }
            if own.typeof != nil { typed = subject }
        }
        guard let subject else { return }

        if let typed, let types = own.typeof {
            let names = MicrodataReader.tokens(types).prefix(ItemGraph.nameLimit)
            add(node, types: names.map(PageItem.shortName), to: typed)
        }
        var pending: [(name: String, isReverse: Bool)] = []
        for (name, isReverse) in relations {
            if let object {
                relate(subject, name, object, isReverse: isReverse, node)
            } else {
                pending.append((name, isReverse))
            }
        }
        if object == nil, !pending.isEmpty { object = blank() }
        if !properties.isEmpty {
            let value = value(of: node, own, target, typed, hasRelation: !relations.isEmpty)
            for name in properties { add(node, name, value, to: subject) }
        }
        if !isPassing {
            for (name, isReverse) in context.pending {
                relate(context.subject, name, subject, isReverse: isReverse, node)
            }
        }
        guard end > node.index + 1 else { return }
        contexts.append(
            isPassing
                ? Context(
                    end: end, subject: context.subject, object: context.object, pending: context.pending,
                    hasVocabulary: hasVocabulary)
                : Context(
                    end: end, subject: subject, object: object ?? subject, pending: pending,
                    hasVocabulary: hasVocabulary))
    }

    private mutating func value(
        of node: NodeID, _ own: Attributes, _ target: String?, _ typed: String?, hasRelation: Bool
    ) -> Value {
        let isPlain = own.hasContent || own.datatype != nil
        if !isPlain, !hasRelation, let target, own.resource != nil || own.link != nil {
            return .subject(target)
        }
        if !isPlain, own.about == nil, let typed { return .subject(typed) }
        guard !texts.isSpent else { return .text("") }
        if own.datatype != nil || hasRelation, !own.hasContent, !document.hasAttribute(.datetime, of: node) {
            return .text(texts.counted(VisibleText.line(of: node, in: document)))
        }
        return .text(texts.counted(PropertyValue.text(of: node, in: document, baseURL: baseURL)))
    }

    private func names(_ text: String?, isRelation: Bool, _ takesTerms: Bool) -> [String] {
        guard let text else { return [] }
        return MicrodataReader.tokens(text).prefix(ItemGraph.nameLimit).filter {
            !isRelation || takesTerms || $0.contains(":")
        }.map(PageItem.shortName)
    }

    private mutating func declare(_ text: String) {
        let words = MicrodataReader.tokens(text)
        var place = 0
        while place + 1 < words.count, prefixes.count < 200 {
            if words[place].hasSuffix(":") {
                prefixes[words[place].dropLast().lowercased()] = words[place + 1]
            }
            place += 2
        }
    }

    /// The subject that a reference names: an address, or a node without one (`_:x`).
    private func key(_ text: String) -> String? {
        var text = text.squashed
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        if text.hasPrefix("_:") { return text }
        if let colon = text.firstIndex(of: ":"), let start = prefixes[text[..<colon].lowercased()],
            !text[colon...].hasPrefix("://")
        {
            return start + text[text.index(after: colon)...]
        }
        if URLText.isScript(text) { return nil }
        return text.isEmpty ? baseKey : URLText.absolute(text, base: baseURL) ?? text
    }

    private mutating func blank() -> String {
        blanks += 1
        return "_: \(blanks)"
    }

    // MARK: Statements

    private mutating func touch(_ node: NodeID, _ key: String) {
        guard subjects[key] == nil else { return }
        subjects[key] = Subject(node: node)
        order.append(key)
    }

    private mutating func add(_ node: NodeID, types: [String], to key: String) {
        touch(node, key)
        var known = subjects[key]?.types ?? []
        for type in types where known.count < ItemGraph.nameLimit && !known.contains(type) {
            known.append(type)
        }
        subjects[key]?.types = known
    }

    private mutating func add(_ node: NodeID, _ name: String, _ value: Value, to key: String) {
        guard statements < ItemGraph.statementLimit else { return }
        statements += 1
        touch(node, key)
        subjects[key]?.properties.append((name, value))
    }

    private mutating func relate(
        _ subject: String, _ name: String, _ object: String, isReverse: Bool, _ node: NodeID
    ) {
        add(node, name, .subject(isReverse ? subject : object), to: isReverse ? object : subject)
    }

    // MARK: Items

    /// Subjects become items inside the first that names them; addresses that nothing is said of stay texts.
    private func graph() -> ItemGraph {
        var graph = ItemGraph()
        var places: [String: Int] = [:]
        for key in order.prefix(ItemGraph.itemLimit) {
            guard let subject = subjects[key] else { continue }
            var item = ItemGraph.Item(node: subject.node)
            item.types = subject.types
            if !key.hasPrefix("_:"), !key.isEmpty { item.id = key }
            places[key] = graph.items.count
            graph.items.append(item)
        }
        for (key, place) in places {
            for (name, value) in subjects[key]?.properties ?? [] {
                switch value {
                case .text(let text): graph.items[place].add(.text(text), to: name)
                case .subject(let other):
                    if let inner = places[other] {
                        graph.items[place].add(.item(inner), to: name)
                        if inner != place { graph.items[inner].isNested = true }
                    } else if !other.hasPrefix("_:") {
                        graph.items[place].add(.text(other), to: name)
                    }
                }
            }
        }
        graph.standUnreached()
        return graph
    }
}
