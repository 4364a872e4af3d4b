/// The settings of fetching, with their defaults.
package struct FetchConfiguration: Sendable {
    /// For name look-up, TCP and TLS of one connection.
    package var connectTimeout = Duration.seconds(10)
    /// For a whole fetch, redirects included.
    package var totalTimeout = Duration.seconds(30)
    /// Counted after decompression.
    package var bodyLimitBytes = 10 << 20
    package var headerLimitBytes = 256 << 10
    package var headerLimitLines = 1000
    package var maxRedirects = 10
    /// Connections open at once, over all hosts; further transfers wait for one.
    package var maxConnections = 256
    /// Connections kept open for reuse.
    package var idleConnections = 64
    /// Networks that may be fetched from besides public addresses.
    package var allowNetworks: [AddressRange] = []
    package var proxies = ProxyTable()
    package var userAgent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
    /// Sent with every request besides `User-Agent`, `Accept-Encoding` and cookies.
    package var extraHeaders = [
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,text/markdown;q=0.8,*/*;q=0.7",
        "Accept-Language: en-US,en;q=0.9",
        "Upgrade-Insecure-Requests: 1",
    ]
    /// Whether a site's `robots.txt` is asked before its pages.
    package var asksRobots = false
    package var usesHTTP2 = true
    /// Whether certificates are checked; off only for tests and intranets.
    package var verifiesCertificates = true
    /// A PEM file of trusted certificate authorities in place of the system's.
    package var certificateFile: String?
    /// Answers for name look-ups in place of the system's: addresses for a host and port, or nil to ask
    /// the system.
    package var resolver: (@Sendable (_ host: String, _ port: Int) -> [String]?)?

    package init() {}

    /// The name that `robots.txt` is read for: that of `userAgent`, unless it poses as a browser.
    package var robotsAgent: String {
        let token = RobotsRules.productToken(Array(userAgent.utf8)[...])
        return token.isEmpty || token == "mozilla" ? "orbweaver" : token
    }

    package var addressPolicy: AddressPolicy { AddressPolicy(allowing: allowNetworks) }
}
