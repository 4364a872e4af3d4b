import JSON

/// What every item of a batch shares (contract section 2.1). Cookies are not here: they are never stored.
package struct BatchOptions: Equatable, Sendable {
    /// The form of an item's result (contract section 15).
    package enum Output: String, Sendable, CaseIterable {
        case json, markdown, text, table
    }

    package enum ScrapeMode: String, Sendable, CaseIterable {
        case `default`, fast
    }

    package var prompt: String?
    /// As the client sent it; nil when it was absent, which matters: see `effectiveOutput`.
    package var output: Output?
    /// The JSON Schema as sent.
    package var schema: JSON?
    package var useProxy = false
    /// Lower-case: a two-letter country code, `eu` or `global`.
    package var proxyCountry: String?
    package var extractContentOnly = false
    package var screenshot = false
    package var fullPageScreenshot = false
    package var scrapeMode = ScrapeMode.default
    /// True when the submission carried cookies; they live in the `CookieVault` only.
    package var hasCookies = false

    package init() {}

    /// Whether a model, where there is one, may be asked about a page.
    package var mayAskModel: Bool { schema != nil || prompt.map { !$0.isEmpty } ?? false }

    /// The form that results really take: a schema forces JSON, and without prompt, schema and an explicit
    /// `json` the result is raw Markdown (contract section 15, conflict C14).
    package var effectiveOutput: Output {
        if schema != nil { return .json }
        if let prompt, !prompt.isEmpty { return output ?? .json }
        return output == .json ? .json : .markdown
    }
}
