/// One request as a handler sees it: the head is complete and checked, the body may still be arriving.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// What the request line said, not decoded; absolute-form is cut to its path and query.
    package let target: String
    package var headers: HTTPHeaders
    package var body: HTTPBody
    /// The peer's address, without its port.
    package let remoteAddress: String
    /// Names this request in answers and logs: the client's `X-Request-Id` where that is sane, else made here.
    package let id: String
    /// What the router matched in place of `{name}`, decoded.
    package var parameters = PathParameters()

    package init(
        method: HTTPMethod, target: String, headers: HTTPHeaders = [:], body: HTTPBody = HTTPBody(),
        remoteAddress: String = "127.0.0.1", id: String = "-"
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.id = id
    }

    /// The path of the target, not decoded.
    package var path: Substring {
        target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
    }

    /// The path's segments, each decoded by itself, so that `%2F` does not split one. Empty segments are left
    /// out: duplicate and trailing slashes do not count.
    package var segments: [String] {
        var target = target
        return target.withUTF8 { bytes in
            let path = bytes.prefix { $0 != UInt8(ascii: "?") }
            return path.split(separator: UInt8(ascii: "/")).map {
                PercentEncoding.decode(UnsafeBufferPointer(rebasing: $0), plusIsSpace: false)
            }
        }
    }

    /// The query's pairs in order, decoded as a form is (`+` is a blank); a name without `=` has an empty value.
    package var query: [(name: String, value: String)] {
        var target = target
        return target.withUTF8 { bytes in
            guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return [] }
            return bytes[(mark + 1)...].split(separator: UInt8(ascii: "&")).map { pair in
                let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                let name = PercentEncoding.decode(.init(rebasing: pair[..<equals]), plusIsSpace: true)
                guard equals < pair.endIndex else { return (name, "") }
                return (
                    name, PercentEncoding.decode(.init(rebasing: pair[(equals + 1)...]), plusIsSpace: true)
                )
            }
        }
    }

    /// The first value of `name` in the query.
    package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
