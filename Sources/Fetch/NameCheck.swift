/// Looks names up ourselves where a proxy would, so that a proxy inside the network is no way around the
/// address policy. What the proxy finds a moment later is beyond our sight.
struct NameCheck: Sendable {
    let policy: AddressPolicy
    let resolver: (@Sendable (_ host: String, _ port: Int) -> [String]?)?
    private let lookUps: LookUps

    init(
        policy: AddressPolicy, resolver: (@Sendable (_ host: String, _ port: Int) -> [String]?)?,
        lookUps: LookUps = LookUps()
    ) {
        self.policy = policy
        self.resolver = resolver
        self.lookUps = lookUps
    }

    /// Throws unless every address of the host is allowed, and is known within `timeout`.
    func check(_ address: WebAddress, within timeout: Duration) async throws(FetchError) {
        if address.host.hasPrefix("[") || IPAddress(address.host) != nil { return }
        let found: [IPAddress]?
        if let answers = resolver?(address.host, address.port) {
            found = answers.compactMap { IPAddress($0) }
        } else {
            found = await lookUps.addresses(of: address.host, within: timeout)
        }
        guard let found else {
            throw FetchError(Task.isCancelled ? .cancelled : .timedOut, finalURL: address.text)
        }
        guard !found.isEmpty else { throw FetchError(.dnsFailed, finalURL: address.text) }
        guard found.allSatisfy(policy.allows) else {
            throw FetchError(.addressNotAllowed, finalURL: address.text)
        }
    }
}
