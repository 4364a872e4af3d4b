/// Bytes that a client may send, and what the server may do then.
struct RawRequest: Sendable, CustomStringConvertible {
    enum Afterwards: Sendable {
        /// The connection ends behind one answer, whatever else was sent.
        case closed
        /// The next request on the connection is answered.
        case kept
    }

    /// One line, however long the request.
    let description: String
    let bytes: [UInt8]
    let statuses: Set<Int>
    let afterwards: Afterwards
    /// What the mirror must have understood, where it matters.
    let understood: String?

    init(
        _ description: String, _ text: String, _ statuses: Set<Int>, _ afterwards: Afterwards,
        understood: String? = nil
    ) {
        self.init(description, bytes: Array(text.utf8), statuses, afterwards, understood: understood)
    }

    init(
        _ description: String, bytes: [UInt8], _ statuses: Set<Int>, _ afterwards: Afterwards,
        understood: String? = nil
    ) {
        self.description =
            description.count > 80
            ? "\(description.prefix(80).debugDescription)…" : description.debugDescription
        self.bytes = bytes
        self.statuses = statuses
        self.afterwards = afterwards
        self.understood = understood
    }

    /// A request of `line` with a valid `Host`.
    static func line(
        _ line: String, _ statuses: Set<Int>, _ afterwards: Afterwards, understood: String? = nil
    ) -> RawRequest {
        RawRequest(line, "\(line)\r\nHost: a\r\n\r\n", statuses, afterwards, understood: understood)
    }

    /// A GET of `/` with these lines as its header, `Host` included where it is wanted.
    static func header(
        _ lines: String, _ statuses: Set<Int>, _ afterwards: Afterwards, understood: String? = nil
    ) -> RawRequest {
        RawRequest(lines, "GET / HTTP/1.1\r\n\(lines)\r\n\r\n", statuses, afterwards, understood: understood)
    }

    /// A POST of `/` with these lines behind `Host`, then `body`.
    static func post(
        _ lines: String, _ body: String, _ statuses: Set<Int>, _ afterwards: Afterwards,
        understood: String? = nil
    ) -> RawRequest {
        RawRequest(
            "\(lines) | \(body)", "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)", statuses,
            afterwards,
            understood: understood)
    }

    /// A chunked POST of `/` whose body is these bytes.
    static func chunked(
        _ body: String, _ statuses: Set<Int>, _ afterwards: Afterwards, understood: String? = nil
    ) -> RawRequest {
        .post("Transfer-Encoding: chunked", body, statuses, afterwards, understood: understood)
    }
}

/// What a smuggler would want answered; it must never be.
let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
