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
        let root = document.body ?? .document
        var options = MarkdownOptions()
        options.noscript = Arena.with(document) { PageText(of: root.index, in: $0).isInNoscript }
        let renderer = MarkdownRenderer(document: document, baseURL: url, options: options)
        let markdown = renderer.markdown(of: [root], excluding: NodeSet(count: document.count))
        return Reading(markdown: markdown, metadata: MetadataReader.read(document, url: url))
    }
}
