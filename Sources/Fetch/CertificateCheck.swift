import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whether the certificate authorities that fetches trust can be loaded. Asks nobody outside this machine: the TLS
/// library loads them for a connection to a socket of our own that never answers.
package struct CertificateCheck: Sendable {
    /// The file or folder they are in; nil when libcurl was built without one.
    package let bundle: String?
    package let isUsable: Bool

    /// Long enough to load a bundle on a slow machine.
    private static let timeoutMilliseconds = 1000

    /// `file` is used in place of libcurl's own bundle. Blocks for a second.
    package init(file: String? = nil) {
        CurlLibrary.prepare
        guard let easy = EasyHandle(), let (listener, port) = Self.listen() else {
            bundle = file
            isUsable = false
            return
        }
        defer { close(listener) }
        bundle = file ?? ccurl_certificate_bundle(easy.raw).map { String(cString: $0) }
        if let file { easy.set(CURLOPT_CAINFO, file) }
        easy.set(CURLOPT_URL, "https://127.0.0.1:\(port)/")
        easy.set(CURLOPT_PROXY, "")
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_TIMEOUT_MS, Self.timeoutMilliseconds)
        // Whoever got as far as waiting for an answer has loaded them.
        isUsable = bundle != nil && curl_easy_perform(easy.raw) == CURLE_OPERATION_TIMEDOUT
    }

    /// A socket whose connections the kernel accepts and nobody serves.
    private static func listen() -> (descriptor: Int32, port: Int)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(descriptor, name, length) == 0 && Self.startListening(descriptor)
                    && getsockname(descriptor, name, &length) == 0
            }
        }
        guard isListening else {
            close(descriptor)
            return nil
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func startListening(_ descriptor: Int32) -> Bool {
        #if canImport(Glibc)
            Glibc.listen(descriptor, 1) == 0
        #else
            Musl.listen(descriptor, 1) == 0
        #endif
    }
}
