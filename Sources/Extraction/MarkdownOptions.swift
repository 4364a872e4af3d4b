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
}
