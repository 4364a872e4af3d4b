/// One hop's answer while it arrives: headers and body under their limits, and why it was cut short.
///
/// Pure: fed with header lines and body pieces, so that tests need no network.
package struct Answer {
    /// Why the transfer was ended before libcurl ended it.
    package enum Stop: Equatable {
        case headersTooLarge
        /// The length is no number, or is told in two ways.
        case badLength
        case bodyTooLarge
        case unsupportedContentType(String?)
        /// More than one compression around the body.
        case stackedEncodings
        /// Enough was read of a body of which no more is wanted.
        case notNeeded
    }

    private let bodyLimitBytes: Int
    /// Whether any content will do, and what is over the limit is left out.
    private let takesAnything: Bool
    private let headerLimitBytes: Int
    private let headerLimitLines: Int
    /// Any body of any status is kept, up to its limit: the peer is a service, not a page.
    private let keepsEverything: Bool
    private var headerBytes = 0
    private var headerLines = 0
    private var discardedBytes = 0
    private var isComplete = false
    /// Whether the next line that looks like a status line is one, and no header named like it.
    private var expectsStatus = true
    /// Compressions told of so far, those of interim answers with them: libcurl undoes up to five in one go, and each
    /// can grow its input a thousandfold and more, so that a few bytes inside several of them would keep the loop's
    /// thread busy for hours without a byte of body to count. One is enough for honest sites.
    private var encodings = 0

    package private(set) var statusCode = 0
    package private(set) var headers: [(name: String, value: String)] = []
    package private(set) var body: [UInt8] = []
    package private(set) var stop: Stop?

    /// Bytes of a redirect's or an error's body that are read to keep the connection usable.
    private static let discardLimitBytes = 64 << 10

    package init(
        bodyLimitBytes: Int, takesAnything: Bool = false, headerLimitBytes: Int, headerLimitLines: Int,
        keepsEverything: Bool = false
    ) {
        self.bodyLimitBytes = bodyLimitBytes
        self.takesAnything = takesAnything
        self.headerLimitBytes = headerLimitBytes
        self.headerLimitLines = headerLimitLines
        self.keepsEverything = keepsEverything
    }

    var isSuccess: Bool { (200..<300).contains(statusCode) }

    /// A redirect or an error with all its headers: it counts by its status, whatever becomes of its body.
    var isSettled: Bool { isComplete && statusCode >= 300 }

    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(statusCode) }

    /// A redirect with all its headers, which is all that following it takes.
    var canBeFollowed: Bool { isSettled && isRedirect && !keepsEverything }

    func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

    /// Takes one line with its end, as libcurl hands it over; false ends the transfer.
    package mutating func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        headerLines += 1
        guard headerBytes <= headerLimitBytes, headerLines <= headerLimitLines else {
            stop = .headersTooLarge
            return false
        }
        let text = String(decoding: line, as: UTF8.self)
        if expectsStatus, line.starts(with: "HTTP/".utf8) {
            expectsStatus = false
            // An interim answer (1xx) was before; its headers do not count for this one.
            headers.removeAll()
            isComplete = false
            let fields = text.utf8.split(separator: 0x20, maxSplits: 2)
            let digits = fields.count > 1 ? Substring(fields[1].prefix(3)) : ""
            // A sign would be read as part of a number.
            statusCode = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) ?? 0 : 0
            return true
        }
        let trimmed = text.trimmingBlanks()
        if trimmed.isEmpty { return finishHeaders() }
        if isComplete { return true }  // A trailer.
        if let first = line.first, first == 0x20 || first == 0x09 {
            // An obsolete continuation line (RFC 9112 section 5.2).
            if !headers.isEmpty { headers[headers.count - 1].value += " " + trimmed }
            return true
        }
        guard let colon = trimmed.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = String(trimmed[..<colon]).trimmingBlanks().lowercased()
        let value = String(trimmed[trimmed.utf8.index(after: colon)...]).trimmingBlanks()
        let isTarget = name == "location" && String(validating: line, as: UTF8.self) == nil
        headers.append((name, isTarget ? Self.target(in: line) : value))
        return true
    }

    /// A redirect's target that is written in another encoding than UTF-8: its bytes are kept, as escapes.
    private static func target(in line: UnsafeRawBufferPointer) -> String {
        let value = line.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        let escaped = value.flatMap { byte in
            byte < 0x80 ? [byte] : Array(("%" + String(byte, radix: 16, uppercase: true)).utf8)
        }
        return String(decoding: escaped, as: UTF8.self).trimmingBlanks()
    }

    /// Takes a piece of the decoded body; false ends the transfer.
    package mutating func take(body piece: UnsafeRawBufferPointer) -> Bool {
        if keepsEverything {
            body.append(contentsOf: piece.prefix(bodyLimitBytes - body.count))
            if body.count == bodyLimitBytes { stop = .bodyTooLarge }
            return stop == nil
        }
        guard isSuccess else {
            discardedBytes += piece.count
            if discardedBytes > Self.discardLimitBytes { stop = .notNeeded }
            return stop == nil
        }
        guard piece.count <= bodyLimitBytes - body.count else {
            if takesAnything { body.append(contentsOf: piece.prefix(bodyLimitBytes - body.count)) }
            stop = takesAnything ? .notNeeded : .bodyTooLarge
            return false
        }
        let wasShort = body.count < 512
        body.append(contentsOf: piece)
        if wasShort, body.count >= 512 { return checkStart() }
        return true
    }

    /// Judges a body that ended before enough of it was there to judge; false when it is not wanted.
    package mutating func finishBody() -> Bool { !isSuccess || body.count >= 512 || checkStart() }

    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    private mutating func finishHeaders() -> Bool {
        encodings += encodingsHere
        if encodings > 1 { stop = .stackedEncodings }
        if (100..<200).contains(statusCode) {
            expectsStatus = true
            return stop == nil
        }
        isComplete = true
        if stop == nil, !hasOneLength { stop = .badLength }
        guard stop == nil else { return false }
        guard isSuccess, !takesAnything, !keepsEverything else { return true }
        let type = header("content-type")
        if !ContentGate.accepts(contentType: type) { stop = .unsupportedContentType(type) }
        if let length = header("content-length").flatMap({ Int($0) }), length > bodyLimitBytes {
            stop = .bodyTooLarge
        }
        return stop == nil
    }

    /// Whether all that is told of the body's length is the same number (RFC 9112 section 6.3); chunks need none.
    private var hasOneLength: Bool {
        if header("transfer-encoding") != nil { return true }
        let lengths = headers.filter { $0.name == "content-length" }.flatMap { field in
            field.value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { String(Substring($0)).trimmingBlanks() }
        }
        guard let first = lengths.first else { return true }
        return !first.isEmpty && first.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && lengths.allSatisfy { $0 == first }
    }

    /// The compressions that the present headers tell of.
    private var encodingsHere: Int { codings.count { Self.compressions.contains($0) } }

    /// What the present headers call a coding and is none that anyone undoes (`utf-8`, `binary`): the body is as it is.
    var isMislabelled: Bool {
        isComplete && isSuccess && encodings == 0 && !codings.isEmpty
    }

    /// The present headers tell of a compression.
    var isCompressed: Bool { isSuccess && encodings > 0 }

    /// Lower-case, without those that change nothing.
    private var codings: [String] {
        headers.filter { $0.name == "content-encoding" || $0.name == "transfer-encoding" }
            .flatMap { $0.value.utf8.split(separator: UInt8(ascii: ",")) }
            .map { String(Substring($0)).trimmingBlanks().lowercased() }
            .filter { !["", "identity", "none", "chunked"].contains($0) }
    }

    /// Those that libcurl undoes, and the others that have a name.
    private static let compressions: Set = [
        "gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "bzip2", "x-bzip2", "lzma", "xz",
        "exi", "pack200-gzip", "dcb", "dcz",
    ]

    private mutating func checkStart() -> Bool {
        if takesAnything { return true }
        let type = header("content-type")
        if !ContentGate.looksLikeText(body, contentType: type) { stop = .unsupportedContentType(type) }
        return stop == nil
    }
}
