import Batches
import CCurl

/// Runs transfers on the loop's thread.
actor TransferEngine {
    private struct Running {
        let easy: UnsafeMutableRawPointer
        let continuation: CheckedContinuation<CURLcode?, Never>
    }

    nonisolated let loop: CurlLoop
    let configuration: FetchConfiguration
    private let policy: AddressPolicy
    /// How long a redirect's body may keep its target waiting, so that its connection can be used again.
    private static let redirectBodyTime = Duration.milliseconds(250)

    private var running: [Int: Running] = [:]
    private var lastID = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    static func started(_ configuration: FetchConfiguration) -> TransferEngine {
        let engine = TransferEngine(configuration)
        engine.loop.start(driving: engine)
        return engine
    }

    private init(_ configuration: FetchConfiguration) {
        self.configuration = configuration
        policy = configuration.addressPolicy
        loop = CurlLoop(
            maxConnections: configuration.maxConnections, idleConnections: configuration.idleConnections)
    }

    deinit { loop.wake() }

    /// One fetch: hop after hop, each a transfer of its own whose target is parsed and checked anew.
    func fetch(
        _ start: WebAddress, _ request: FetchRequest, cookies: BoundCookies?, through proxy: String?,
        within timeout: Duration,
        checkingName: @Sendable (WebAddress, _ timeout: Duration) async throws(FetchError) -> Void
    ) async throws(FetchError) -> FetchedPage {
        guard var easy = EasyHandle() else {
            throw FetchError(.failed(curlCode: CURLE_OUT_OF_MEMORY.rawValue))
        }
        let deadline = ContinuousClock.now + timeout
        var address = start
        var redirects = 0
        var timings = PhaseTimes()
        var needsFreshConnection = false
        var decodes = true
        while true {
            guard policy.allows(host: address.host) else {
                throw FetchError(.addressNotAllowed, finalURL: address.text, timings: timings.itemTimings)
            }
            if proxy != nil, !needsFreshConnection { try await checkingName(address, deadline - .now) }
            let left = (deadline - .now).milliseconds
            guard left > 0 else {
                throw FetchError(.timedOut, finalURL: address.text, timings: timings.itemTimings)
            }
            let transfer = Transfer(
                answer: Answer(
                    bodyLimitBytes: request.firstBytes ?? configuration.bodyLimitBytes,
                    takesAnything: request.firstBytes != nil,
                    headerLimitBytes: configuration.headerLimitBytes,
                    headerLimitLines: configuration.headerLimitLines), policy: proxy == nil ? policy : nil,
                connections: loop.connections)
            guard
                configure(&easy, for: address, proxy: proxy, cookies: cookies, millisecondsLeft: Int(left)),
                easy.set(CURLOPT_ACCEPT_ENCODING, decodes ? "" : nil), transfer.attach(to: easy),
                easy.set(CURLOPT_FRESH_CONNECT, needsFreshConnection ? 1 : 0)
            else { throw FetchError(.failed(curlCode: CURLE_UNKNOWN_OPTION.rawValue)) }
            let code = await run(easy.raw, transfer)
            timings.add(easy)
            needsFreshConnection = transfer.wasStale && code != nil && !needsFreshConnection
            if needsFreshConnection { continue }
            // libcurl takes no coding that it does not know, so what only has a wrong name is asked for as it is.
            if code == CURLE_BAD_CONTENT_ENCODING, decodes, transfer.answer.isMislabelled {
                decodes = false
                continue
            }
            let hop = HopResult(
                code: code, transfer: transfer, address: address, isProxied: proxy != nil,
                connectCode: easy.long(CURLINFO_HTTP_CONNECTCODE), timings: timings.itemTimings)
            if !decodes, transfer.answer.isCompressed { throw hop.error(.badEncoding) }
            switch try hop.judge(bodyLimitBytes: configuration.bodyLimitBytes) {
            case .page(var page):
                page.redirectCount = redirects
                return page
            case .redirect(let target):
                redirects += 1
                guard redirects <= configuration.maxRedirects else {
                    throw hop.error(.tooManyRedirects(limit: configuration.maxRedirects))
                }
                do throws(FetchError) {
                    try await request.admits?(target)
                } catch {
                    // The hosts so far did answer.
                    var error = error
                    error.timings = timings.itemTimings
                    throw error
                }
                address = target
                decodes = true
            }
        }
    }

    /// Lets libcurl do what is due; called by the loop between its waits.
    func drive() {
        var count: Int32 = 0
        curl_multi_perform(loop.multi, &count)
        while let message = curl_multi_info_read(loop.multi, &count) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = ccurl_message_result(message)
            let id = Int(bitPattern: ccurl_get_private(message.pointee.easy_handle))
            finish(id, with: code)
        }
    }

    /// Runs one transfer to its end; nil when the task was cancelled.
    func run(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) async -> CURLcode? {
        lastID += 1
        let id = lastID
        transfer.whenRedirected = {
            Task {
                try? await Task.sleep(for: Self.redirectBodyTime)
                await self.finish(id, with: CURLE_OK)
            }
        }
        ccurl_set_pointer(easy, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: id))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: nil) }
                running[id] = Running(easy: easy, continuation: continuation)
                let code = curl_multi_add_handle(loop.multi, easy)
                if code != CURLM_OK { finish(id, with: CURLE_OUT_OF_MEMORY) }
            }
        } onCancel: {
            Task { await self.finish(id, with: nil) }
        }
    }

    private func finish(_ id: Int, with code: CURLcode?) {
        guard let transfer = running.removeValue(forKey: id) else { return }
        curl_multi_remove_handle(loop.multi, transfer.easy)
        transfer.continuation.resume(returning: code)
    }

    private func configure(
        _ easy: inout EasyHandle, for address: WebAddress, proxy: String?, cookies: BoundCookies?,
        millisecondsLeft: Int
    ) -> Bool {
        let connectTimeout = min(Int(configuration.connectTimeout.milliseconds), millisecondsLeft)
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, connectTimeout))
        easy.set(CURLOPT_TIMEOUT_MS, millisecondsLeft)
        easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        easy.set(CURLOPT_HTTPHEADER, configuration.extraHeaders)
        let version = configuration.usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        easy.set(CURLOPT_HTTP_VERSION, version)
        easy.set(CURLOPT_SSL_VERIFYPEER, configuration.verifiesCertificates ? 1 : 0)
        easy.set(CURLOPT_SSL_VERIFYHOST, configuration.verifiesCertificates ? 2 : 0)
        if let file = configuration.certificateFile { easy.set(CURLOPT_CAINFO, file) }
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        easy.set(CURLOPT_COOKIEFILE, "")
        easy.set(CURLOPT_COOKIE, cookies?.header(for: address))
        if let share = loop.share { _ = ccurl_set_share(easy.raw, share) }
        if let answers = configuration.resolver?(address.host, address.port) {
            easy.set(CURLOPT_RESOLVE, ["\(address.host):\(address.port):\(answers.joined(separator: ","))"])
        }
        _ = ccurl_never_wait_for_resolver(easy.raw)
        // What keeps a transfer where it belongs must not be missing. An empty proxy switches off those
        // of the environment.
        return ccurl_allow_http_only(easy.raw) == CURLE_OK
            && easy.set(CURLOPT_FOLLOWLOCATION, 0)
            && easy.set(CURLOPT_PROXY, proxy ?? "") && easy.set(CURLOPT_NOPROXY, "")
            && easy.set(CURLOPT_URL, address.text)
    }
}
