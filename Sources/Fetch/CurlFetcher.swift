import Batches

/// Fetches over libcurl: one event loop for all transfers, with shared connections, name look-ups and
/// TLS sessions. Cancelling the task ends its transfer at once.
package final class CurlFetcher: Fetcher {
    private let configuration: FetchConfiguration
    private let policy: AddressPolicy
    private let names: NameCheck
    private let engine: TransferEngine

    package init(_ configuration: FetchConfiguration = FetchConfiguration()) {
        self.configuration = configuration
        policy = configuration.addressPolicy
        names = NameCheck(policy: policy, resolver: configuration.resolver)
        engine = TransferEngine.started(configuration)
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
        let address: WebAddress
        do throws(URLProblem) {
            address = try SubmittedURL.validate(request.url, policy)
        } catch {
            throw FetchError(.badURL(error))
        }
        let cookies: BoundCookies?
        do throws(BoundCookies.Problem) {
            cookies = if let text = request.cookies { try BoundCookies(text, boundTo: address) } else { nil }
        } catch {
            throw FetchError(.badCookies)
        }
        var generator = SystemRandomNumberGenerator()
        let proxy =
            request.useProxy ? configuration.proxies.proxy(for: request.proxyCountry, using: &generator) : nil
        let names = names
        let timeout = request.totalTimeout ?? configuration.totalTimeout
        var page = try await engine.fetch(
            address, request, cookies: cookies, through: proxy?.url, within: timeout
        ) { address, left async throws(FetchError) in try await names.check(address, within: left) }
        if let proxy {
            page.route = .proxy(country: proxy.country)
        } else if request.useProxy {
            page.route = .directWithoutProxy
        }
        return page
    }
}
