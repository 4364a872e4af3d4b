/// What a fetch got: the bytes of one page and how it came.
package struct FetchedPage: Sendable {
    /// The body after transfer and content decoding.
    package var body: [UInt8]
    package var statusCode: Int
    /// The URL of the answer, after redirects.
    package var finalURL: String
    /// The Content-Type header as sent; nil when there was none.
    package var contentType: String?
    /// Names lower-case, in the order of arrival, of the final answer only.
    package var headers: [(name: String, value: String)]
    package var timings: ItemTimings
    package var redirectCount: Int
    package var route = FetchRoute.direct
    /// What the site's `robots.txt`, where it is asked, wants between two fetches.
    package var crawlDelay: Duration?

    package init(
        body: [UInt8], statusCode: Int, finalURL: String, contentType: String?,
        headers: [(name: String, value: String)] = [], timings: ItemTimings = ItemTimings(),
        redirectCount: Int = 0
    ) {
        self.body = body
        self.statusCode = statusCode
        self.finalURL = finalURL
        self.contentType = contentType
        self.headers = headers
        self.timings = timings
        self.redirectCount = redirectCount
    }

    /// The last value of the header `name` (lower-case).
    package func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }
}
