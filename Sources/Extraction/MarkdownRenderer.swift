import HTML

/// Renders subtrees of a document as CommonMark with the GFM extensions.
package struct MarkdownRenderer {
    private let document: Document
    private let page: PageURL?
    private let options: MarkdownOptions

    /// `baseURL` is the page's own URL; a `base` element of the document is heeded on top of it.
    package init(document: Document, baseURL: String?, options: MarkdownOptions = MarkdownOptions()) {
        self.document = document
        page = baseURL.flatMap { PageURL($0) }
        self.options = options
    }

    /// The Markdown of `roots` in order, as UTF-8; each root stands as blocks of its own. Subtrees whose root is
    /// in `excluding` are left out. Nil when that is more than `MarkdownOptions.lengthLimit`. Linear in the size of
    /// the subtrees.
    package func markdown(of roots: [NodeID], excluding: NodeSet) -> [UInt8]? {
        Arena.with(document) { arena in
            let size = roots.reduce(0) { $0 + arena.end(of: $1.index) - $1.index }
            var walk = MarkdownWalk(
                arena: arena, names: MarkdownNames(document, arena), excluded: excluding, options: options,
                base: baseElement(arena) ?? page,
                capacity: min(size * 24, arena.source.count) + 64)
            for root in roots { walk.render(root.index) }
            let markdown = walk.writer.finish()
            return walk.writer.isFull ? nil : markdown
        }
    }

    /// The first `base` element with a usable `href`.
    private func baseElement(_ arena: Arena) -> PageURL? {
        guard let head = document.head else { return nil }
        for index in head.index..<arena.end(of: head.index) where arena.isElement(index, .base) {
            guard let href = arena.attribute(.href, of: index) else { continue }
            guard href.count <= PageURL.lengthLimit else { return nil }
            return PageURL.resolve(href, against: page).flatMap {
                PageURL(String(decoding: $0, as: UTF8.self))
            }
        }
        return nil
    }
}
