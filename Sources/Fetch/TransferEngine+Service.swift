import Batches
import CCurl

extension TransferEngine {
    /// One request to a service of the operator's; see `ServiceClient`.
    func send(_ request: ServiceRequest, to address: WebAddress) async throws(ServiceError) -> ServiceAnswer {
        guard var easy = EasyHandle() else { throw .failed(curlCode: CURLE_OUT_OF_MEMORY.rawValue) }
        guard configure(&easy, for: request, to: address) else {
            throw .failed(curlCode: CURLE_UNKNOWN_OPTION.rawValue)
        }
        let deadline = ContinuousClock.now + request.timeout
        var (transfer, code) = try await exchange(request, &easy, within: request.timeout, onFresh: false)
        if transfer.wasStale, code != nil {
            // Nothing of the request went out.
            (transfer, code) = try await exchange(
                request, &easy, within: deadline - .now, onFresh: true)
        }
        guard let code else { throw .cancelled }
        // A refusal counts by its status: what it says of when to come back must not be lost with its body.
        let isCut =
            transfer.answer.stop == .bodyTooLarge || code != CURLE_OK && transfer.answer.isSettled
        if code != CURLE_OK, !isCut { throw Self.error(of: code) }
        let retryAfter = transfer.answer.header("retry-after").flatMap {
            RetryAfter.parse($0, now: SystemWallClock().now())
        }
        return ServiceAnswer(
            statusCode: transfer.answer.statusCode, body: transfer.answer.takeBody(), isCut: isCut,
            retryAfter: retryAfter)
    }

    private func exchange(
        _ request: ServiceRequest, _ easy: inout EasyHandle, within timeout: Duration, onFresh isFresh: Bool
    ) async throws(ServiceError) -> (Transfer, CURLcode?) {
        let transfer = Transfer(
            answer: Answer(
                bodyLimitBytes: max(1, request.answerLimitBytes), headerLimitBytes: 256 << 10,
                headerLimitLines: 1000, keepsEverything: true), policy: nil, connections: loop.connections)
        let milliseconds = max(1, Int(timeout.milliseconds))
        easy.set(CURLOPT_TIMEOUT_MS, milliseconds)
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, min(10_000, milliseconds))
        guard transfer.attach(to: easy), easy.set(CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0) else {
            throw .failed(curlCode: CURLE_UNKNOWN_OPTION.rawValue)
        }
        return (transfer, await run(easy.raw, transfer))
    }

    private func configure(_ easy: inout EasyHandle, for request: ServiceRequest, to address: WebAddress)
        -> Bool
    {
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_ACCEPT_ENCODING, "")
        easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        if let file = configuration.certificateFile { easy.set(CURLOPT_CAINFO, file) }
        if let body = request.body {
            let isCopied = body.withUnsafeBytes { bytes in
                // libcurl copies the body, but takes no null pointer for an empty one.
                ccurl_set_offset(easy.raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)) == CURLE_OK
                    && ccurl_set_pointer(
                        easy.raw, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                    )
                        == CURLE_OK
            }
            guard isCopied else { return false }
        }
        // `Expect` would cost a round trip, and some services never answer it.
        return easy.set(CURLOPT_HTTPHEADER, request.headers + ["Expect:"])
            && ccurl_never_wait_for_resolver(easy.raw) == CURLE_OK
            && ccurl_allow_http_only(easy.raw) == CURLE_OK && easy.set(CURLOPT_FOLLOWLOCATION, 0)
            && easy.set(CURLOPT_PROXY, "") && easy.set(CURLOPT_URL, address.text)
    }

    private static func error(of code: CURLcode) -> ServiceError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_COULDNT_RESOLVE_HOST: .nameNotFound
        case CURLE_COULDNT_CONNECT: .notConnected
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: .tlsFailed
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM,
            CURLE_WRITE_ERROR:
            .connectionLost
        default: .failed(curlCode: code.rawValue)
        }
    }
}
