/// The parts of a Content-Type header that reading a page needs (RFC 9110 section 8.3).
package struct MediaType: Equatable {
    package enum Kind: Equatable {
        case html, json, xml, plain
    }

    package let kind: Kind
    /// The charset parameter, lower-case.
    package let charset: String?

    /// Anything that is neither JSON, plain text nor XML of another kind is read as HTML, as are pages that say nothing.
    package init(_ header: String?) {
        let parts = (header ?? "").lowercased().split(separator: ";")
        let type = parts.first.map(Self.trimmed) ?? ""
        kind =
            switch type {
            case "application/json", "text/json": .json
            case _ where type.hasSuffix("+json"): .json
            case "application/xhtml+xml": .html
            case "application/xml", "text/xml": .xml
            case _ where type.hasSuffix("+xml"): .xml
            case "text/plain", "text/markdown", "text/x-markdown", "text/csv", "text/tab-separated-values":
                .plain
            default: .html
            }
        charset = parts.dropFirst().lazy.map(Self.trimmed).first { $0.hasPrefix("charset=") }.map {
            let value = $0.dropFirst("charset=".count)
            return String(value.filter { $0 != "\"" && $0 != "'" })
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
