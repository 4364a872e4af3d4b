/// Why bytes on a connection are not a request we answer. The connection is closed after each of them.
package enum RequestError: Error, Equatable {
    case badRequestLine
    case badMethod
    case badTarget
    case badVersion
    case unsupportedVersion
    case unsupportedMethod
    case targetTooLong
    case bareLineFeed
    case badFieldName
    case badFieldValue
    case foldedField
    case headTooLarge
    case missingHost
    case badHost
    case badContentLength
    case bodyTooLong
    case badTransferEncoding
    case unsupportedTransferCoding
    case ambiguousLength
    case unsupportedExpectation
    case badChunk
    case timedOut
    case overloaded

    var status: Int {
        switch self {
        case .badRequestLine, .badMethod, .badTarget, .badVersion, .bareLineFeed, .badFieldName,
            .badFieldValue,
            .foldedField, .missingHost, .badHost, .badContentLength, .badTransferEncoding, .ambiguousLength,
            .badChunk:
            400
        case .timedOut: 408
        case .bodyTooLong: 413
        case .targetTooLong: 414
        case .unsupportedExpectation: 417
        case .headTooLarge: 431
        case .unsupportedMethod, .unsupportedTransferCoding: 501
        case .overloaded: 503
        case .unsupportedVersion: 505
        }
    }

    /// What the client is told.
    var message: String {
        switch self {
        case .badRequestLine: "The request line is not METHOD, target and version with one space between."
        case .badMethod: "The method is not a token."
        case .badTarget: "The request target is not a valid path or URL."
        case .badVersion: "The request line does not end in a protocol version."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are supported."
        case .unsupportedMethod: "This method is not supported."
        case .targetTooLong: "The request line is too long."
        case .bareLineFeed: "Lines must end in CR LF."
        case .badFieldName: "A header field has no valid name."
        case .badFieldValue: "A header field has invalid bytes in its value."
        case .foldedField: "Header fields must not be folded over lines."
        case .headTooLarge: "The header fields are too many or too large."
        case .missingHost: "The Host header field is missing."
        case .badHost: "There must be one valid Host header field."
        case .badContentLength: "There must be at most one Content-Length, a decimal number."
        case .bodyTooLong: "The request body is too large."
        case .badTransferEncoding: "Transfer-Encoding must end in chunked, once, and needs HTTP/1.1."
        case .unsupportedTransferCoding: "Only the transfer coding chunked is supported."
        case .ambiguousLength: "Content-Length and Transfer-Encoding must not come together."
        case .unsupportedExpectation: "Only the expectation 100-continue is supported."
        case .badChunk: "The chunked body is malformed."
        case .timedOut: "The request did not arrive in time."
        case .overloaded: "The server has too many connections. Try again later."
        }
    }
}
