/// A submission's cookies, bound to the host they were given for (contract section 18).
package struct CookieHeader: Sendable {
    private struct Cookie {
        var pair: String
        /// Without a leading dot; nil binds to the first host.
        var domain: String?
        var path: String?
    }

    private var cookies: [Cookie] = []

    /// Reads a `Cookie` header's value or rows copied from a browser's cookie table.
    package init(_ text: String) {
        var text = text
        if text.lowercased().hasPrefix("cookie:") { text.removeFirst("cookie:".count) }
        if text.contains("\t") {
            cookies = text.split(whereSeparator: \.isNewline).compactMap(Self.row)
        } else {
            cookies = text.split(separator: ";").compactMap { part in
                let pair = String(part).trimmingBlanks()
                return pair.isEmpty || !Self.isClean(pair) ? nil : Cookie(pair: pair)
            }
        }
    }

    /// Columns: name, value, domain, path; what follows does not matter.
    private static func row(_ line: Substring) -> Cookie? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map {
            String($0).trimmingBlanks()
        }
        guard columns.count >= 2, !columns[0].isEmpty, isClean(columns[0]), isClean(columns[1]) else {
            return nil
        }
        var cookie = Cookie(pair: "\(columns[0])=\(columns[1])")
        if columns.count > 2, !columns[2].isEmpty {
            cookie.domain = String(columns[2].lowercased().drop { $0 == "." })
        }
        if columns.count > 3, columns[3].hasPrefix("/") { cookie.path = columns[3] }
        return cookie
    }

    private static func isClean(_ text: String) -> Bool {
        !text.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ";") }
    }

    /// The header's value for `address`; nil when no cookie goes there. `first` is the URL they were given for:
    /// cookies never leave its host, whatever a domain column says.
    func value(for address: WebAddress, givenFor first: WebAddress) -> String? {
        guard address.host == first.host else { return nil }
        let fitting = cookies.filter { cookie in
            if let domain = cookie.domain, address.host != domain, !address.host.hasSuffix("." + domain) {
                return false
            }
            return cookie.path.map { Self.path(address.path, isBelow: $0) } ?? true
        }
        return fitting.isEmpty ? nil : fitting.map(\.pair).joined(separator: "; ")
    }

    private static func path(_ path: String, isBelow prefix: String) -> Bool {
        guard path.hasPrefix(prefix) else { return false }
        return path.count == prefix.count || prefix.hasSuffix("/")
            || path.dropFirst(prefix.count).first == "/"
    }
}
