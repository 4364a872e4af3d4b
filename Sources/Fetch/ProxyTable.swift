import Batches

/// The configured proxies by country (contract section 17).
package struct ProxyTable: Equatable, Sendable {
    /// By lower-case country code, `eu`, `global` or `default`.
    private var urls: [String: String] = [:]

    package init() {}

    /// Reads entries like `us=http://user:pw@host:port` and `default=socks5h://host:port`.
    /// Nil when an entry has no name, or no URL of a kind that libcurl takes.
    package init?(_ entries: [String]) {
        for entry in entries {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let name = String(parts[0]).trimmingBlanks().lowercased()
            let url = String(parts[1]).trimmingBlanks()
            guard !name.isEmpty, Self.schemes.contains(where: { url.hasPrefix($0) }) else { return nil }
            urls[name] = url
        }
    }

    package var isEmpty: Bool { urls.isEmpty }

    /// The proxy for a request that asks for one, and the country name it was found under.
    ///
    /// A country without a proxy of its own, and no country at all, get the default one; `eu` gets any
    /// configured member; `global` gets the default or else any. Nil means: go direct, and record it.
    package func proxy(
        for country: String?, using generator: inout some RandomNumberGenerator
    ) -> (country: String, url: String)? {
        let country = country ?? "global"
        if let own = entry(country) { return own }
        if country == "eu" {
            let members = urls.keys.filter(Self.euMembers.contains).sorted()
            if let member = members.randomElement(using: &generator) { return entry(member) }
        }
        if let fallback = entry("default") ?? entry("global") { return fallback }
        guard country == "global" else { return nil }
        return urls.keys.sorted().randomElement(using: &generator).flatMap(entry)
    }

    private func entry(_ name: String) -> (country: String, url: String)? { urls[name].map { (name, $0) } }

    private static let schemes = ["http://", "https://", "socks4a://", "socks5://", "socks5h://"]

    private static let euMembers: Set = [
        "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "it", "lt",
        "lu",
        "lv", "mt", "nl", "pl", "pt", "ro", "se", "si", "sk",
    ]
}
