/// What was read from a page.
package struct Reading: Sendable {
    /// UTF-8; empty where there is an `exceededLimit`.
    package var markdown: [UInt8]
    /// How many bytes the Markdown might have had, when it would have had more; nil for all but pages made to hurt.
    package var exceededLimit: Int?
    package var title: String?
    package var metadata: PageMetadata

    package init(markdown: [UInt8], exceededLimit: Int? = nil, metadata: PageMetadata) {
        self.markdown = markdown
        self.exceededLimit = exceededLimit
        self.metadata = metadata
        title = metadata.title
    }
}
