import Batches
import CCurl

/// How one transfer ended, and what that means for the fetch.
struct HopResult {
    enum Verdict {
        case page(FetchedPage)
        case redirect(to: WebAddress)
    }

    /// Nil when the task was cancelled.
    let code: CURLcode?
    let transfer: Transfer
    let address: WebAddress
    let isProxied: Bool
    /// The proxy's last answer to CONNECT; 0 without one.
    let connectCode: Int
    let timings: ItemTimings

    func error(_ cause: FetchError.Cause, retryAfter: Duration? = nil) -> FetchError {
        let status = transfer.answer.statusCode
        var error = FetchError(
            cause, statusCode: status > 0 ? status : nil, finalURL: address.text, timings: timings,
            retryAfter: retryAfter)
        error.isProxied = isProxied
        return error
    }

    func judge(bodyLimitBytes: Int) throws(FetchError) -> Verdict {
        guard let code else { throw error(.cancelled) }
        let answer = transfer.answer
        // A redirect whose body takes all the time there is leaves none for its target.
        if !answer.isSettled || answer.isRedirect && code == CURLE_OPERATION_TIMEDOUT {
            switch answer.stop {
            case .headersTooLarge, .badLength: throw error(.protocolError)
            case .bodyTooLarge: throw error(.bodyTooLarge(limitBytes: bodyLimitBytes))
            case .stackedEncodings: throw error(.badEncoding)
            case .unsupportedContentType(let type): throw error(.unsupportedContentType(type))
            case .notNeeded: break
            case nil:
                if code != CURLE_OK { throw error(cause(of: code, bodyLimitBytes: bodyLimitBytes)) }
            }
        }
        return try judgeStatus()
    }

    private func judgeStatus() throws(FetchError) -> Verdict {
        let answer = transfer.answer
        switch answer.statusCode {
        case 200..<300:
            guard transfer.answer.finishBody() else {
                throw error(.unsupportedContentType(answer.header("content-type")))
            }
            return .page(
                FetchedPage(
                    body: transfer.answer.takeBody(), statusCode: answer.statusCode, finalURL: address.text,
                    contentType: answer.header("content-type"), headers: answer.headers, timings: timings))
        case 301, 302, 303, 307, 308:
            guard let location = answer.header("location") else { throw error(.redirectNotAllowed) }
            do throws(URLProblem) {
                return .redirect(to: try address.resolving(location))
            } catch {
                throw self.error(.redirectNotAllowed)
            }
        case 407 where isProxied: throw error(.proxyFailed)
        // Servers send it on connections that were idle too, so that it says little of the page.
        case 408: throw error(.timedOut)
        case 429: throw error(.rateLimited, retryAfter: retryAfter)
        case 300..<400: throw error(.redirectNotAllowed)
        case 400..<500: throw error(.clientError)
        case 500..<600: throw error(.serverError, retryAfter: retryAfter)
        default: throw error(.protocolError)
        }
    }

    private var retryAfter: Duration? {
        transfer.answer.header("retry-after").flatMap { RetryAfter.parse($0, now: SystemWallClock().now()) }
    }

    private var lacksTunnel: Bool { isProxied && address.isSecure && timings.tls == nil }

    private func cause(of code: CURLcode, bodyLimitBytes: Int) -> FetchError.Cause {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .dnsFailed
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailed
        case CURLE_COULDNT_CONNECT:
            if isProxied {
                .proxyFailed
            } else if transfer.wasRefused && !transfer.wasOpened {
                .addressNotAllowed
            } else {
                .connectFailed
            }
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_RECV_ERROR where connectCode >= 300: .proxyFailed
        // The tunnel was never made, so it is not the site that went away.
        case CURLE_RECV_ERROR where lacksTunnel, CURLE_SEND_ERROR where lacksTunnel,
            CURLE_GOT_NOTHING where lacksTunnel:
            .proxyFailed
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
            .connectionLost
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED:
            .tlsFailed
        // What stopped here was told before; else it was a decoder, such as for a byte behind the end of gzip.
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .badEncoding
        case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge(limitBytes: bodyLimitBytes)
        case CURLE_URL_MALFORMAT: .badURL(.malformed)
        // The scheme was checked before, so an unsupported protocol is an answer that is no HTTP/1 or 2;
        // a line over libcurl's limit is `TOO_LARGE` (100), and was once told as missing memory; a header whose name
        // is broken is told as a bad argument.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY,
            CURLE_BAD_FUNCTION_ARGUMENT, CURLcode(rawValue: 100):
            .protocolError
        default: .failed(curlCode: code.rawValue)
        }
    }
}
