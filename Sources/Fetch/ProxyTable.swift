/// Proxies by country (contract section 17).
package struct ProxyTable: Sendable, Equatable {
    private var byCountry: [String: String] = [:]

    private static let europeanUnion: Set<String> = [
        "at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu", "ie", "it", "lv", "lt",
        "lu",
        "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se",
    ]

    package init() {}

    /// From `country=URL` entries; `default` stands for any country without one of its own. Nil when an entry
    /// is not of that form.
    package init?(_ entries: [String]) {
        for entry in entries {
            guard let mark = entry.firstIndex(of: "=") else { return nil }
            let country = entry[..<mark].lowercased()
            let url = String(entry[entry.index(after: mark)...])
            guard !country.isEmpty, url.contains("://") else { return nil }
            byCountry[country] = url
        }
    }

    package var isEmpty: Bool { byCountry.isEmpty }

    /// The proxy for a country, `eu` (any member that has one) or none given (the default, else any); nil when
    /// there is none, and then the fetch goes direct.
    package func proxy(
        for country: String?, using generator: inout some RandomNumberGenerator
    ) -> String? {
        switch country?.lowercased() {
        case nil, "", "global":
            return byCountry["default"]
                ?? byCountry.sorted { $0.key < $1.key }.randomElement(using: &generator)?.value
        case "eu":
            let members = byCountry.filter { Self.europeanUnion.contains($0.key) }.sorted { $0.key < $1.key }
            return members.randomElement(using: &generator)?.value ?? byCountry["default"]
        case let country?: return byCountry[country] ?? byCountry["default"]
        }
    }
}
