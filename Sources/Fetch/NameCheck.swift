import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Looks names up ourselves where a proxy would, so that a proxy inside the network is no way around the
/// address policy. What the proxy finds a moment later is beyond our sight.
struct NameCheck: Sendable {
    let policy: AddressPolicy
    let resolver: (@Sendable (_ host: String, _ port: Int) -> [String]?)?
    /// `getaddrinfo` blocks, so each of a few look-ups at a time has a serial queue.
    private let queues = (0..<8).map { DispatchQueue(label: "orbweaver.fetch.names.\($0)") }

    init(policy: AddressPolicy, resolver: (@Sendable (_ host: String, _ port: Int) -> [String]?)?) {
        self.policy = policy
        self.resolver = resolver
    }

    /// Throws unless every address of the host is allowed.
    func check(_ address: WebAddress) async throws(FetchError) {
        if address.host.hasPrefix("[") || IPAddress(address.host) != nil { return }
        let found: [IPAddress]
        if let answers = resolver?(address.host, address.port) {
            found = answers.compactMap { IPAddress($0) }
        } else {
            let queue = queues[Int.random(in: queues.indices)]
            found = await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: Self.lookUp(address.host)) }
            }
        }
        guard !found.isEmpty else { throw FetchError(.dnsFailed, finalURL: address.text) }
        guard found.allSatisfy(policy.allows) else {
            throw FetchError(.addressNotAllowed, finalURL: address.text)
        }
    }

    private static func lookUp(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            entry?.pointee.ai_addr.flatMap { IPAddress($0) }
        }
    }
}
