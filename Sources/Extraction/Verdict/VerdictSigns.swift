import HTML

/// What the verdict looks at, gathered in one pass that ends early on a page with much to read.
struct VerdictSigns {
    /// Visible text, spaces squeezed, ASCII in lower case; the headings and the title likewise.
    private(set) var text: [UInt8] = []
    private(set) var title: [UInt8] = []
    private(set) var headings: [UInt8] = []
    /// Text for browsers without scripts.
    private(set) var fallbackText: [UInt8] = []
    /// Addresses of scripts and frames, names of elements, the start of inline scripts.
    private(set) var machinery: [UInt8] = []
    private(set) var words = 0
    private(set) var wordsOutsideConsent = 0
    private(set) var longParagraphs = 0
    private(set) var passwordFields = 0
    private(set) var consentBoxes = 0
    private(set) var emptyShells = 0
    private(set) var scripts = 0
    private(set) var images = 0
    private(set) var frames = 0
    /// True when there is so much text that no rule applies; the other values are then cut short.
    private(set) var isLong = false

    private static let textLimit = 8_000
    private static let machineryLimit = 64_000

    init(_ document: Document) {
        var index = 0
        var consentEnd = 0
        var headingEnd = 0
        while index < document.count, !isLong {
            let node = NodeID(rawValue: Int32(index))
            let end = document.subtreeEnd(of: node)
            index += 1
            switch document.kind(of: node) {
            case .element:
                switch document.name(of: node) {
                case .head: continue
                case .title where title.isEmpty && document.namespace(of: node) == .html:
                    appendText(below: node, document, to: \.title)
                    index = end
                case .script:
                    readScript(node, document)
                    index = end
                case .style, .template, .svg: index = end
                case .noscript:
                    appendText(below: node, document, to: \.fallbackText)
                    index = end
                case .img: images += 1
                case .iframe, .frame, .embed, .object:
                    frames += 1
                    note(.src, of: node, document)
                case .input:
                    if document.withAttribute(.type, of: node, { $0.equals("password") }) ?? false {
                        passwordFields += 1
                    }
                case .h1, .h2: headingEnd = max(headingEnd, end)
                case .form: note(.action, of: node, document)
                default: break
                }
                note(.id, of: node, document)
                note(.class, of: node, document)
                if index > consentEnd, isConsentBox(node, document) {
                    consentEnd = end
                    consentBoxes += 1
                }
                if isEmptyShell(node, document) { emptyShells += 1 }
            case .text:
                add(node, document, inConsent: index <= consentEnd, inHeading: index <= headingEnd)
            default: break
            }
        }
        // A page may keep its text for readers without scripts.
        if fallbackText.count > 600 {
            words += fallbackText.count / 6
            wordsOutsideConsent += fallbackText.count / 6
        }
    }

    private mutating func add(_ node: NodeID, _ document: Document, inConsent: Bool, inHeading: Bool) {
        document.withText(of: node) { bytes in
            guard !bytes.isBlank else { return }
            let measure = TextMeasure(of: bytes)
            let count = Int(measure.wordCount)
            words += count
            if !inConsent { wordsOutsideConsent += count }
            if measure.length > 160 { longParagraphs += 1 }
            Self.append(bytes, to: &text)
            if inHeading { Self.append(bytes, to: &headings) }
            if text.count > Self.textLimit { isLong = true }
        }
    }

    private mutating func appendText(
        below node: NodeID, _ document: Document, to path: WritableKeyPath<VerdictSigns, [UInt8]>
    ) {
        for child in document.subtree(of: node) where document.kind(of: child) == .text {
            guard self[keyPath: path].count < 2_000 else { return }
            document.withText(of: child) { Self.append($0, to: &self[keyPath: path]) }
        }
    }

    private mutating func readScript(_ node: NodeID, _ document: Document) {
        scripts += 1
        note(.src, of: node, document)
        guard let text = document.firstChild(of: node), machinery.count < Self.machineryLimit else { return }
        document.withText(of: text) {
            Self.append(UnsafeBufferPointer(rebasing: $0[..<min($0.count, 2_000)]), to: &machinery)
        }
    }

    private mutating func note(_ name: Name, of node: NodeID, _ document: Document) {
        guard machinery.count < Self.machineryLimit else { return }
        document.withAttribute(name, of: node) {
            Self.append(UnsafeBufferPointer(rebasing: $0[..<min($0.count, 300)]), to: &machinery)
        }
    }

    private func isConsentBox(_ node: NodeID, _ document: Document) -> Bool {
        func names(_ attribute: Name) -> Bool {
            document.withAttribute(attribute, of: node) { value in
                var lower: [UInt8] = []
                Self.append(UnsafeBufferPointer(rebasing: value[..<min(value.count, 200)]), to: &lower)
                return VerdictPhrases.consentNames.first(in: lower) != nil
            } ?? false
        }
        guard document.name(of: node) != .body, document.name(of: node) != .html else { return false }
        return names(.id) || names(.class)
    }

    /// The elements in which frameworks put what they make, found empty.
    private func isEmptyShell(_ node: NodeID, _ document: Document) -> Bool {
        guard
            let isShell = document.withAttribute(
                .id, of: node,
                {
                    $0.equals("root") || $0.equals("app") || $0.equals("__next") || $0.equals("__nuxt")
                        || $0.equals("___gatsby") || $0.equals("app-root") || $0.equals("react-root")
                        || $0.equals("application") || $0.equals("main-app") || $0.equals("svelte")
                        || $0.equals("q-app") || $0.equals("mount")
                }), isShell
        else { return document.isElement(node) && document.string(of: document.name(of: node)) == "app-root" }
        for child in document.subtree(of: node) where document.kind(of: child) == .text {
            if document.withText(of: child, { !$0.isBlank }) { return false }
        }
        return true
    }

    /// Appends with spaces squeezed and ASCII capitals made small, and a space behind.
    private static func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        for byte in bytes {
            if byte <= 0x20 {
                if let last = text.last, last != 0x20 { text.append(0x20) }
            } else {
                text.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
            }
        }
        if let last = text.last, last != 0x20 { text.append(0x20) }
    }
}
