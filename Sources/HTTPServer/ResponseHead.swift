/// Writes the head of an answer.
///
/// The handler's fields go out as they are, but for those that the server alone decides.
struct ResponseHead {
    /// What of the handler's fields concerns the server.
    struct Facts {
        var contentType: Range<Int>?
        var contentLength: Range<Int>?
        var isEncoded = false
        var isPartial = false
        var saysClose = false
        var hasDate = false
        var hasRequestID = false
        var strongTag: Int?
    }

    /// How the body is framed.
    enum Length {
        case exactly(Int)
        case chunked
        /// No field: there is no body, or the connection's end is its end.
        case unsaid
    }

    static func facts(of headers: HTTPHeaders) -> Facts {
        var facts = Facts()
        headers.wire.withUnsafeBufferPointer { wire in
            for (index, field) in headers.fields.enumerated() {
                let name = UnsafeBufferPointer(rebasing: wire[field.name])
                switch name.count {
                case 4 where name.isCaseInsensitively("date"): facts.hasDate = true
                case 4 where name.isCaseInsensitively("etag"):
                    if wire[field.value].first == UInt8(ascii: "\"") { facts.strongTag = index }
                case 10 where name.isCaseInsensitively("connection"):
                    UnsafeBufferPointer(rebasing: wire[field.value]).forEachListElement {
                        if $0.isCaseInsensitively("close") { facts.saysClose = true }
                    }
                case 12 where name.isCaseInsensitively("content-type"): facts.contentType = field.value
                case 12 where name.isCaseInsensitively("x-request-id"): facts.hasRequestID = true
                case 13 where name.isCaseInsensitively("content-range"): facts.isPartial = true
                case 14 where name.isCaseInsensitively("content-length"): facts.contentLength = field.value
                case 16 where name.isCaseInsensitively("content-encoding"): facts.isEncoded = true
                default: break
                }
            }
        }
        return facts
    }

    /// Whether fewer bytes may say the same: text, JSON and the like, but not an event stream, whose events
    /// must not wait for each other.
    static func isCompressible(_ facts: Facts, in headers: HTTPHeaders) -> Bool {
        guard !facts.isEncoded, !facts.isPartial, let range = facts.contentType else { return false }
        return headers.wire.withUnsafeBufferPointer { wire in
            let value = wire[range]
            let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
            let type = UnsafeBufferPointer(rebasing: value[..<end]).trimmed
            if type.isCaseInsensitively("text/event-stream") { return false }
            if type.count > 5, UnsafeBufferPointer(rebasing: type[..<5]).isCaseInsensitively("text/") {
                return true
            }
            return type.isCaseInsensitively("application/json")
                || type.isCaseInsensitively("application/x-ndjson")
                || type.isCaseInsensitively("application/xml") || type.isCaseInsensitively("application/yaml")
                || type.isCaseInsensitively("image/svg+xml")
        }
    }

    var status: Int
    var headers: HTTPHeaders
    var facts: Facts
    var length: Length
    var isCompressed = false
    /// The answer would look different to a client with another `Accept-Encoding`.
    var varies = false
    var keepsAlive: Bool
    var isHTTP10: Bool
    var requestID: String

    /// Adds the head's bytes to `output`.
    func write(to output: inout [UInt8], date: [UInt8]) {
        output.append(text: "HTTP/1.1 ")
        output.append(number: status)
        output.append(text: " ")
        output.append(text: Self.reason(status))
        output.append(text: "\r\n")
        if !facts.hasDate {
            output.append(text: "Date: ")
            output.append(contentsOf: date)
            output.append(text: "\r\n")
        }
        writeFields(to: &output)
        if !facts.hasRequestID {
            output.append(text: "X-Request-Id: ")
            output.append(contentsOf: requestID.utf8)
            output.append(text: "\r\n")
        }
        if isCompressed { output.append(text: "Content-Encoding: gzip\r\n") }
        if varies { output.append(text: "Vary: Accept-Encoding\r\n") }
        switch length {
        case .exactly(let count):
            output.append(text: "Content-Length: ")
            output.append(number: count)
            output.append(text: "\r\n")
        case .chunked: output.append(text: "Transfer-Encoding: chunked\r\n")
        case .unsaid: break
        }
        if !keepsAlive {
            output.append(text: "Connection: close\r\n")
        } else if isHTTP10 {
            output.append(text: "Connection: keep-alive\r\n")
        }
        output.append(text: "\r\n")
    }

    /// The handler's fields without framing and `Connection`; a strong tag is made weak where the bytes are
    /// no longer those it was made for.
    private func writeFields(to output: inout [UInt8]) {
        headers.wire.withUnsafeBufferPointer { wire in
            for (index, field) in headers.fields.enumerated() {
                let name = UnsafeBufferPointer(rebasing: wire[field.name])
                switch name.count {
                case 10 where name.isCaseInsensitively("connection"): continue
                case 14 where name.isCaseInsensitively("content-length"): continue
                case 17 where name.isCaseInsensitively("transfer-encoding"): continue
                case 4 where isCompressed && index == facts.strongTag:
                    output.append(text: "ETag: W/")
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: wire[field.value]))
                    output.append(text: "\r\n")
                default: output.append(contentsOf: wire[Int(field.start)..<Int(field.end) + 2])
                }
            }
        }
    }

    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 425: "Too Early"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: "Unknown"
        }
    }
}

extension [UInt8] {
    mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative, in decimal.
    mutating func append(number: Int) {
        var rest = number
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(rest % 10) + 0x30
                rest /= 10
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a number that is not negative, in hexadecimal.
    mutating func append(hexadecimal number: Int) {
        append(contentsOf: String(number, radix: 16).utf8)
    }
}
