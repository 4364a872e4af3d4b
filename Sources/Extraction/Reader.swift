import HTML

/// Reads a parsed page: metadata and Markdown, of the whole page or of its main content.
package struct Reader {
    package enum Mode: Sendable {
        case full
        case article
    }

    package init() {}

    /// `url` is the page's own, after redirects; relative links stay relative without it.
    package func read(_ document: Document, url: String?, mode: Mode) -> Reading {
        guard let alternative = Self.withoutFrames(document) else {
            return Self.reading(Self.markdown(of: document, url, mode), document, url)
        }
        return Self.reading(Self.markdown(of: alternative, url, mode), document, url)
    }

    /// What a page of frames, which has no text itself, keeps for browsers without frames; nil for other pages.
    private static func withoutFrames(_ document: Document) -> Document? {
        guard document.body == nil, let root = document.root,
            document.firstChild(of: root, named: .frameset) != nil
        else { return nil }
        var html: [UInt8] = []
        for node in document.nodes where document.isElement(node, .noframes) {
            for child in document.subtree(of: node) where document.kind(of: child) == .text {
                document.withText(of: child) { html.append(contentsOf: $0) }
            }
        }
        return HTMLParser.parse(utf8: html)
    }

    /// Nil when it is more than a page may have.
    private static func markdown(of document: Document, _ url: String?, _ mode: Mode) -> [UInt8]? {
        var options = MarkdownOptions()
        let roots: [NodeID]
        let excluded: NodeSet
        switch mode {
        case .full:
            let root = document.body ?? .document
            roots = [root]
            excluded = NodeSet(count: document.count)
            options.noscript = Arena.with(document) { PageText(of: root.index, in: $0).isInNoscript }
        case .article:
            let content = MainContent(of: document, url: url)
            if content.step == .structuredData {
                return markdown(ofText: content.structuredText)
            }
            if content.step == .pageState {
                return markdown(ofHTML: content.stateHTML, url: url)
            }
            roots = content.roots
            excluded = content.excluded
            options.controls = false
            options.hidden = true
            options.noscript = content.readsNoscript
        }
        let renderer = MarkdownRenderer(document: document, baseURL: url, options: options)
        return renderer.markdown(of: roots, excluding: excluded)
    }

    /// `markdown` with the metadata of its page; nil stands for more than there may be.
    private static func reading(_ markdown: [UInt8]?, _ document: Document, _ url: String?) -> Reading {
        let limit = MarkdownOptions.lengthLimit(ofPage: document.storage.source.count)
        return Reading(
            markdown: markdown ?? [], exceededLimit: markdown == nil ? limit : nil,
            metadata: MetadataReader.read(document, url: url))
    }

    /// Plain text as Markdown, a paragraph a line.
    private static func markdown(ofText text: [UInt8]) -> [UInt8]? {
        var html: [UInt8] = []
        for line in text.split(separator: 0x0A) {
            html.append(contentsOf: "<p>".utf8)
            for byte in line {
                switch byte {
                case UInt8(ascii: "<"): html.append(contentsOf: "&lt;".utf8)
                case UInt8(ascii: "&"): html.append(contentsOf: "&amp;".utf8)
                default: html.append(byte)
                }
            }
        }
        return markdown(ofHTML: html, url: nil)
    }

    private static func markdown(ofHTML html: [UInt8], url: String?) -> [UInt8]? {
        let document = HTMLParser.parse(utf8: html)
        let renderer = MarkdownRenderer(document: document, baseURL: url)
        return renderer.markdown(of: [document.body ?? .document], excluding: NodeSet(count: document.count))
    }
}
