/// How an answer's form is asked for, from the strictest to the loosest.
package enum ChatFormat: Int, Sendable, Comparable {
    case text, jsonObject, jsonSchema

    package static func < (left: ChatFormat, right: ChatFormat) -> Bool { left.rawValue < right.rawValue }

    var looser: ChatFormat? { ChatFormat(rawValue: rawValue - 1) }
}

/// What an endpoint was found to take. Learned from its answers, once for all requests to it.
package struct EndpointTraits: Equatable, Sendable {
    /// The strictest form that it has not refused.
    package var format = ChatFormat.jsonSchema
    /// It has taken `format`, so that a refusal is about one schema and not about the form.
    package var isFormatProven = false
    /// Wants `max_completion_tokens` in place of `max_tokens`.
    package var namesCompletionTokens = false
    package var takesTemperature = true
    /// Its model thinks before it answers, so an answer needs room for that too.
    package var thinks = false
    /// What it said of its context, where that is less than was configured.
    package var contextTokens: Int?

    package init() {}
}
