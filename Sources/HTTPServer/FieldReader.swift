/// Reads the field lines of one head, and finds out what those that concern the connection say.
struct FieldReader {
    private var hosts = 0
    private var contentLength: Int?
    private var hasTransferEncoding = false
    private var lastCodingIsChunked = false
    private var hasUnknownCoding = false
    private var saysClose = false
    private var saysKeepAlive = false

    /// Checks one line and adds its field to `head`.
    mutating func read(_ line: UnsafeBufferPointer<UInt8>, into head: inout RequestHead) throws(RequestError)
    {
        let (name, value) = try Self.split(line)
        head.headers.append(name: name, value: value)
        switch name.count {
        case 4 where name.isCaseInsensitively("host"):
            hosts += 1
            guard hosts == 1, HostSyntax.isValid(value) else { throw .badHost }
        case 6 where name.isCaseInsensitively("expect"):
            guard value.isCaseInsensitively("100-continue") else { throw .unsupportedExpectation }
            head.expectsContinue = !head.isHTTP10
        case 10 where name.isCaseInsensitively("connection"):
            value.forEachListElement { element in
                if element.isCaseInsensitively("close") { saysClose = true }
                if element.isCaseInsensitively("keep-alive") { saysKeepAlive = true }
            }
        case 14 where name.isCaseInsensitively("content-length"):
            guard contentLength == nil else { throw .badContentLength }
            contentLength = try Self.length(value)
        case 17 where name.isCaseInsensitively("transfer-encoding"):
            try readCodings(value)
        default: break
        }
    }

    /// Decides what the fields mean together, once all are read.
    func finish(_ head: inout RequestHead) throws(RequestError) {
        if hosts == 0, !head.isHTTP10 { throw .missingHost }
        if hasTransferEncoding {
            guard contentLength == nil else { throw .ambiguousLength }
            guard lastCodingIsChunked, !head.isHTTP10 else { throw .badTransferEncoding }
            guard !hasUnknownCoding else { throw .unsupportedTransferCoding }
            head.framing = .chunked
        } else if let contentLength, contentLength > 0 {
            head.framing = .length(contentLength)
        }
        if head.framing == .none { head.expectsContinue = false }
        head.keepsAlive = !saysClose && (saysKeepAlive || !head.isHTTP10)
    }

    /// Checks a line whose field is not kept.
    static func check(_ line: UnsafeBufferPointer<UInt8>) throws(RequestError) { _ = try split(line) }

    private static func split(
        _ line: UnsafeBufferPointer<UInt8>
    ) throws(RequestError) -> (name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        var colon = 0
        while colon < line.count, FieldSyntax.isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else {
            throw FieldSyntax.isBlank(line[0]) ? .foldedField : .badFieldName
        }
        let value = UnsafeBufferPointer(rebasing: line[(colon + 1)...]).trimmed
        for byte in value where !FieldSyntax.isValue(byte) { throw .badFieldValue }
        return (UnsafeBufferPointer(rebasing: line[..<colon]), value)
    }

    private static func length(_ value: UnsafeBufferPointer<UInt8>) throws(RequestError) -> Int {
        guard !value.isEmpty, value.allSatisfy(FieldSyntax.isDigit) else { throw .badContentLength }
        var length = 0
        for digit in value {
            let (tens, overflows) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.addingReportingOverflow(Int(digit - 0x30))
            guard !overflows, !overflowsToo else { throw .bodyTooLong }
            length = sum
        }
        return length
    }

    /// `chunked` must come last and once (RFC 9112 §6.1); any other coding is one we do not know.
    private mutating func readCodings(_ value: UnsafeBufferPointer<UInt8>) throws(RequestError) {
        hasTransferEncoding = true
        var isMisplaced = false
        value.forEachListElement { coding in
            if lastCodingIsChunked { isMisplaced = true }
            lastCodingIsChunked = coding.isCaseInsensitively("chunked")
            if !lastCodingIsChunked { hasUnknownCoding = true }
        }
        if isMisplaced { throw .badTransferEncoding }
    }
}
