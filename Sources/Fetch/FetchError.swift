import Batches

/// Why a fetch gave no page, with what is known about the answer so far.
package struct FetchError: Error, Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        case badURL(URLProblem)
        /// Submission checks cookies, so this is a fault of ours.
        case badCookies
        case addressNotAllowed
        case dnsFailed
        case connectFailed
        case connectionLost
        case tlsFailed
        case timedOut
        case proxyFailed
        case protocolError
        case tooManyRedirects(limit: Int)
        /// A redirect without a usable target, or to something that is not http or https.
        case redirectNotAllowed
        case clientError
        case rateLimited
        case serverError
        case bodyTooLarge(limitBytes: Int)
        case badEncoding
        case unsupportedContentType(String?)
        case robotsDisallowed
        /// The task was cancelled; says nothing about the page.
        case cancelled
        /// An error of libcurl's that nothing above stands for.
        case failed(curlCode: UInt32)
    }

    package var cause: Cause
    package var statusCode: Int?
    package var finalURL: String?
    package var timings = ItemTimings()
    /// How long the site asked to be left alone (RFC 9110 section 10.2.3), at most an hour.
    package var retryAfter: Duration?
    /// The site was asked through a proxy, which may be what failed.
    package var isProxied = false
    /// It was the site's `robots.txt` that could not be read; the page was not asked for.
    package var isOfRobots = false
    /// An earlier fetch was told this; the host was not asked again.
    package var isKept = false
    /// As `FetchedPage.crawlDelay`.
    package var crawlDelay: Duration?

    package init(
        _ cause: Cause, statusCode: Int? = nil, finalURL: String? = nil, timings: ItemTimings = ItemTimings(),
        retryAfter: Duration? = nil
    ) {
        self.cause = cause
        self.statusCode = statusCode
        self.finalURL = finalURL
        self.timings = timings
        self.retryAfter = retryAfter
    }

    package var reason: FailureReason {
        switch cause {
        case .badURL(.addressNotAllowed), .addressNotAllowed: .addressNotAllowed
        case .badURL: .badURL
        case .dnsFailed: .dnsFailed
        case .connectFailed: .connectFailed
        case .connectionLost: .connectionLost
        case .tlsFailed: .tlsFailed
        case .timedOut: .timedOut
        case .proxyFailed: .proxyFailed
        case .protocolError: .protocolError
        case .tooManyRedirects: .tooManyRedirects
        case .redirectNotAllowed: .redirectNotAllowed
        case .clientError: .clientError
        case .rateLimited: .rateLimited
        case .serverError: .serverError
        case .bodyTooLarge: .bodyTooLarge
        case .badEncoding: .badEncoding
        case .unsupportedContentType: .unsupportedContentType
        case .robotsDisallowed: .robotsDisallowed
        case .badCookies, .cancelled, .failed: .internalError
        }
    }

    /// The text for people; holds nothing of the URL's query or of cookies.
    package var message: String {
        isOfRobots ? "the site's robots.txt could not be read: \(causeMessage)" : causeMessage
    }

    private var causeMessage: String {
        switch cause {
        case .badURL(let problem): problem.message
        case .badCookies: "the cookies could not be read"
        case .addressNotAllowed: "the host's address is private or internal"
        case .dnsFailed: "the host's name could not be resolved"
        case .connectFailed: "the host refused the connection or could not be reached"
        case .connectionLost: "the connection broke before the answer was whole"
        case .tlsFailed: "no trusted TLS connection could be made"
        case .timedOut: "the site did not answer in time"
        case .proxyFailed: "the proxy failed"
        case .protocolError: "the answer broke the rules of HTTP"
        case .tooManyRedirects(let limit): "the site redirected more than \(limit) times"
        case .redirectNotAllowed: "the site redirected to something that is not fetched"
        case .clientError, .serverError: "the site answered with status \(statusCode.map(String.init) ?? "?")"
        case .rateLimited: "the site asked to slow down (status \(statusCode.map(String.init) ?? "429"))"
        case .bodyTooLarge(let limit): "the page is larger than \(limit) bytes"
        case .badEncoding: "the compression is broken or unknown"
        case .unsupportedContentType(let type):
            "the content is not a text page" + (type.map { " (\(printable($0)))" } ?? "")
        case .robotsDisallowed: "the site's robots.txt does not allow it"
        case .cancelled: "the fetch was cancelled"
        case .failed(let code): "the fetch failed (code \(code))"
        }
    }

    /// A header value of a foreign site, safe to show.
    private func printable(_ value: String) -> String {
        String(value.unicodeScalars.prefix(80).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    }
}
