/// Why an item failed, as a stable code for programs; `errorCode` on the wire.
package enum FailureReason: String, Sendable, CaseIterable {
    case badURL = "BAD_URL"
    case addressNotAllowed = "ADDRESS_NOT_ALLOWED"
    case dnsFailed = "DNS_FAILED"
    case connectFailed = "CONNECT_FAILED"
    case connectionLost = "CONNECTION_LOST"
    case tlsFailed = "TLS_FAILED"
    case timedOut = "TIMED_OUT"
    case proxyFailed = "PROXY_FAILED"
    case protocolError = "PROTOCOL_ERROR"
    case tooManyRedirects = "TOO_MANY_REDIRECTS"
    case redirectNotAllowed = "REDIRECT_NOT_ALLOWED"
    case clientError = "HTTP_CLIENT_ERROR"
    case rateLimited = "HTTP_RATE_LIMITED"
    case serverError = "HTTP_SERVER_ERROR"
    case bodyTooLarge = "BODY_TOO_LARGE"
    case badEncoding = "BAD_CONTENT_ENCODING"
    case unsupportedContentType = "UNSUPPORTED_CONTENT_TYPE"
    case robotsDisallowed = "ROBOTS_DISALLOWED"
    case cookiesLost = "COOKIES_LOST"
    case emptyPage = "EMPTY_PAGE"
    case softNotFound = "SOFT_NOT_FOUND"
    case loginWall = "LOGIN_WALL"
    case challenge = "CHALLENGE_PAGE"
    case parkedDomain = "PARKED_DOMAIN"
    case cookieWall = "COOKIE_WALL"
    case needsBrowser = "NEEDS_BROWSER"
    case pageTooComplex = "PAGE_TOO_COMPLEX"
    case tooManyAttempts = "TOO_MANY_ATTEMPTS"
    case internalError = "INTERNAL_ERROR"

    /// True when the same fetch may succeed a little later, so the item is worth another attempt.
    package var isTransient: Bool {
        switch self {
        case .dnsFailed, .connectFailed, .connectionLost, .timedOut, .proxyFailed, .protocolError,
            .rateLimited, .serverError:
            true
        default: false
        }
    }
}
