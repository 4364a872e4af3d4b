/// Cookies that a submission carried, bound to the host of its URL (contract section 18). Never logged,
/// never sent to another host.
package struct BoundCookies: Sendable {
    package enum Problem: Error, Equatable, Sendable {
        /// CR, LF inside a header value, NUL or another control character.
        case controlCharacter
        /// No part has a name and `=`, or a row has no name.
        case malformed
        case tooLong(limitBytes: Int)
    }

    struct Cookie: Equatable, Sendable {
        var name: String
        var value: String
        /// Without a leading dot; nil for the host of the submitted URL alone.
        var domain: String?
        var path: String
    }

    package static let lengthLimit = 64 << 10

    private let cookies: [Cookie]
    private let home: WebAddress

    /// Takes a `Cookie` header's value, with or without the header's name, or rows copied from the
    /// cookie table of a browser's developer tools (tab-separated: name, value, domain, path, …).
    package init(_ text: String, boundTo home: WebAddress) throws(Problem) {
        self.home = home
        cookies = try Self.parse(text)
    }

    /// Checks a submission's cookies without a URL to bind them to.
    package static func validate(_ text: String) throws(Problem) { _ = try parse(text) }

    /// The value of the `Cookie` header for a request to `address`; nil when none applies.
    ///
    /// Cookies stay with the submitted URL's host, whatever their domain says, and on its port or the
    /// well-known ones. None goes from https to http.
    package func header(for address: WebAddress) -> String? {
        guard address.host == home.host, address.isSecure || !home.isSecure else { return nil }
        guard address.port == home.port || address.hasDefaultPort && home.hasDefaultPort else { return nil }
        let matching = cookies.filter { cookie in
            (cookie.domain.map { Self.host(home.host, isIn: $0) } ?? true)
                && Self.path(address.path, isIn: cookie.path)
        }
        guard !matching.isEmpty else { return nil }
        return matching.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    private static func parse(_ text: String) throws(Problem) -> [Cookie] {
        guard text.utf8.count <= lengthLimit else { throw .tooLong(limitBytes: lengthLimit) }
        let trimmed = text.trimmingBlanks()
        let cookies = trimmed.utf8.contains(0x09) ? try rows(trimmed) : try headerValue(trimmed)
        let hasControl = cookies.contains { cookie in
            [cookie.name, cookie.value, cookie.domain ?? "", cookie.path].contains { part in
                part.utf8.contains { $0 < 0x20 || $0 == 0x7F }
            }
        }
        if hasControl { throw .controlCharacter }
        return cookies
    }

    private static func headerValue(_ text: String) throws(Problem) -> [Cookie] {
        var text = Substring(text)
        if text.lowercased().hasPrefix("cookie:") { text = text.dropFirst(7) }
        var cookies: [Cookie] = []
        for part in text.split(separator: ";") {
            let pair = String(part).trimmingBlanks()
            if pair.isEmpty { continue }
            // A part without a name is left out, as a site would read it; a text of nothing else is refused.
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")), equals != pair.startIndex else {
                continue
            }
            cookies.append(
                Cookie(
                    name: String(pair[..<equals]).trimmingBlanks(),
                    value: String(pair[pair.utf8.index(after: equals)...]).trimmingBlanks(), domain: nil,
                    path: "/"))
        }
        if cookies.isEmpty { throw .malformed }
        return cookies
    }

    private static func rows(_ text: String) throws(Problem) -> [Cookie] {
        var cookies: [Cookie] = []
        // One grapheme is CR LF together, so lines are cut as bytes.
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let columns = line.split(separator: 0x09, omittingEmptySubsequences: false).map {
                String(Substring($0)).trimmingBlanks()
            }
            guard columns.count >= 2, !columns[0].isEmpty else { throw .malformed }
            guard !columns[0].utf8.contains(UInt8(ascii: "=")), !columns[0].utf8.contains(UInt8(ascii: ";")),
                !columns[1].utf8.contains(UInt8(ascii: ";"))
            else { throw .malformed }
            let domain = columns.count > 2 ? String(columns[2].lowercased().drop { $0 == "." }) : ""
            let path = columns.count > 3 && columns[3].hasPrefix("/") ? columns[3] : "/"
            cookies.append(
                Cookie(name: columns[0], value: columns[1], domain: domain.isEmpty ? nil : domain, path: path)
            )
        }
        if cookies.isEmpty { throw .malformed }
        return cookies
    }

    /// RFC 6265 section 5.1.3.
    private static func host(_ host: String, isIn domain: String) -> Bool {
        host == domain || host.hasSuffix("." + domain) && IPAddress(host) == nil
    }

    /// RFC 6265 section 5.1.4.
    private static func path(_ path: String, isIn prefix: String) -> Bool {
        guard path.hasPrefix(prefix) else { return false }
        return prefix.hasSuffix("/") || path.utf8.count == prefix.utf8.count
            || path.dropFirst(prefix.count).hasPrefix("/")
    }
}

extension BoundCookies: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Keeps values out of logs.
    package var description: String { "\(cookies.count) cookies" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
