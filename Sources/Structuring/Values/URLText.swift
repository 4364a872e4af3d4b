/// Resolves links without a URL library: text in, text out.
enum URLText {
    /// `text` as an absolute URI with nothing that RFC 3986 forbids; nil when that cannot be had, or runs a script.
    static func absolute(_ text: String, base: String?) -> String? {
        let text = escaped(withoutBreaks(text).squashed)
        guard !text.isEmpty, text.utf8.count <= 8_000, !hasScriptScheme(text) else { return nil }
        if TextFormat.isURI(text) { return text }
        guard let base, let parts = Base(base) else {
            return text.hasPrefix("//") ? valid("https:" + text) : nil
        }
        if text.hasPrefix("//") { return valid(parts.scheme + ":" + text) }
        if text.hasPrefix("/") { return valid(parts.origin + normalized(text)) }
        if text.hasPrefix("#") { return valid(parts.origin + parts.path + parts.query + text) }
        if text.hasPrefix("?") { return valid(parts.origin + parts.path + text) }
        return valid(parts.origin + normalized(parts.folder + text))
    }

    /// `text` as an absolute URI if that can be had, else as it stands; empty when it runs a script.
    static func absoluteIfPossible(_ text: String, base: String?) -> String {
        absolute(text, base: base) ?? (isScript(text) ? "" : text.squashed)
    }

    /// Whether a browser would run the link instead of following it.
    static func isScript(_ text: String) -> Bool { hasScriptScheme(withoutBreaks(text).squashed) }

    private static func hasScriptScheme(_ text: String) -> Bool {
        let start = text.utf8.drop { $0 <= 0x20 }.prefix(11).map { $0 | 0x20 }
        return start.starts(with: "javascript:".utf8) || start.starts(with: "vbscript:".utf8)
    }

    /// Browsers take tabs and line breaks out of a link wherever they stand.
    private static func withoutBreaks(_ text: String) -> String {
        let isBreak = { (byte: UInt8) in byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard text.utf8.contains(where: isBreak) else { return text }
        return String(decoding: text.utf8.filter { !isBreak($0) }, as: UTF8.self)
    }

    private static func valid(_ text: String) -> String? { TextFormat.isURI(text) ? text : nil }

    private struct Base {
        let scheme: Substring
        let origin: Substring
        let path: Substring
        let query: Substring

        init?(_ url: String) {
            let bytes = url.utf8
            guard let colon = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else {
                return nil
            }
            scheme = url[..<colon]
            let host = bytes[bytes.index(colon, offsetBy: 3)...]
            let hostEnd =
                host.firstIndex {
                    $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
                } ?? bytes.endIndex
            origin = url[..<hostEnd]
            let tail = bytes[hostEnd...]
            let end = tail.firstIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
            let pathEnd = tail[..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
            path = pathEnd == hostEnd ? "/" : url[hostEnd..<pathEnd]
            query = url[pathEnd..<end]
        }

        /// The path up to its last slash.
        var folder: Substring {
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? "/"
        }
    }

    /// Takes `.` and `..` out of a path (RFC 3986 §5.2.4).
    private static func normalized(_ reference: String) -> String {
        guard reference.containsText("/.") else { return reference }
        let bytes = reference.utf8
        let pathEnd =
            bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        var kept: [Substring] = []
        let steps = reference[..<pathEnd].split(separator: "/", omittingEmptySubsequences: false)
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
