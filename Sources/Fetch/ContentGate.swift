/// Which kinds of content are worth a download: text of some kind.
enum ContentGate {
    private static let applicationTypes: Set<String> = [
        "application/xhtml+xml", "application/xml", "application/json", "application/ld+json",
        "application/javascript", "application/rss+xml", "application/atom+xml",
    ]

    /// `contentType` is the header's value; one that names no type is accepted, since servers forget it.
    static func accepts(_ contentType: String) -> Bool {
        let type =
            contentType.split(separator: ";").first.map { String($0).trimmingBlanks().lowercased() } ?? ""
        guard type.contains("/") else { return true }
        if type == "text/event-stream" { return false }
        return type.hasPrefix("text/") || applicationTypes.contains(type) || type.hasSuffix("+json")
            || type.hasSuffix("+xml") && !type.hasPrefix("image/")
    }
}
