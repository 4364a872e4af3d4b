import Glibc

/// Takes the bytes of a connection and gives requests. Does no I/O and keeps no body bytes.
///
/// Strict where RFC 9112 lets a recipient choose: lines end in CR LF alone, nothing is folded, one way only to
/// find the end of a body. What is refused stays refused, so the caller must close. Whatever pieces the bytes come in,
/// the steps are the same, but for where a body is cut.
package struct RequestParser {
    package enum Step {
        /// All that can be used was used; the rest must be given again, with more behind it.
        case needMore
        case head(RequestHead)
        /// Bytes of the body, as a range of the input.
        case body(Range<Int>)
        /// The body is over. Not given for a request without one.
        case end
        case refused(RequestError)
    }

    private enum State {
        case requestLine
        case fields
        case sizedBody(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailer
        case refused(RequestError)
    }

    /// Longest chunk-size line, extensions included, and all extensions of one body together.
    private static let chunkLineBytes = 256
    private static let extensionBytes = 4096
    /// Empty lines that may come before a request line (RFC 9112 §2.2).
    private static let emptyLines = 2

    private let limits: HTTPServerConfiguration.Limits
    private var state = State.requestLine
    /// Bytes of the unused input that were searched for a line end already.
    private var searched = 0
    private var emptyLines = 0
    /// What has been read of a head that is not whole.
    private(set) var head = RequestHead()
    private var fields = FieldReader()
    private var fieldBytes = 0
    private var fieldCount = 0
    private var extensionBytes = 0

    package init(limits: HTTPServerConfiguration.Limits) { self.limits = limits }

    /// True between requests: not one byte of the next has been used.
    var isBetweenRequests: Bool {
        if case .requestLine = state { emptyLines == 0 } else { false }
    }

    /// The next step for `input[position...]`, whose used part it moves `position` past. The input of the next
    /// call must start with what was not used.
    package mutating func next(in input: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Step {
        do throws(RequestError) {
            while true {
                switch state {
                case .requestLine:
                    guard position < input.count else { return .needMore }
                    let first = input[position]
                    // Whatever becomes of the line, its answer must have no body then.
                    head.method = RequestLine.isHead(input[position...]) ? .head : .get
                    guard FieldSyntax.isToken(first) || first == 13 || first == 10 else { throw .badMethod }
                    let limit = limits.requestLineBytes
                    guard
                        let line = try nextLine(in: input, at: &position, limit: limit, else: .targetTooLong)
                    else { return .needMore }
                    if line.isEmpty {
                        emptyLines += 1
                        guard emptyLines <= Self.emptyLines else { throw .badRequestLine }
                    } else {
                        head = try RequestLine.parse(line)
                        fields = FieldReader()
                        (fieldBytes, fieldCount, emptyLines) = (0, 0, 0)
                        head.headers.reserve(fields: 8, bytes: min(max(input.count - position, 64), 1024))
                        state = .fields
                    }
                case .fields:
                    guard let line = try nextFieldLine(in: input, at: &position) else { return .needMore }
                    if !line.isEmpty {
                        try fields.read(line, into: &head)
                        continue
                    }
                    try fields.finish(&head)
                    switch head.framing {
                    case .none: state = .requestLine
                    case .length(let length): state = .sizedBody(remaining: length)
                    case .chunked: state = .chunkSize
                    }
                    (fieldBytes, fieldCount, extensionBytes) = (0, 0, 0)
                    var complete = RequestHead()
                    swap(&complete, &head)
                    return .head(complete)
                case .sizedBody(0):
                    state = .requestLine
                    return .end
                case .sizedBody(let remaining):
                    guard let body = take(remaining, of: input, at: &position) else { return .needMore }
                    state = .sizedBody(remaining: remaining - body.count)
                    return .body(body)
                case .chunkSize:
                    let limit = Self.chunkLineBytes
                    guard let line = try nextLine(in: input, at: &position, limit: limit, else: .badChunk)
                    else { return .needMore }
                    let size = try chunkSize(line)
                    state = size == 0 ? .trailer : .chunkData(remaining: size)
                case .chunkData(0):
                    state = .chunkEnd
                case .chunkData(let remaining):
                    guard let body = take(remaining, of: input, at: &position) else { return .needMore }
                    state = .chunkData(remaining: remaining - body.count)
                    return .body(body)
                case .chunkEnd:
                    guard let line = try nextLine(in: input, at: &position, limit: 0, else: .badChunk)
                    else { return .needMore }
                    precondition(line.isEmpty)
                    state = .chunkSize
                case .trailer:
                    guard let line = try nextFieldLine(in: input, at: &position) else { return .needMore }
                    guard line.isEmpty else {
                        try FieldReader.check(line)
                        continue
                    }
                    (fieldBytes, fieldCount) = (0, 0)
                    state = .requestLine
                    return .end
                case .refused(let error):
                    return .refused(error)
                }
            }
        } catch {
            state = .refused(error)
            return .refused(error)
        }
    }

    private func take(_ remaining: Int, of input: UnsafeBufferPointer<UInt8>, at position: inout Int)
        -> Range<Int>?
    {
        let count = min(remaining, input.count - position)
        guard count > 0 else { return nil }
        defer { position += count }
        return position..<position + count
    }

    /// The next line without its end, or nil while it is not whole. A line of more than `limit` bytes is
    /// `excess`, as soon as that shows.
    private mutating func nextLine(
        in input: UnsafeBufferPointer<UInt8>, at position: inout Int, limit: Int, else excess: RequestError
    ) throws(RequestError) -> UnsafeBufferPointer<UInt8>? {
        let start = position
        let window = min(input.count - start, limit + 2)
        guard window > searched, let base = input.baseAddress,
            let found = memchr(base + start + searched, 10, window - searched)
        else {
            guard window < limit + 2 else { throw excess }
            searched = window
            return nil
        }
        searched = 0
        let feed = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        guard feed > start, input[feed - 1] == 13 else { throw .bareLineFeed }
        position = feed + 1
        return UnsafeBufferPointer(rebasing: input[start..<feed - 1])
    }

    private mutating func nextFieldLine(
        in input: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(RequestError) -> UnsafeBufferPointer<UInt8>? {
        let limit = max(limits.headerBytes - fieldBytes, 0)
        guard let line = try nextLine(in: input, at: &position, limit: limit, else: .headTooLarge) else {
            return nil
        }
        if !line.isEmpty {
            fieldBytes += line.count + 2
            fieldCount += 1
            guard fieldCount <= limits.headerCount else { throw .headTooLarge }
        }
        return line
    }

    /// A chunk's size (RFC 9112 §7.1). Nothing but an extension may follow the digits, which are at most 15.
    private mutating func chunkSize(_ line: UnsafeBufferPointer<UInt8>) throws(RequestError) -> Int {
        var size = 0
        var digits = 0
        while digits < line.count, let digit = FieldSyntax.hexValue(line[digits]) {
            guard digits < 15 else { throw .badChunk }
            size = size << 4 | Int(digit)
            digits += 1
        }
        guard digits > 0 else { throw .badChunk }
        if digits < line.count {
            guard line[digits] == UInt8(ascii: ";"), line.allSatisfy(FieldSyntax.isValue) else {
                throw .badChunk
            }
            extensionBytes += line.count - digits
            guard extensionBytes <= Self.extensionBytes else { throw .badChunk }
        }
        return size
    }
}
