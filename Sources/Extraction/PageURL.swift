/// The URL that a page's links are relative to, split for resolving (RFC 3986 §5.2, with what browsers
/// forgive: white space, backslashes, missing authorities).
struct PageURL {
    private let scheme: [UInt8]
    private let authority: [UInt8]
    private let path: [UInt8]
    /// The path up to its last slash, which is left off, without dot segments.
    private let folder: [UInt8]
    private let query: [UInt8]

    /// As long as a URL may be that is fetched. A longer base would be copied into every link of its page.
    static let lengthLimit = 8192

    /// Nil when `text` is no absolute hierarchical URL, or longer than `lengthLimit` bytes.
    init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        var text = text
        let parts: (scheme: [UInt8], authority: [UInt8], path: [UInt8], query: [UInt8])? = text.withUTF8 {
            bytes in
            let bytes = bytes.trimmed
            guard !Self.leadsNowhere(bytes) else { return nil }
            guard let end = Self.schemeEnd(bytes), end + 2 < bytes.count, Self.isSlash(bytes[end + 1]),
                Self.isSlash(bytes[end + 2])
            else { return nil }
            var position = end + 3
            let authorityStart = position
            while position < bytes.count, !Self.endsAuthority(bytes[position]) { position += 1 }
            let authority = Array(bytes[authorityStart..<position])
            let pathStart = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "?"),
                bytes[position] != UInt8(ascii: "#")
            {
                position += 1
            }
            let path = Array(bytes[pathStart..<position])
            let queryStart = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "#") { position += 1 }
            return (bytes[..<end].map(\.lowercased), authority, path, Array(bytes[queryStart..<position]))
        }
        guard let parts, !parts.authority.isEmpty || parts.scheme == Array("file".utf8) else { return nil }
        scheme = parts.scheme
        authority = parts.authority
        path = parts.path.isEmpty ? [UInt8(ascii: "/")] : parts.path
        var folder: [UInt8] = []
        Self.append(path[...(path.lastIndex(of: UInt8(ascii: "/")) ?? 0)], above: 0, to: &folder)
        self.folder = folder.dropLast()
        query = parts.query
    }

    /// The absolute form of `reference`, spaces and controls at its ends, tabs and line breaks in it removed; nil
    /// when it leads nowhere.
    ///
    /// With no base the reference is returned as it stands. Linear in the reference and the base.
    static func resolve(_ reference: UnsafeBufferPointer<UInt8>, against base: PageURL?) -> [UInt8]? {
        guard !leadsNowhere(reference) else { return nil }
        var start = 0
        var end = reference.count
        while start < end, reference[start] <= 0x20 { start += 1 }
        while end > start, reference[end - 1] <= 0x20 { end -= 1 }
        var reference = Array(reference[start..<end])
        if reference.contains(where: isRemoved) { reference.removeAll(where: isRemoved) }
        guard let base else { return reference }
        return reference.withUnsafeBufferPointer { base.resolve($0) }
    }

    /// Whether a reference, as browsers read it, holds a script or its own content: no place to go to.
    static func leadsNowhere(_ reference: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        while start < reference.count, reference[start] <= 0x20 { start += 1 }
        guard start < reference.count else { return false }
        let rest = UnsafeBufferPointer(rebasing: reference[start...])
        switch rest[0].lowercased {
        case UInt8(ascii: "j"): return hasScheme(rest, "javascript:")
        case UInt8(ascii: "v"): return hasScheme(rest, "vbscript:")
        case UInt8(ascii: "d"): return hasScheme(rest, "data:")
        default: return false
        }
    }

    /// Whether `reference` begins with `scheme`, whatever browsers remove standing between.
    private static func hasScheme(
        _ reference: UnsafeBufferPointer<UInt8>, _ scheme: StaticString
    ) -> Bool {
        var matched = 0
        for byte in reference where !isRemoved(byte) {
            guard byte.lowercased == scheme.utf8Start[matched] else { return false }
            matched += 1
            if matched == scheme.utf8CodeUnitCount { return true }
        }
        return false
    }

    /// Tabs and line breaks are taken out of a reference wherever they stand.
    private static func isRemoved(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func resolve(_ reference: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var reference = reference
        if let end = Self.schemeEnd(reference) {
            // `http:page` is relative to a base of the same scheme; what follows is no scheme again.
            let sameScheme = reference[..<end].map(\.lowercased) == scheme
            if !sameScheme || end + 1 < reference.count && Self.isSlash(reference[end + 1]) {
                return Array(reference)
            }
            reference = UnsafeBufferPointer(rebasing: reference[(end + 1)...])
        }
        var out = scheme
        out.reserveCapacity(scheme.count + authority.count + path.count + reference.count + 3)
        out.append(UInt8(ascii: ":"))
        if reference.count > 1, Self.isSlash(reference[0]), Self.isSlash(reference[1]) {
            out.append(contentsOf: "//".utf8)
            out.append(contentsOf: reference[2...])
            return out
        }
        out.append(contentsOf: "//".utf8)
        out.append(contentsOf: authority)
        guard let first = reference.first else { return out + path + query }
        switch first {
        case UInt8(ascii: "#"): return out + path + query + reference
        case UInt8(ascii: "?"): return out + path + reference
        default: break
        }
        let pathEnd =
            reference.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? reference.count
        let root = out.count
        var added: [UInt8] = []
        if !Self.isSlash(first) {
            out.append(contentsOf: folder)
            added.append(UInt8(ascii: "/"))
        }
        added.append(
            contentsOf: reference[..<pathEnd].map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 })
        Self.append(added[...], above: root, to: &out)
        out.append(contentsOf: reference[pathEnd...])
        return out
    }

    /// Appends the segments of `path`, each after a slash, dot segments worked in (RFC 3986 §5.2.4); what stands
    /// before `root` is never taken back.
    private static func append(_ path: ArraySlice<UInt8>, above root: Int, to out: inout [UInt8]) {
        var start = 1
        while start <= path.count {
            let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
            let segment = path[start..<end]
            switch segment.count {
            case 1 where segment.first == UInt8(ascii: "."):
                if end == path.count { out.append(UInt8(ascii: "/")) }
            case 2 where segment.allSatisfy({ $0 == UInt8(ascii: ".") }):
                while out.count > root, out.removeLast() != UInt8(ascii: "/") {}
                if end == path.count { out.append(UInt8(ascii: "/")) }
            default:
                out.append(UInt8(ascii: "/"))
                out.append(contentsOf: segment)
            }
            start = end + 1
        }
    }

    /// The position of the colon after a scheme; nil for a relative reference.
    static func schemeEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let first = bytes.first, first.isLetter else { return nil }
        for position in 1..<max(1, bytes.count) {
            let byte = bytes[position]
            if byte == UInt8(ascii: ":") { return position }
            guard
                byte.isAlphanumeric || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            else { return nil }
        }
        return nil
    }

    private static func isSlash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        isSlash(byte) || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
}
