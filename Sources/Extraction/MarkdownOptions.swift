/// What of a page goes into its Markdown.
package struct MarkdownOptions: Sendable {
    package var images = true
    package var links = true
    /// Whether form fields, buttons and `nav` lists of the page's frame count as text; the whole page has them,
    /// main content does not.
    package var controls = true

    /// `noscript` elements are read like any other: for pages that say in them what scripts would show.
    package var noscript = false

    /// Blocks that the page hides are read too: for main content, which has been chosen among them already.
    package var hidden = false

    package init() {}

    /// The most bytes of Markdown that a page of so many bytes may become.
    ///
    /// Pages become shorter, nearly all; only markup that repeats itself (the marks of containers before every
    /// line, a long base URL in every link) makes more of a page than it is. The bounds leave room for a small page
    /// with long links, and keep what is stored of a large one far below what the store can take.
    package static func lengthLimit(ofPage bytes: Int) -> Int { min(max(bytes * 4, 4 << 20), 64 << 20) }
}
