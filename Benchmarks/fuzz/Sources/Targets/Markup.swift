import HTML

extension FuzzTarget {
    /// Any bytes in any encoding give text that is UTF-8.
    static let encoding = FuzzTarget(name: "encoding") { input, random in
        let label = random.pick(encodings)
        let document = HTMLParser.parse(input, transportEncoding: label)
        checkText(document)
        require(!document.encoding.isEmpty, "an encoding without a name")
        // As text of a page whose encoding is told, against the standard library's decoders.
        guard let label, ["utf-8", "utf-16le", "utf-16be"].contains(label) else { return }
        let isMarked =
            input.starts(with: [0xEF, 0xBB, 0xBF]) || input.starts(with: [0xFE, 0xFF])
            || input.starts(with: [0xFF, 0xFE])
        guard !isMarked, !input.isEmpty else { return }
        let start = Array("<!doctype html><body><plaintext>x".utf8)
        let marked = label == "utf-8" ? start : wide(start, isBigEndian: label == "utf-16be")
        let page = HTMLParser.parse(marked + input, transportEncoding: label)
        let text = page.body.map { page.textContent(of: $0) } ?? ""
        require(
            text.unicodeScalars.elementsEqual(("x" + decoded(input, label)).unicodeScalars),
            "\(label) is read differently")
    }

    private static func wide(_ ascii: [UInt8], isBigEndian: Bool) -> [UInt8] {
        ascii.flatMap { isBigEndian ? [0, $0] : [$0, 0] }
    }

    /// `bytes` as the plaintext state gives them: line ends are line feeds, NUL is U+FFFD.
    private static func decoded(_ bytes: [UInt8], _ label: String) -> String {
        var text: String
        if label == "utf-8" {
            text = String(decoding: bytes, as: UTF8.self)
        } else {
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map { at in
                let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
                return label == "utf-16be" ? first << 8 | second : second << 8 | first
            }
            text = String(decoding: units, as: UTF16.self) + (bytes.count % 2 == 1 ? "\u{FFFD}" : "")
        }
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if !(scalar == "\n" && afterReturn) {
                scalars.append(scalar == "\r" ? "\n" : scalar == "\0" ? "\u{FFFD}" : scalar)
            }
            afterReturn = scalar == "\r"
        }
        return String(scalars)
    }

    static let encodings: [String?] = [
        nil, nil, "utf-8", "utf-8", "utf-16le", "utf-16be", "windows-1252", "shift_jis", "euc-jp",
        "iso-2022-jp", "gbk",
        "gb18030", "big5", "euc-kr", "x-user-defined", "replacement", "koi8-u", "iso-8859-8-i", "nonsense",
    ]

    /// A page, or a fragment in any context, keeps the promises of the arena within any limits.
    static let html = FuzzTarget(name: "html", maxLength: 16 << 10) { input, random in
        let limits = limits(&random)
        let document: Document
        if random.below(3) == 0 {
            let context = random.pick(contexts)
            guard let parsed = try? HTMLParser.parseFragment(utf8: input, context: context, limits: limits)
            else {
                return require(false, "the context \(context) is refused")
            }
            document = parsed
        } else {
            document = HTMLParser.parse(input, limits: limits)
        }
        checkArena(document, depth: limits.depth)
        checkText(document)
    }

    static func limits(_ random: inout SplitMix) -> ParseLimits {
        var limits = ParseLimits()
        if random.below(4) == 0 { limits.depth = 4 + random.below(60) }
        if random.below(8) == 0 { limits.nodes = 1 + random.below(300) }
        if random.below(8) == 0 { limits.inputBytes = random.below(300) }
        return limits
    }

    private static let contexts = [
        "body", "div", "td", "tr", "table", "select", "template", "title", "script", "frameset", "html",
        "form",
        "svg svg", "svg desc", "math mi", "math annotation-xml", "colgroup", "caption", "unknown-element",
    ]

    private static func checkText(_ document: Document) {
        for node in document.nodes {
            document.withText(of: node) {
                require(String(validating: $0, as: UTF8.self) != nil, "text that is not UTF-8")
            }
            let attributes = document.attributes(of: node)
            for position in attributes.indices {
                _ = document.withAttribute(attributes.name(at: position), of: node) {
                    require(String(validating: $0, as: UTF8.self) != nil, "an attribute that is not UTF-8")
                }
            }
        }
    }

    /// Links and numbers agree, and no element lies deeper than allowed.
    private static func checkArena(_ document: Document, depth limit: Int) {
        var depths = [Int](repeating: 0, count: document.count)
        for node in document.nodes {
            require(node == .document || document.parent(of: node) != nil, "a node without a parent")
            var next = node.index + 1
            for child in document.children(of: node) {
                require(child.index == next && document.parent(of: child) == node, "a child out of order")
                depths[child.index] = depths[node.index] + 1
                require(!document.isElement(child) || depths[child.index] <= limit, "an element too deep")
                next = document.subtreeEnd(of: child)
            }
            require(next == document.subtreeEnd(of: node), "a subtree that ends elsewhere")
            document.withText(of: node) {
                require($0.count == document.textLength(of: node), "a length that is not the text's")
            }
            for attribute in document.attributes(of: node) {
                require(document.hasAttribute(attribute.name, of: node), "an attribute that is not found")
            }
        }
        require(document.subtreeEnd(of: .document) == document.count, "nodes outside of the document")
    }

    /// A selector over a page: it and its negation part the elements, and a wrapped one finds the same.
    static let selector = FuzzTarget(
        name: "selector", maxLength: 1024, stretchLength: 8 << 10, nanosecondsPerByte: 400_000
    ) { input, _ in
        let parts = parts(input, 2)
        let source = text(parts[0])
        let document = HTMLParser.parse(utf8: parts[1].isEmpty ? Array(sample.utf8) : parts[1])
        guard let selector = try? Selector.parse(source) else { return }
        let found = document.select(selector)
        require(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "elements out of order")
        require(found.allSatisfy { document.isElement($0) }, "a node that is no element")
        require(document.first(selector) == found.first, "another first element")
        let set = document.matches(selector)
        require(found.allSatisfy { set.contains($0) }, "found, but not matched")
        if let wrapped = try? Selector.parse(":is(\(source))") {
            require(document.select(wrapped) == found, ":is() finds something else")
        }
        if let negated = try? Selector.parse(":not(\(source))"), let all = try? Selector.parse("*") {
            let others = document.select(negated)
            require(Set(others).isDisjoint(with: found), "an element that does and does not match")
            require(
                others.count + found.count == document.select(all).count,
                "an element that neither matches nor not")
        }
    }

    private static let sample = """
        <!doctype html><title>t</title><div id=a class="b c"><p lang=en>x<b>y</b></p><p class=b>z</p>
        <ul><li>1<li class=x>2<li>3<li>4</ul><svg><a href=u></a></svg><input type=TEXT><p></p></div><template><i></i></template>
        """
}
