/// What was read from a page.
package struct Reading: Sendable {
    /// UTF-8.
    package var markdown: [UInt8]
    package var title: String?
    package var metadata: PageMetadata

    package init(markdown: [UInt8], metadata: PageMetadata) {
        self.markdown = markdown
        self.metadata = metadata
        title = metadata.title
    }
}
