/// What a page says about itself; a value it does not tell is nil or empty.
package struct PageMetadata: Sendable, Equatable {
    package var title: String?
    package var description: String?
    package var authors: [String] = []
    /// ISO 8601, as precise as the page tells: `2024-05-01` or `2024-05-01T10:00:00+02:00`.
    package var published: String?
    package var modified: String?
    /// A BCP 47 tag such as `en` or `pt-BR`.
    package var language: String?
    package var canonicalURL: String?
    package var siteName: String?
    /// The lead image's absolute URL.
    package var image: String?
    package var keywords: [String] = []
    /// The schema.org or Open Graph type, such as `NewsArticle` or `website`.
    package var type: String?

    package init() {}
}
