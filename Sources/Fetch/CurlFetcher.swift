import Batches
import CCurl

/// Fetches through libcurl: one event loop for all transfers, redirects followed hop by hop so that each hop is
/// checked like the first.
package final class CurlFetcher: Fetcher {
    private let configuration: FetchConfiguration
    private let policy: AddressPolicy
    private let loop: CurlLoop

    /// Throws `.internalError` when the system has no thread or memory left.
    package init(_ configuration: FetchConfiguration, maxConnections: Int = 256) throws(FetchError) {
        guard let loop = CurlLoop(maxConnections: maxConnections) else {
            throw FetchError(.internalError, "The fetcher could not be started.")
        }
        self.configuration = configuration
        self.loop = loop
        policy = configuration.addressPolicy
    }

    deinit { loop.stop() }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchedPage {
        let first = try checked { () throws(URLProblem) in try WebAddress(request.url) }
        let cookies = request.cookies.map(CookieHeader.init)
        let proxy = request.useProxy ? proxy(for: request.proxyCountry) : nil
        let deadline = ContinuousClock.now.advanced(by: configuration.totalTimeout)
        var address = first
        var timings = ItemTimings()
        for redirects in 0...configuration.maxRedirects {
            guard policy.allows(host: address.host) else { throw notAllowed(address) }
            let plan = Transfer.Plan(
                address: address, cookies: cookies?.value(for: address, givenFor: first), proxy: proxy,
                timeLeft: deadline - .now)
            guard let transfer = Transfer(plan, configuration, share: loop.share.pointer) else {
                throw FetchError(.internalError, "There was no memory for the transfer.")
            }
            let code = await loop.perform(transfer)
            timings.add(transfer.timings())
            do throws(FetchError) {
                try check(transfer, code)
                if let next = try redirect(of: transfer, from: address) {
                    address = next
                    continue
                }
                try checkStatus(of: transfer)
            } catch {
                var error = error
                error.statusCode = transfer.statusCode == 0 ? nil : transfer.statusCode
                error.finalURL = address.text
                error.timings = timings
                throw error
            }
            return FetchedPage(
                body: transfer.takeBody(), statusCode: transfer.statusCode, finalURL: address.text,
                contentType: transfer.header("content-type"), headers: transfer.headers, timings: timings,
                redirectCount: redirects)
        }
        var error = FetchError(.tooManyRedirects, "More than \(configuration.maxRedirects) redirects.")
        error.finalURL = address.text
        error.timings = timings
        throw error
    }

    private func proxy(for country: String?) -> String? {
        var generator = SystemRandomNumberGenerator()
        return configuration.proxies.proxy(for: country, using: &generator)
    }

    private func notAllowed(_ address: WebAddress) -> FetchError {
        FetchError(.addressNotAllowed, "\(address.host) is a private or internal address.")
    }

    private func checked<Value>(_ body: () throws(URLProblem) -> Value) throws(FetchError) -> Value {
        do throws(URLProblem) {
            return try body()
        } catch {
            throw FetchError(.badURL, "The URL cannot be fetched: \(error.message).")
        }
    }

    /// Throws unless libcurl brought a whole answer.
    private func check(_ transfer: Transfer, _ code: CURLcode) throws(FetchError) {
        switch transfer.abort {
        case .bodyTooLarge:
            throw FetchError(.bodyTooLarge, "The page is larger than \(configuration.bodyLimitBytes) bytes.")
        case .headerTooLarge:
            throw FetchError(
                .protocolError, "The header is larger than \(configuration.headerLimitBytes) bytes.")
        case .unsupportedContentType(let type):
            throw FetchError(.unsupportedContentType, "The content type '\(type.prefix(100))' is not text.")
        case .addressNotAllowed:
            throw FetchError(.addressNotAllowed, "The host leads to a private or internal address.")
        case .cancelled: throw FetchError(.timedOut, "The fetch was cancelled.")
        case .enough: return
        case nil: break
        }
        guard code != CURLE_OK else { return }
        let text = String(cString: curl_easy_strerror(code))
        throw FetchError(Self.reason(of: code), "\(text).")
    }

    private static func reason(of code: CURLcode) -> FailureReason {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .dnsFailed
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailed
        case CURLE_COULDNT_CONNECT: .connectFailed
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .connectionLost
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .tlsFailed
        case CURLE_BAD_CONTENT_ENCODING: .badEncoding
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .badURL
        case CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            .protocolError
        case CURLE_OUT_OF_MEMORY: .internalError
        default: .protocolError
        }
    }

    /// The address a redirect leads to; nil when the answer is none.
    private func redirect(of transfer: Transfer, from address: WebAddress) throws(FetchError) -> WebAddress? {
        guard [301, 302, 303, 307, 308].contains(transfer.statusCode),
            let location = transfer.header("location")
        else { return nil }
        do throws(URLProblem) {
            return try address.resolving(location)
        } catch {
            throw FetchError(.redirectNotAllowed, "A redirect leads nowhere: \(error.message).")
        }
    }

    private func checkStatus(of transfer: Transfer) throws(FetchError) {
        let status = transfer.statusCode
        var error: FetchError
        switch status {
        case 200..<300: return
        case 429: error = FetchError(.rateLimited, "The site answered 429 (too many requests).")
        case 500..<600: error = FetchError(.serverError, "The site answered \(status).")
        case 300..<400:
            error = FetchError(.redirectNotAllowed, "The site answered \(status) without a place to go.")
        default: error = FetchError(.clientError, "The site answered \(status).")
        }
        if status == 429 || status == 503 {
            error.retryAfter = RetryAfter.parse(transfer.header("retry-after"))
        }
        throw error
    }
}

extension ItemTimings {
    /// Adds the phases of one more hop.
    fileprivate mutating func add(_ hop: ItemTimings) {
        func sum(_ left: Int?, _ right: Int?) -> Int? {
            left.map { $0 + (right ?? 0) } ?? right
        }
        dns = sum(dns, hop.dns)
        connect = sum(connect, hop.connect)
        tls = sum(tls, hop.tls)
        firstByte = sum(firstByte, hop.firstByte)
        download = sum(download, hop.download)
    }
}
