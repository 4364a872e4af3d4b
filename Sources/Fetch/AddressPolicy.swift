/// Which addresses may be connected to: public ones, and the networks that the operator allows.
///
/// The check at submit gives an early, clear answer; the one at connect time, on the address that is
/// really used, is the one that holds against names that resolve inside.
package struct AddressPolicy: Sendable {
    private let allowed: [AddressRange]

    package init(allowing networks: [AddressRange] = []) { allowed = networks }

    package func allows(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        if let inner = address.embeddedV4 { return allowed.contains { $0.contains(inner) } }
        return Self.isPublic(address)
    }

    /// Whether the policy lets anything inside through. Names that only look internal are then left to
    /// the check at connect time.
    private var allowsInside: Bool { !allowed.isEmpty }

    private var allowsLoopback: Bool { allows(.v4(0x7F00_0001)) || allows(.v6(high: 0, low: 1)) }

    /// Judges a host as the URL API gives it: a literal by its address, a name by its look.
    package func allows(host: String) -> Bool {
        if host.hasPrefix("[") {
            return IPAddress(String(host.dropFirst().dropLast())).map(allows) ?? false
        }
        let name = host.lowercased().trimmingDots()
        if let address = IPAddress(name) { return allows(address) }
        // What the URL API took for a name although its last label is a number cannot be a public name
        // (RFC 3696 section 2), but resolvers have been seen to read it as an address.
        if name.split(separator: ".").last?.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ?? true {
            return false
        }
        if name == "localhost" || name.hasSuffix(".localhost") { return allowsLoopback }
        if allowsInside { return true }
        // A single label is looked up through search domains, which are inside.
        guard name.utf8.contains(UInt8(ascii: ".")) else { return false }
        return !Self.internalSuffixes.contains { name.hasSuffix($0) }
    }

    /// Ends of names that are never public: RFC 6761, RFC 6762, RFC 8375, RFC 9476, the ICANN's private
    /// use name, and what local networks are commonly called.
    private static let internalSuffixes = [
        ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan",
        ".home.arpa", ".test", ".invalid", ".alt", ".onion", ".cluster.local",
    ]

    /// True for an address of the global unicast space that is not set aside for a special purpose
    /// (IANA special-purpose registries, RFC 6890).
    static func isPublic(_ address: IPAddress) -> Bool {
        switch address {
        case .v4: !specialV4.contains { $0.contains(address) }
        case .v6: globalUnicast.contains(address) && !specialV6.contains { $0.contains(address) }
        }
    }

    private static let specialV4 = [
        range(0, 0, 0, 0, 8), range(10, 0, 0, 0, 8), range(100, 64, 0, 0, 10), range(127, 0, 0, 0, 8),
        range(169, 254, 0, 0, 16), range(172, 16, 0, 0, 12), range(192, 0, 0, 0, 24), range(192, 0, 2, 0, 24),
        range(192, 88, 99, 0, 24), range(192, 168, 0, 0, 16), range(198, 18, 0, 0, 15),
        range(198, 51, 100, 0, 24), range(203, 0, 113, 0, 24), range(224, 0, 0, 0, 4), range(240, 0, 0, 0, 4),
        // A cloud's host agent on a public number.
        range(168, 63, 129, 16, 32),
    ]

    /// Everything outside of it is loopback, mapped, translated, local, multicast or unassigned.
    private static let globalUnicast = AddressRange(base: .v6(high: 0x2000 << 48, low: 0), prefixLength: 3)

    private static let specialV6 = [
        // IETF protocol assignments with Teredo, documentation, 6to4, documentation, SRv6.
        AddressRange(base: .v6(high: 0x2001 << 48, low: 0), prefixLength: 23),
        AddressRange(base: .v6(high: 0x2001_0DB8 << 32, low: 0), prefixLength: 32),
        AddressRange(base: .v6(high: 0x2002 << 48, low: 0), prefixLength: 16),
        AddressRange(base: .v6(high: 0x3FFF << 48, low: 0), prefixLength: 20),
    ]

    private static func range(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: Int)
        -> AddressRange
    {
        AddressRange(base: .v4(a << 24 | b << 16 | c << 8 | d), prefixLength: length)
    }
}

extension String {
    fileprivate func trimmingDots() -> String {
        var text = Substring(self)
        while text.last == "." { text.removeLast() }
        return String(text)
    }
}
