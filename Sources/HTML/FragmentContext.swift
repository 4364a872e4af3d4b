/// The element whose content a fragment is, and how the tokenizer starts in it.
struct FragmentContext {
    let context: TreeBuilder.Context
    let contentModel: ContentModel

    /// `spelling` is an element name, after `svg ` or `math ` for one of those.
    init(_ spelling: String) throws(HTMLError) {
        let words = spelling.utf8.split(separator: UInt8(ascii: " "))
        let namespace: Namespace
        switch words.first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "svg" where words.count == 2: namespace = .svg
        case "math" where words.count == 2: namespace = .mathML
        case .some where words.count == 1: namespace = .html
        default: throw .badContext(spelling)
        }
        let bytes = Array(words[words.count - 1])
        let name = bytes.withUnsafeBufferPointer { bytes in
            let index = NameTable.known.find(NameTable.key(of: bytes), bytes)
            return Name(rawValue: index.map { Int32($0) } ?? -1)
        }
        var entry = OpenElements.Entry(node: -1, container: -1, name: name, namespace: namespace)
        if namespace != .html { entry.setPoints(encoding: nil) }
        context = TreeBuilder.Context(
            name: name, namespace: namespace, isMathMLTextPoint: entry.isMathMLTextPoint,
            isHTMLPoint: entry.isHTMLPoint)
        guard namespace == .html else {
            contentModel = .data
            return
        }
        switch name {
        case .title, .textarea: contentModel = .rcdata
        case .style, .xmp, .iframe, .noembed, .noframes: contentModel = .rawText
        case .script: contentModel = .scriptData
        case .plaintext: contentModel = .plainText
        default: contentModel = .data
        }
    }
}

extension TreeBuilder {
    /// Sets out to parse a fragment: a root element stands for the context.
    mutating func startFragment() {
        let root = makeNode(NodeRecord(kind: .element, name: Name.html.rawValue))
        append(root, to: 0)
        push(root, TagToken(name: .html))
        if context?.name == .template, context?.namespace == .html { templateModes.append(.inTemplate) }
        if context?.name == .form, context?.namespace == .html { formElement = root }
        resetMode()
        updateForeign()
    }
}
