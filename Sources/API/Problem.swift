/// One thing that is wrong with a request.
package struct Problem: Equatable, Sendable {
    /// Where: `urls[3]`, `scrapeMode`, `limit`.
    package let field: String
    package let reason: String
    /// True when the value is well-formed but names an address that must not be fetched.
    package let isForbiddenAddress: Bool

    package init(field: String, reason: String, isForbiddenAddress: Bool = false) {
        self.field = field
        self.reason = reason
        self.isForbiddenAddress = isForbiddenAddress
    }

    package var text: String { "\(field): \(reason)" }
}

/// Why a submitted URL is refused; the reasons are shown to the client.
package enum URLRefusal: Error, Equatable, Sendable {
    /// Not an absolute http or https URL.
    case invalid(reason: String)
    /// Its host is, or is a spelling of, an address that must not be fetched.
    case addressNotAllowed(reason: String)
}

/// What a look at a submitted schema found. Errors refuse it; warnings go with the answer.
package struct SchemaVerdict: Equatable, Sendable {
    package var errors: [String]
    package var warnings: [String]

    package init(errors: [String] = [], warnings: [String] = []) {
        self.errors = errors
        self.warnings = warnings
    }
}
