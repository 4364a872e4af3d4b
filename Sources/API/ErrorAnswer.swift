import Batches
import HTTPServer
import JSON

/// An error as the wire shows it: the superset envelope that every known client can read (contract
/// section 1.5).
package struct ErrorAnswer: Equatable, Sendable {
    package var status: Int
    package var code: String?
    package var message: String
    package var errors: [String] = []
    package var retryAfterSeconds: Int?

    package init(
        status: Int, code: String?, message: String, errors: [String] = [], retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.retryAfterSeconds = retryAfterSeconds
    }

    package var body: [UInt8] {
        var writer = JSONWriter()
        let message = clipped(message)
        writer.object {
            $0.member("status", "error")
            $0.member("message", message)
            $0.member("error", message)
            if let code { $0.member("code", code) }
            if !errors.isEmpty {
                $0.name("errors")
                $0.array { for error in errors.prefix(Self.errorLimit) { $0.string(clipped(error)) } }
            }
            if let retryAfterSeconds { $0.member("retry_after", retryAfterSeconds) }
        }
        return writer.bytes
    }

    /// A submission of ten thousand bad URLs is told about the first hundred.
    private static let errorLimit = 100
}

extension ErrorAnswer {
    package init(_ error: APIError, invalidKeyStatus: Int = 403) {
        switch error {
        case .malformedJSON(let error):
            let text = "The request body is not acceptable JSON: \(error)."
            self.init(status: 400, code: "VALIDATION_ERROR", message: text, errors: ["body: \(error)"])
        case .invalid(let problems):
            let isAboutAddresses = problems.allSatisfy(\.isForbiddenAddress)
            let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
            self.init(
                status: 400, code: isAboutAddresses ? "URL_NOT_ALLOWED" : "VALIDATION_ERROR",
                message: "Invalid request: \(problems.first?.text ?? "unknown reason")\(more)",
                errors: problems.prefix(Self.errorLimit).map(\.text))
        case .invalidSchema(let errors):
            self.init(
                status: 422, code: "INVALID_SCHEMA",
                message: "Invalid schema: \(errors.first ?? "unknown reason")", errors: errors)
        case .missingKey:
            self.init(
                status: 401, code: "UNAUTHORIZED",
                message: "Missing API key: send it in the x-api-key header or as Authorization: Bearer.")
        case .invalidKey:
            self.init(
                status: invalidKeyStatus, code: "INVALID_API_KEY", message: "Invalid token or API key")
        case .unknownRoute:
            self.init(
                status: 404, code: "NOT_FOUND",
                message:
                    "There is nothing at this path. This server has the batch routes, under /api/batch/scrape, and /api/usage-stats."
            )
        case .unknownBatch:
            self.init(status: 404, code: "NOT_FOUND", message: "Batch not found.")
        case .methodNotAllowed:
            self.init(
                status: 405, code: "METHOD_NOT_ALLOWED", message: "This path does not take this method.")
        case .alreadyTerminal(let status):
            self.init(
                status: 409, code: "ALREADY_TERMINAL",
                message: "Cannot cancel a batch that is already \(status.rawValue).")
        case .noFailedItems:
            self.init(status: 400, code: "NO_FAILED_ITEMS", message: "No failed items to retry.")
        case .rateLimited(let seconds):
            self.init(
                status: 429, code: "RATE_LIMITED", message: "Too many requests; slow down.",
                retryAfterSeconds: seconds)
        case .store(let error): self.init(error)
        case .notReady(let reason):
            self.init(
                status: 503, code: "SERVICE_BUSY", message: "Not ready: \(reason)", retryAfterSeconds: 5)
        case .tooManyPending(let limit, let pending, let adding):
            self.init(
                status: 429, code: "TOO_MANY_PENDING_JOBS",
                message: "Too many pending jobs: \(pending) are waiting, \(adding) more would be too many: "
                    + "at most \(limit) may wait.",
                retryAfterSeconds: 10)
        case .unsupportedCoding(let coding):
            self.init(
                status: 415, code: "UNSUPPORTED_MEDIA_TYPE",
                message: "The request body has the Content-Encoding \(clipped(coding)); send it without one.")
        case .body(let error): self.init(error)
        }
    }

    /// The answer to a request that never reached a route; `message` comes from the HTTP layer.
    package init(status: Int, message: String) {
        let code: String? =
            switch status {
            case 400: "VALIDATION_ERROR"
            case 404: "NOT_FOUND"
            case 405: "METHOD_NOT_ALLOWED"
            case 408: "REQUEST_TIMEOUT"
            case 413: "PAYLOAD_TOO_LARGE"
            case 414: "URI_TOO_LONG"
            case 417: "EXPECTATION_FAILED"
            case 429: "RATE_LIMITED"
            case 431: "HEADERS_TOO_LARGE"
            case 501, 505: "NOT_IMPLEMENTED"
            case 503: "SERVICE_BUSY"
            case 500...: "INTERNAL_ERROR"
            default: nil
            }
        self.init(
            status: status, code: code, message: message,
            retryAfterSeconds: status == 429 || status == 503 ? 5 : nil)
    }

    private init(_ error: HTTPBodyError) {
        switch error {
        case .tooLarge(let limit):
            let text = "The request body is larger than \(limit) bytes."
            self.init(status: 413, code: "PAYLOAD_TOO_LARGE", message: text)
        case .malformed: self.init(status: 400, message: "The request body's framing is broken.")
        case .timedOut: self.init(status: 408, message: "The request body came too slowly.")
        case .connectionClosed, .cancelled:
            self.init(status: 400, message: "The request body ended too early.")
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .busy:
            self.init(
                status: 503, code: "SERVICE_BUSY", message: "The server is busy; try again shortly.",
                retryAfterSeconds: 2)
        case .full:
            self.init(
                status: 503, code: "SERVICE_BUSY",
                message: "The server's disk is full; nothing was changed. Try again later.",
                retryAfterSeconds: 30)
        case .readOnly, .moved:
            self.init(
                status: 503, code: "SERVICE_BUSY",
                message: "The server cannot write to its data folder; nothing was changed. Try again later.",
                retryAfterSeconds: 30)
        case .closed:
            self.init(
                status: 503, code: "SERVICE_BUSY", message: "The server is shutting down.",
                retryAfterSeconds: 5)
        case .creditLimitReached:
            self.init(
                status: 403, code: "CREDIT_LIMIT_REACHED",
                message: "You have exceeded your monthly credit limit.")
        case .tooManyPending(let limit, let pending):
            self.init(
                status: 429, code: "TOO_MANY_PENDING_JOBS",
                message: "Too many pending jobs: \(pending) are waiting, at most \(limit) may.",
                retryAfterSeconds: 10)
        case .inUse, .newerSchema, .olderSchema, .foreign, .corrupt, .noLocks, .sqlite:
            self.init(status: 500, code: "INTERNAL_ERROR", message: "Something went wrong on the server.")
        }
    }
}

/// Text for a message, cut where foreign input made it long: by bytes, as one character may have any number.
private func clipped(_ text: String) -> String {
    guard text.utf8.count > 600 else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: 500)
    while end.samePosition(in: text.unicodeScalars) == nil { text.utf8.formIndex(before: &end) }
    return String(text.unicodeScalars[..<end]) + "…"
}
