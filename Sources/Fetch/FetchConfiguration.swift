/// What a fetcher bears, how long it waits, and what it may reach.
package struct FetchConfiguration: Sendable {
    package var connectTimeout: Duration = .seconds(10)
    /// For one fetch, redirects included.
    package var totalTimeout: Duration = .seconds(30)
    /// Of a body after decoding.
    package var bodyLimitBytes = 10 << 20
    package var headerLimitBytes = 256 << 10
    package var maxRedirects = 10
    /// Networks that may be fetched besides public addresses.
    package var allowNetworks: [AddressRange] = []
    package var proxies = ProxyTable()
    package var userAgent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
    /// Further headers of a normal browser, as `Name: value`.
    package var headers = [
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.9",
        "Upgrade-Insecure-Requests: 1",
    ]

    package init() {}

    package var addressPolicy: AddressPolicy { AddressPolicy(allowing: allowNetworks) }
}
