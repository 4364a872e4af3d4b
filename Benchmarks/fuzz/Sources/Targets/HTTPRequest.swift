import HTTPServer

extension FuzzTarget {
    /// The bytes of a connection mean the same whatever pieces they come in, and a head that is written again
    /// reads the same.
    static let httpRequest = FuzzTarget(name: "http-request", maxLength: 16 << 10) { input, random in
        let whole = ConnectionReading(of: [input[...]])
        require(ConnectionReading(of: pieces(input, &random)) == whole, "pieces mean something else")
        for head in whole.heads { check(head) }
    }

    private static func pieces(_ input: [UInt8], _ random: inout SplitMix) -> [ArraySlice<UInt8>] {
        let most = random.pick([1, 2, 7, 40, 1000])
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < input.count {
            let end = min(start + 1 + random.below(most), input.count)
            pieces.append(input[start..<end])
            start = end
        }
        return pieces
    }

    private static func check(_ head: RequestHead) {
        let target = head.target
        require(target == "*" || target.hasPrefix("/"), "a target that is neither path nor *")
        require(target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a target with a blank or control")
        for (name, value) in head.headers {
            require(!name.isEmpty && value.utf8.allSatisfy { $0 >= 0x20 || $0 == 9 }, "a control in a field")
        }
        let request = HTTPRequest(method: head.method, target: target, headers: head.headers)
        require(request.segments.allSatisfy { !$0.isEmpty }, "an empty segment")
        require(request.query.allSatisfy { request.query($0.name) != nil }, "a query's name is lost")
        for value in head.headers.all("Accept-Encoding") { _ = AcceptEncoding.allowsGzip(value) }

        let version = head.isHTTP10 ? "1.0" : "1.1"
        let text = "\(head.method.rawValue) \(target) HTTP/\(version)\r\n"
        // The description decodes bytes that are not UTF-8, so only pure fields are written again.
        let fields = "\(head.headers)"
        guard !fields.contains("\u{FFFD}") else { return }
        let again = ConnectionReading(of: [Array((text + fields + "\r\n").utf8)[...]])
        require(
            again.heads.count == 1 && same(again.heads[0], head), "a head changes when it is written again")
    }

    private static func same(_ left: RequestHead, _ right: RequestHead) -> Bool {
        left.method == right.method && left.target == right.target && left.isHTTP10 == right.isHTTP10
            && left.framing == right.framing && left.keepsAlive == right.keepsAlive
            && left.expectsContinue == right.expectsContinue && "\(left.headers)" == "\(right.headers)"
    }
}

/// What a connection said, with bodies joined.
private struct ConnectionReading: Equatable {
    enum Event: Equatable {
        case head(String)
        case body([UInt8])
        case end
        case refused(RequestError)
    }

    private(set) var events: [Event] = []
    private(set) var heads: [RequestHead] = []

    static func == (left: Self, right: Self) -> Bool { left.events == right.events }

    /// Feeds pieces as a connection does: what was not used is given again in front of the next.
    init(of pieces: [ArraySlice<UInt8>]) {
        var parser = RequestParser(limits: .init())
        var waiting: [UInt8] = []
        for piece in pieces {
            waiting += piece
            guard let used = feed(&parser, waiting) else { return }
            waiting.removeFirst(used)
        }
    }

    /// Joins a piece to the body before it, in place: there may be one for each byte.
    private mutating func addBody(_ piece: Slice<UnsafeBufferPointer<UInt8>>) {
        guard case .body(var body) = events.last else { return events.append(.body(Array(piece))) }
        events.removeLast()
        body += piece
        events.append(.body(body))
    }

    /// The count of bytes used; nil once the parser refuses.
    private mutating func feed(_ parser: inout RequestParser, _ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { input in
            var position = 0
            while true {
                let before = position
                switch parser.next(in: input, at: &position) {
                case .needMore: return position
                case .head(let head):
                    heads.append(head)
                    events.append(
                        .head(
                            "\(head.method) \(head.target) \(head.framing) \(head.keepsAlive) \(head.headers)"
                        ))
                case .body(let range):
                    require(
                        range.lowerBound >= before && range.upperBound <= input.count && !range.isEmpty,
                        "a body outside of the input")
                    addBody(input[range])
                case .end: events.append(.end)
                case .refused(let error):
                    events.append(.refused(error))
                    require(parser.staysRefused(error), "a refused connection goes on")
                    return nil
                }
                require(position >= before && position <= input.count, "the position leaves the input")
            }
        }
    }
}

extension RequestParser {
    /// Whether a good request is refused with the same error.
    fileprivate mutating func staysRefused(_ error: RequestError) -> Bool {
        Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).withUnsafeBufferPointer { input in
            var position = 0
            if case .refused(error) = next(in: input, at: &position) { return true }
            return false
        }
    }
}
