import JSON

/// What a submission is checked against. The checks of other modules come in as functions, so that the
/// routes need neither the fetcher nor the schema compiler.
package struct SubmissionRules: Sendable {
    /// The host a URL is counted under (lower-case, with a port that is not the scheme's), or why it is
    /// refused.
    package typealias URLCheck = @Sendable (String) -> Result<String, URLRefusal>
    /// What is wrong with a submission's cookies, never quoting them; nil when they can be sent.
    package typealias CookieCheck = @Sendable (String) -> String?
    package typealias SchemaCheck = @Sendable (JSON) -> SchemaVerdict

    package var maxURLs: Int
    package var checkURL: URLCheck
    package var checkCookies: CookieCheck
    package var checkSchema: SchemaCheck

    package init(
        maxURLs: Int, checkURL: @escaping URLCheck, checkCookies: @escaping CookieCheck,
        checkSchema: @escaping SchemaCheck
    ) {
        self.maxURLs = maxURLs
        self.checkURL = checkURL
        self.checkCookies = checkCookies
        self.checkSchema = checkSchema
    }
}
