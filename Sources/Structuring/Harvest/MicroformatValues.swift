import HTML

/// The values that elements give to microformat properties, and those that they imply.
struct MicroformatValues {
    let document: Document
    let baseURL: String?

    /// Of a `p-` property.
    func text(of node: NodeID) -> String {
        if let parts = parts(of: node), !parts.isEmpty { return parts.joined().squashed }
        switch document.name(of: node) {
        case .abbr, .link: if let title = document.attribute(.title, of: node) { return title.squashed }
        case .data, .input: if let value = document.attribute(.value, of: node) { return value.squashed }
        case .img, .area: if let alt = document.attribute(.alt, of: node) { return alt.squashed }
        default: break
        }
        return content(of: node)
    }

    /// Of a `u-` property.
    func link(of node: NodeID) -> String {
        let name: Name? =
            switch document.name(of: node) {
            case .a, .area, .link: .href
            case .img, .audio, .source, .iframe: .src
            case .video: document.hasAttribute(.src, of: node) ? .src : .poster
            case .object: .data
            default: nil
            }
        if let name, let link = document.attribute(name, of: node) { return resolved(link) }
        if let parts = parts(of: node), !parts.isEmpty { return resolved(parts.joined()) }
        switch document.name(of: node) {
        case .abbr: if let title = document.attribute(.title, of: node) { return resolved(title) }
        case .data, .input: if let value = document.attribute(.value, of: node) { return resolved(value) }
        default: break
        }
        return resolved(content(of: node))
    }

    /// Of a `dt-` property. A time without a day is that of `day`, which a value with one sets.
    func date(of node: NodeID, day: inout String?) -> String {
        if let parts = parts(of: node, ofDate: true), let date = MicroformatDate(parts, day: day) {
            day = date.day ?? day
            return date.text
        }
        var text: String?
        switch document.name(of: node) {
        case .time, .ins, .del: text = document.attribute(.datetime, of: node)
        case .abbr: text = document.attribute(.title, of: node)
        case .data, .input: text = document.attribute(.value, of: node)
        default: break
        }
        let value = (text ?? content(of: node)).squashed
        if let date = MicroformatDate([value], day: nil)?.day { day = date }
        return value
    }

    /// The text of an element; a picture counts by its alternative text, else by its address.
    func content(of node: NodeID, namesPictures: Bool = true) -> String {
        var pictures: [(place: Int, text: String)] = []
        for inner in document.subtree(of: node).dropFirst() where document.isElement(inner, .img) {
            let text =
                document.attribute(.alt, of: inner)
                ?? (namesPictures ? document.attribute(.src, of: inner).map { " \(resolved($0)) " } : nil)
            if let text, !text.isEmpty, pictures.count < 50 { pictures.append((inner.index, text)) }
        }
        guard !pictures.isEmpty else { return VisibleText.line(of: node, in: document) }
        return VisibleText.line(of: node, in: document, pictures: pictures)
    }

    private func resolved(_ link: String) -> String {
        guard link.squashed.isEmpty else { return URLText.absoluteIfPossible(link, base: baseURL) }
        return URLText.absolute("#", base: baseURL).map { String($0.dropLast()) } ?? ""
    }

    // MARK: The value class pattern

    /// The parts of class `value` inside, or the title of a `value-title`; nil when there are none.
    private func parts(of node: NodeID, ofDate isDate: Bool = false) -> [String]? {
        var parts: [String] = []
        var index = node.index + 1
        let end = document.subtreeEnd(of: node)
        while index < end, parts.count < 20 {
            let inner = NodeID(rawValue: Int32(index))
            index += 1
            guard document.hasAttribute(.class, of: inner) else { continue }
            var classes = MicroformatClass()
            var isValue = false
            var isTitle = false
            _ = document.withAttribute(.class, of: inner) { text in
                classes.read(text, in: nil, hasOwner: true)
                (isValue, isTitle) = Self.values(in: text)
            }
            if isTitle, let title = document.attribute(.title, of: inner) {
                parts.append(title)
                index = document.subtreeEnd(of: inner)
            } else if isValue {
                parts.append(part(inner, ofDate: isDate))
                index = document.subtreeEnd(of: inner)
            } else if !classes.roots.isEmpty || !classes.properties.isEmpty {
                // What belongs to a property or an item inside is not this one's.
                index = document.subtreeEnd(of: inner)
            }
        }
        return parts.isEmpty ? nil : parts
    }

    private static func values(in classes: UnsafeBufferPointer<UInt8>) -> (Bool, Bool) {
        let tokens = classes.split { $0.isBlank }
        return (
            tokens.contains { $0.elementsEqual("value".utf8) },
            tokens.contains { $0.elementsEqual("value-title".utf8) }
        )
    }

    private func part(_ node: NodeID, ofDate isDate: Bool) -> String {
        switch document.name(of: node) {
        case .img, .area: return document.attribute(.alt, of: node) ?? ""
        case .data:
            if let value = document.attribute(.value, of: node) { return value }
        case .abbr:
            if let title = document.attribute(.title, of: node) { return title }
        case .time, .ins, .del:
            if isDate, let date = document.attribute(.datetime, of: node) { return date }
        default: break
        }
        return VisibleText.line(of: node, in: document)
    }

    // MARK: Implied values

    func impliedName(of node: NodeID) -> String {
        var target = node
        for depth in 0..<3 {
            if let text = nameAttribute(of: target), depth == 0 || !text.isEmpty { return text.squashed }
            guard let child = onlyChild(of: target) else { break }
            target = child
        }
        return content(of: node, namesPictures: false)
    }

    private func nameAttribute(of node: NodeID) -> String? {
        switch document.name(of: node) {
        case .img, .area: document.attribute(.alt, of: node)
        case .abbr: document.attribute(.title, of: node)
        default: nil
        }
    }

    func impliedPhoto(of node: NodeID) -> String? { implied([(.img, .src), (.object, .data)], of: node) }

    func impliedLink(of node: NodeID) -> String? { implied([(.a, .href), (.area, .href)], of: node) }

    /// The link of the element itself, of its only child of a kind, or of that of its only child.
    private func implied(_ kinds: [(element: Name, attribute: Name)], of node: NodeID) -> String? {
        for kind in kinds where document.isElement(node, kind.element) {
            if let link = document.attribute(kind.attribute, of: node) { return resolved(link) }
        }
        for owner in [node, onlyChild(of: node)].compactMap({ $0 }) {
            for kind in kinds {
                var found: NodeID?
                var count = 0
                for child in document.elementChildren(of: owner)
                where document.isElement(child, kind.element) {
                    count += 1
                    found = child
                }
                guard count == 1, let found, !isItem(found),
                    let link = document.attribute(kind.attribute, of: found)
                else { continue }
                return resolved(link)
            }
        }
        return nil
    }

    /// The only element inside, unless it is an item itself.
    private func onlyChild(of node: NodeID) -> NodeID? {
        var only: NodeID?
        for child in document.elementChildren(of: node) {
            guard only == nil else { return nil }
            only = child
        }
        return only.flatMap { isItem($0) ? nil : $0 }
    }

    private func isItem(_ node: NodeID) -> Bool {
        document.withAttribute(.class, of: node) { text in
            var classes = MicroformatClass()
            classes.read(text, in: nil, hasOwner: false)
            classes.settle()
            return !classes.roots.isEmpty
        } ?? false
    }
}
