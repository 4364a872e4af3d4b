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
            roots = content.roots
            excluded = content.excluded
            options.controls = false
            options.hidden = true
            options.noscript = content.readsNoscript
        }
        let renderer = MarkdownRenderer(document: document, baseURL: url, options: options)
        let markdown = renderer.markdown(of: roots, excluding: excluded)
        return Reading(markdown: markdown, metadata: MetadataReader.read(document, url: url))
    }
}
