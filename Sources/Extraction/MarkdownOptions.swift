/// What of a page goes into its Markdown.
package struct MarkdownOptions: Sendable {
    package var images = true
    package var links = true
    /// Whether form fields, buttons and `nav` lists of the page's frame count as text; the whole page has them,
    /// main content does not.
    package var controls = true

    package init() {}
}
