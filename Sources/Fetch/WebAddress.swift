import CCurl

/// An http or https URL, parsed by libcurl's URL API and nothing else, so that what is checked is what
/// libcurl will connect to.
package struct WebAddress: Hashable, Sendable {
    /// The URL in libcurl's spelling, without a fragment: what is requested.
    package let text: String
    package let isSecure: Bool
    /// Lower-case ASCII; IPv4 in dotted decimal whatever the spelling was, IPv6 in brackets.
    package let host: String
    package let port: Int
    package let path: String

    /// Bytes of the longest URL that is taken.
    package static let lengthLimit = 8192

    /// Parses an absolute URL. Blanks around it are ignored; spaces and foreign letters inside its path
    /// are percent-encoded.
    package init(_ text: String) throws(URLProblem) {
        try self.init(text, relativeTo: nil)
    }

    /// Resolves the value of a `Location` header, absolute or not, against the URL that sent it.
    package func resolving(_ reference: String) throws(URLProblem) -> WebAddress {
        try WebAddress(reference, relativeTo: self)
    }

    private init(_ text: String, relativeTo base: WebAddress?) throws(URLProblem) {
        CurlLibrary.prepare
        let text = text.trimmingBlanks()
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.lengthLimit else { throw .tooLong(limitBytes: Self.lengthLimit) }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        let handle = try URLHandle()
        if let base { try handle.set(base.text) }
        try handle.set(text)

        switch handle.part(CURLUPART_SCHEME) {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .unsupportedScheme
        }
        guard handle.part(CURLUPART_USER) == nil, handle.part(CURLUPART_PASSWORD) == nil else {
            throw .userInfo
        }
        guard handle.part(CURLUPART_ZONEID) == nil else { throw .badHost }
        guard let port = handle.part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            port > 0
        else { throw .badPort }
        self.port = port
        host = try Self.asciiHost(of: handle)
        guard handle.clear(CURLUPART_FRAGMENT), handle.set(CURLUPART_HOST, host),
            let path = handle.part(CURLUPART_PATH), let whole = handle.part(CURLUPART_URL)
        else { throw .malformed }
        // Escapes and the URL it is relative to can make it longer.
        guard whole.utf8.count <= Self.lengthLimit else { throw .tooLong(limitBytes: Self.lengthLimit) }
        self.path = path
        self.text = whole
    }

    /// The host as it is looked up. International digits and dots can turn into a number form only when
    /// they become ASCII, so that is parsed again; so is a name whose last dot hides a number form.
    private static func asciiHost(of handle: borrowing URLHandle) throws(URLProblem) -> String {
        guard let ascii = handle.part(CURLUPART_HOST, ccurl_punycode_flag()), !ascii.isEmpty else {
            throw .badHost
        }
        let name = ascii.lowercased()
        if name.hasPrefix("[") { return name }
        // An escape that libcurl could not read: what a resolver makes of it is anybody's guess.
        guard !name.utf8.contains(UInt8(ascii: "%")) else { throw .badHost }
        var trimmed = Substring(name)
        if trimmed.last == "." { trimmed.removeLast() }
        guard !trimmed.isEmpty, trimmed.utf8.count <= 253,
            trimmed.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({
                (1...63).contains($0.utf8.count)
            })
        else { throw .badHost }
        let again = try URLHandle()
        try again.set("http://\(trimmed)/")
        guard let host = again.part(CURLUPART_HOST) else { throw .badHost }
        // An address has no root dot; a name keeps its own, which keeps search domains out.
        return host == trimmed ? (IPAddress(host) == nil ? name : host) : host
    }

    /// The name that politeness counts a URL under: the host, with a port that is not the scheme's.
    package var politenessHost: String {
        hasDefaultPort ? host : "\(host):\(port)"
    }

    package var hasDefaultPort: Bool { port == (isSecure ? 443 : 80) }

    /// Scheme, host and port, as a URL without a path.
    package var origin: String { "\(isSecure ? "https" : "http")://\(politenessHost)" }

    /// What is asked of the host.
    package var pathAndQuery: String {
        guard let query = text.utf8.firstIndex(of: UInt8(ascii: "?")) else { return path }
        return path + text[query...]
    }
}

/// Why a text is not a URL that is fetched.
package enum URLProblem: Error, Equatable, Sendable {
    case empty
    case tooLong(limitBytes: Int)
    case controlCharacter
    case malformed
    case unsupportedScheme
    case userInfo
    case badHost
    case badPort
    /// A private, loopback, link-local or otherwise internal address, or a name of one.
    case addressNotAllowed

    package var message: String {
        switch self {
        case .empty: "the URL is empty"
        case .tooLong(let limit): "the URL is longer than \(limit) bytes"
        case .controlCharacter: "the URL holds a control character"
        case .malformed: "the URL cannot be parsed"
        case .unsupportedScheme: "the URL must start with http:// or https://"
        case .userInfo: "the URL must not hold a user name or password"
        case .badHost: "the URL has no valid host"
        case .badPort: "the URL's port must be between 1 and 65535"
        case .addressNotAllowed: "the URL points to a private or internal address"
        }
    }
}

/// What the API asks of a URL at submit.
package enum SubmittedURL {
    /// The parsed URL, or why it is refused. Looks nothing up: names are checked when they are connected to.
    package static func validate(_ text: String, _ policy: AddressPolicy) throws(URLProblem) -> WebAddress {
        let address = try WebAddress(text)
        guard policy.allows(host: address.host) else { throw .addressNotAllowed }
        return address
    }
}

/// A parsed URL of libcurl's.
private struct URLHandle: ~Copyable {
    private let handle: OpaquePointer

    init() throws(URLProblem) {
        guard let handle = curl_url() else { throw .malformed }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    /// Sets or, when one is set already, resolves a URL.
    func set(_ url: String) throws(URLProblem) {
        let flags = UInt32(CURLU_URLENCODE) | UInt32(CURLU_ALLOW_SPACE)
        let code = curl_url_set(handle, CURLUPART_URL, url, flags)
        switch code {
        case CURLUE_OK: return
        case CURLUE_BAD_SCHEME, CURLUE_UNSUPPORTED_SCHEME: throw .unsupportedScheme
        case CURLUE_BAD_SLASHES: throw url.lowercased().hasPrefix("http") ? .malformed : .unsupportedScheme
        case CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6, CURLUE_NO_HOST: throw .badHost
        case CURLUE_BAD_PORT_NUMBER: throw .badPort
        case CURLUE_BAD_USER, CURLUE_BAD_PASSWORD, CURLUE_BAD_LOGIN: throw .userInfo
        default: throw .malformed
        }
    }

    func set(_ part: CURLUPart, _ value: String) -> Bool {
        curl_url_set(handle, part, value, 0) == CURLUE_OK
    }

    func clear(_ part: CURLUPart) -> Bool { curl_url_set(handle, part, nil, 0) == CURLUE_OK }

    func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(validatingCString: value)
    }
}

extension String {
    /// Without the blanks, tabs and line ends around it.
    func trimmingBlanks() -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var bytes = utf8[...]
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
