/// Resolves links without a URL library: text in, text out.
enum URLText {
    /// `text` as an absolute URI with nothing that RFC 3986 forbids; nil when that cannot be had.
    static func absolute(_ text: String, base: String?) -> String? {
        let text = escaped(text.squashed)
        guard !text.isEmpty, text.utf8.count <= 8_000 else { return nil }
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
