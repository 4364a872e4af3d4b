/// How the model is asked, with the defaults.
package struct ModelConfiguration: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// Only for fields that the page's own data does not settle.
        case missing
        /// For every field; what the page's own data says then stands in for what the model leaves out.
        case always
    }

    /// The model's name at the endpoint.
    package var model: String
    package var mode = Mode.missing
    /// Requests at the endpoint at once, at most.
    package var maxConcurrent = 4
    /// What the model takes in and gives out in one request.
    package var contextTokens = 8192
    package var maxTokensPerItem = 50_000
    /// Nil for no limit.
    package var maxTokensPerBatch: Int?
    /// In a calendar month (UTC); nil for no limit.
    package var maxTokensPerKey: Int?
    /// How often one request is sent when the endpoint is busy or silent.
    package var attempts = 3
    /// How often an answer that cannot be used is objected to.
    package var objections = 2
    /// Pieces that a long page is asked about in, at most.
    package var parts = 4
    /// A longer `Retry-After` is not waited for.
    package var maxRetryAfter = Duration.seconds(60)
    package var firstDelay = Duration.milliseconds(500)

    package init(model: String) { self.model = model }

    /// What is left of the context for an answer.
    var answerTokens: Int { max(128, min(2048, contextTokens / 4)) }
}
