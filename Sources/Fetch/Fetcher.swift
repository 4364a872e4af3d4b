import Batches

/// Gets the bytes of one page.
package protocol Fetcher: Sendable {
    /// Follows redirects. Only a 2xx answer with readable content is a page; everything else is thrown.
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage
}

package struct FetchRequest: Sendable {
    package var url: String
    /// As submitted (contract section 18); sent to the URL's own host only.
    package var cookies: String?
    package var useProxy = false
    package var proxyCountry: String?

    package init(url: String) { self.url = url }
}

/// Why a fetch gave no page, and what is known of the attempt.
package struct FetchError: Error, Sendable {
    package var reason: FailureReason
    /// For people; holds neither query strings nor cookies.
    package var message: String
    /// How long the site asked to be left alone.
    package var retryAfter: Duration?
    package var statusCode: Int?
    package var finalURL: String?
    package var timings = ItemTimings()

    package init(_ reason: FailureReason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
