/// Resolves links without a URL library: text in, text out.
enum URLText {
    /// `text` as an absolute URI with nothing that RFC 3986 forbids; nil when that cannot be had.
    static func absolute(_ text: String, base: String?) -> String? {
        let text = escaped(text.squashed)
        guard !text.isEmpty, text.utf8.count <= 8_000 else { return nil }
        if TextFormat.isURI(text), hasScheme(text) { return text }
        guard let base, let parts = Base(base) else {
            return text.hasPrefix("//") ? valid("https:" + text) : nil
        }
        if text.hasPrefix("//") { return valid(parts.scheme + ":" + text) }
        if text.hasPrefix("/") { return valid(parts.origin + normalized(text)) }
        if text.hasPrefix("#") { return valid(parts.origin + parts.path + parts.query + text) }
        if text.hasPrefix("?") { return valid(parts.origin + parts.path + text) }
        let folder = parts.path.lastIndex(of: "/").map { parts.path[...$0] } ?? "/"
        return valid(parts.origin + normalized(folder + text))
    }

    private static func valid(_ text: String) -> String? { TextFormat.isURI(text) ? text : nil }

    /// A scheme, and not a file name with a colon in it.
    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return text.utf8[..<colon].allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0)
        }
    }

    private struct Base {
        let scheme: String
        let origin: String
        let path: String
        let query: String

        init?(_ url: String) {
            guard let mark = url.firstRange(of: "://") else { return nil }
            scheme = String(url[..<mark.lowerBound])
            let rest = url[mark.upperBound...]
            let hostEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            origin = String(url[..<hostEnd])
            let tail = rest[hostEnd...].prefix { $0 != "#" }
            let pathEnd = tail.firstIndex(of: "?") ?? tail.endIndex
            path = pathEnd == tail.startIndex ? "/" : String(tail[..<pathEnd])
            query = String(tail[pathEnd...])
        }
    }

    /// Takes `.` and `..` out of a path (RFC 3986 §5.2.4).
    private static func normalized(_ reference: some StringProtocol) -> String {
        let pathEnd = reference.firstIndex { $0 == "?" || $0 == "#" } ?? reference.endIndex
        var kept: [Substring] = []
        let steps = String(reference[..<pathEnd]).split(separator: "/", omittingEmptySubsequences: false)
        for (position, step) in steps.enumerated() {
            let isLast = position == steps.count - 1
            if step == "." || step == ".." {
                if step == "..", kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            } else {
                kept.append(step)
            }
        }
        return kept.joined(separator: "/") + reference[pathEnd...]
    }

    static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF: true
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    /// Percent-encodes what may not stand in a URI.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isForbidden) else { return text }
        var bytes: [UInt8] = []
        let hex = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isForbidden(byte) {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
