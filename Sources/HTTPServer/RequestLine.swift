/// The first line of a request (RFC 9112 §3).
enum RequestLine {
    /// The head that `line` starts. One space stands between the parts, and nowhere else.
    static func parse(_ line: UnsafeBufferPointer<UInt8>) throws(RequestError) -> RequestHead {
        let space = UInt8(ascii: " ")
        guard let first = line.firstIndex(of: space) else {
            throw line.allSatisfy(FieldSyntax.isToken) ? .badRequestLine : .badMethod
        }
        let method = UnsafeBufferPointer(rebasing: line[..<first])
        guard !method.isEmpty, method.allSatisfy(FieldSyntax.isToken) else { throw .badMethod }
        let rest = UnsafeBufferPointer(rebasing: line[(first + 1)...])
        guard let second = rest.firstIndex(of: space) else { throw .badRequestLine }
        let target = UnsafeBufferPointer(rebasing: rest[..<second])
        let version = UnsafeBufferPointer(rebasing: rest[(second + 1)...])
        guard !version.contains(space) else { throw .badRequestLine }

        var head = RequestHead()
        head.isHTTP10 = try isHTTP10(version)
        head.method = self.method(method)
        guard head.method.rawValue != "CONNECT" else { throw .unsupportedMethod }
        head.target = try self.target(target, isOptions: head.method == .options)
        return head
    }

    /// Whether `line`, whole or not, starts as a HEAD request does.
    static func isHead(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let start: StaticString = "HEAD "
        return line.starts(with: UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount))
    }

    private static func method(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPMethod {
        HTTPMethod(rawValue: String(decoding: bytes, as: UTF8.self))
    }

    private static func isHTTP10(_ bytes: UnsafeBufferPointer<UInt8>) throws(RequestError) -> Bool {
        let name: StaticString = "HTTP/"
        guard bytes.count == 8, bytes[6] == UInt8(ascii: "."), FieldSyntax.isDigit(bytes[5]),
            FieldSyntax.isDigit(bytes[7]), (0..<5).allSatisfy({ bytes[$0] == name.utf8Start[$0] })
        else { throw .badVersion }
        guard bytes[5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return bytes[7] == UInt8(ascii: "0")
    }

    /// Path and query of any form of target but authority-form.
    private static func target(
        _ bytes: UnsafeBufferPointer<UInt8>, isOptions: Bool
    ) throws(RequestError) -> String {
        guard let first = bytes.first, bytes.allSatisfy(FieldSyntax.isTarget) else { throw .badTarget }
        if first == UInt8(ascii: "/") {
            try checkPath(bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        if first == UInt8(ascii: "*"), bytes.count == 1, isOptions { return "*" }
        return try cutAbsolute(bytes, isOptions: isOptions)
    }

    /// `http://host/path?query` without scheme and host. What `Host` says does not matter then (§3.2.2).
    private static func cutAbsolute(
        _ bytes: UnsafeBufferPointer<UInt8>, isOptions: Bool
    ) throws(RequestError) -> String {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.count > colon + 3,
            bytes[colon + 1] == UInt8(ascii: "/"), bytes[colon + 2] == UInt8(ascii: "/")
        else { throw .badTarget }
        let scheme = UnsafeBufferPointer(rebasing: bytes[..<colon])
        guard scheme.isCaseInsensitively("http") || scheme.isCaseInsensitively("https") else {
            throw .badTarget
        }
        let rest = bytes[(colon + 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = UnsafeBufferPointer(rebasing: rest[..<end])
        guard !authority.isEmpty, HostSyntax.isValid(authority) else { throw .badTarget }
        let path = UnsafeBufferPointer(rebasing: rest[end...])
        try checkPath(path)
        let text = String(decoding: path, as: UTF8.self)
        if text.isEmpty { return isOptions ? "*" : "/" }
        return text.first == "/" ? text : "/" + text
    }

    /// Each `%` of the path must start a byte (RFC 3986 §2.1). Any byte: `%00` is as well-formed as `%41`, and what it
    /// names or does not name is for the routes to say. The query may hold anything.
    private static func checkPath(_ bytes: UnsafeBufferPointer<UInt8>) throws(RequestError) {
        var index = 0
        while index < bytes.count, bytes[index] != UInt8(ascii: "?") {
            guard bytes[index] == UInt8(ascii: "%") else {
                index += 1
                continue
            }
            guard index + 2 < bytes.count, FieldSyntax.hexValue(bytes[index + 1]) != nil,
                FieldSyntax.hexValue(bytes[index + 2]) != nil
            else { throw .badTarget }
            index += 3
        }
    }
}
