import Batches
import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One request on one libcurl handle. After it was handed to the loop only the loop's thread touches it.
///
/// `@unchecked Sendable`: built by one task, given to the loop through its lock, and read again only after the
/// loop has resumed the waiting task.
final class Transfer: @unchecked Sendable {
    /// What a request needs besides the fetcher's own settings.
    struct Plan {
        var address: WebAddress
        var cookies: String?
        var proxy: String?
        var timeLeft: Duration
    }

    enum Abort {
        case bodyTooLarge, headerTooLarge
        case unsupportedContentType(String)
        case addressNotAllowed, enough, cancelled
    }

    let handle: OpaquePointer
    private let headerList: UnsafeMutablePointer<curl_slist>?
    private let configuration: FetchConfiguration
    private let policy: AddressPolicy
    private let checksSocket: Bool
    private var headerBytes = 0

    private(set) var statusCode = 0
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    var abort: Abort?
    var done: CheckedContinuation<CURLcode, Never>?

    /// Bytes read of an answer that is no page, so that its connection can be used again.
    private static let errorBodyLimit = 64 << 10

    /// Nil when libcurl has no memory for it.
    init?(_ plan: Plan, _ configuration: FetchConfiguration, share: OpaquePointer) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = OpaquePointer(handle)
        self.configuration = configuration
        policy = configuration.addressPolicy
        checksSocket = plan.proxy == nil
        var list: UnsafeMutablePointer<curl_slist>?
        for header in configuration.headers { list = curl_slist_append(list, header) }
        headerList = list
        configure(plan, UnsafeMutableRawPointer(handle), share)
    }

    deinit {
        curl_easy_cleanup(UnsafeMutableRawPointer(handle))
        curl_slist_free_all(headerList)
    }

    var easy: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    private func configure(_ plan: Plan, _ easy: UnsafeMutableRawPointer, _ share: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_string(easy, CURLOPT_URL, plan.address.text)
        ccurl_allow_http_only(easy)
        ccurl_never_wait_for_resolver(easy)
        ccurl_set_share(easy, UnsafeMutableRawPointer(share))
        ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        ccurl_set_long(easy, CURLOPT_HTTP09_ALLOWED, 0)
        ccurl_set_long(easy, CURLOPT_PIPEWAIT, 1)
        ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
        ccurl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
        ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList)
        ccurl_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS, Int(max(configuration.connectTimeout.milliseconds, 1)))
        ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(max(plan.timeLeft.milliseconds, 1)))
        if let cookies = plan.cookies { ccurl_set_string(easy, CURLOPT_COOKIE, cookies) }
        // An empty string also keeps http_proxy and its like in the environment from being used.
        ccurl_set_string(easy, CURLOPT_PROXY, plan.proxy ?? "")
        ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ? size * count : 0
        }
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ? size * count : 0
        }
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        ccurl_set_open_socket(
            easy,
            { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().openSocket(address)
            }, context)
    }

    /// The address here is the one that will be used, whatever name or redirect led to it.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if checksSocket {
            let allowed =
                withUnsafePointer(to: &address.pointee.addr) { IPAddress($0) }.map(policy.allows) ?? false
            guard allowed else {
                abort = .addressNotAllowed
                return CURL_SOCKET_BAD
            }
        }
        let (family, kind, number) = (
            address.pointee.family, address.pointee.socktype, address.pointee.`protocol`
        )
        return socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), number)
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isPage = (200..<300).contains(statusCode)
        if body.count + bytes.count > (isPage ? configuration.bodyLimitBytes : Self.errorBodyLimit) {
            abort = isPage ? .bodyTooLarge : .enough
            return false
        }
        if isPage { body.append(contentsOf: bytes) }
        return true
    }

    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= configuration.headerLimitBytes else {
            abort = .headerTooLarge
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingBlanks()
        if line.hasPrefix("HTTP/") {
            // A new answer: after 100 Continue, early hints or a proxy's own.
            headers = []
            statusCode = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if line.isEmpty {
            return acceptsContent()
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(
                (line[..<colon].lowercased(), String(line[line.index(after: colon)...]).trimmingBlanks()))
        }
        return true
    }

    /// Ends a transfer whose content nobody here could read, before its body comes.
    private func acceptsContent() -> Bool {
        guard (200..<300).contains(statusCode), let type = header("content-type"), !ContentGate.accepts(type)
        else {
            return true
        }
        abort = .unsupportedContentType(type)
        return false
    }

    func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

    /// From libcurl's clocks, in milliseconds.
    func timings() -> ItemTimings {
        func milliseconds(_ info: CURLINFO) -> Int {
            var microseconds: curl_off_t = 0
            ccurl_get_offset(easy, info, &microseconds)
            return Int(microseconds / 1000)
        }
        var timings = ItemTimings()
        let (dns, connect) = (milliseconds(CURLINFO_NAMELOOKUP_TIME_T), milliseconds(CURLINFO_CONNECT_TIME_T))
        let (tls, first) = (
            milliseconds(CURLINFO_APPCONNECT_TIME_T), milliseconds(CURLINFO_STARTTRANSFER_TIME_T)
        )
        timings.dns = dns
        timings.connect = max(connect - dns, 0)
        timings.tls = tls > 0 ? max(tls - connect, 0) : nil
        if statusCode > 0 {
            timings.firstByte = first
            timings.download = max(milliseconds(CURLINFO_TOTAL_TIME_T) - first, 0)
        }
        return timings
    }

    /// The body, which moves out.
    func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }
}
