import Batches

/// Gets pages. Workers know only this, so that they can be tested without a network.
package protocol Fetcher: Sendable {
    /// Fetches one page, following redirects. An answer with a status of 400 or more is an error.
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage
}

package struct FetchRequest: Sendable {
    package var url: String
    package var useProxy = false
    /// Lower-case: a two-letter country code, `eu` or `global`.
    package var proxyCountry: String?
    /// As submitted: a header's value or rows of a cookie table. Bound to the URL's host.
    package var cookies: String?
    /// In place of the configured one.
    package var totalTimeout: Duration?
    /// Judges the target of each redirect before it is asked for.
    package var admits: (@Sendable (WebAddress) async throws(FetchError) -> Void)?
    /// Takes this many bytes of whatever is there, for a file that is no page; the rest is left out.
    package var firstBytes: Int?

    package init(
        url: String, useProxy: Bool = false, proxyCountry: String? = nil, cookies: String? = nil
    ) {
        self.url = url
        self.useProxy = useProxy
        self.proxyCountry = proxyCountry
        self.cookies = cookies
    }
}
