import CCurl

/// Whether the certificate authorities that fetches trust can be loaded. Asks nobody outside this machine: the TLS
/// library loads them for a connection to a socket of our own that never answers.
package struct CertificateCheck: Sendable {
    /// The file or folder they are in; nil when libcurl was built without one.
    package let bundle: String?
    package let verdict: Verdict

    package enum Verdict: Sendable {
        case usable
        /// No authority could be loaded.
        case unusable
        /// The connection that would load them cannot be made.
        case unchecked
    }

    /// Long enough to load a bundle on a slow machine.
    private static let timeoutMilliseconds = 1000

    /// `file` is used in place of libcurl's own bundle. Blocks for a second.
    package init(file: String? = nil) {
        CurlLibrary.prepare
        guard let easy = EasyHandle(), let listener = SilentListener() else {
            bundle = file
            verdict = .unchecked
            return
        }
        bundle = file ?? ccurl_certificate_bundle(easy.raw).map { String(cString: $0) }
        if let file { easy.set(CURLOPT_CAINFO, file) }
        easy.set(CURLOPT_URL, "https://127.0.0.1:\(listener.port)/")
        easy.set(CURLOPT_PROXY, "")
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_TIMEOUT_MS, Self.timeoutMilliseconds)
        verdict = bundle == nil ? .unusable : Self.verdict(of: curl_easy_perform(easy.raw))
        // Until here it listens.
        _ = consume listener
    }

    static func verdict(of code: CURLcode) -> Verdict {
        switch code {
        // Whoever got as far as waiting for an answer has loaded them.
        case CURLE_OPERATION_TIMEDOUT: .usable
        case CURLE_COULDNT_CONNECT: .unchecked
        default: .unusable
        }
    }
}
