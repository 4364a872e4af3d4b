import JSON

/// Takes the site's name off a page's title.
enum PageTitle {
    private static let separators = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", "ㅣ"]

    /// An address that names a logo or a stand-in instead of the page's picture.
    static func isLogo(_ value: JSON) -> Bool {
        guard let link = value.stringValue?.lowercased() else { return true }
        let file = link.split(separator: "/").last.map(String.init) ?? link
        return ["logo", "default", "placeholder", "favicon", "no-image", "noimage", "blank"].contains(
            where: file.containsText)
    }

    static func withoutSite(_ title: String, data: PageData) -> String {
        let title = title.squashed
        let site = data.meta(["og:site_name", "application-name"]).map(Folding.key)
        let host = data.url.flatMap { URLText.host($0) }.map { Folding.key($0) } ?? ""
        for separator in separators where title.containsText(separator) {
            let parts = title.split(separator: separator).map(String.init)
            guard parts.count > 1, let last = parts.last, let first = parts.first else { continue }
            let lastKey = Folding.key(last)
            if lastKey == site || lastKey.utf8.count > 2 && host.containsText(lastKey) {
                return parts.dropLast().joined(separator: separator)
            }
            if Folding.key(first) == site { return parts.dropFirst().joined(separator: separator) }
        }
        return title
    }
}

extension URLText {
    /// The host of an absolute address, in lower case.
    static func host(_ url: String) -> String? {
        guard let mark = url.firstRange(of: "://") else { return nil }
        let rest = url[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return rest.split(separator: "@").last.map { String($0.prefix { $0 != ":" }).lowercased() }
    }
}

extension PageData {
    /// True where 06/07 is the 7th of June: American English, or English of no stated country.
    var writesMonthFirst: Bool {
        guard let language = language?.lowercased() else { return true }
        return language == "en" || language.hasPrefix("en-us") || language.hasPrefix("en_us")
    }
}
