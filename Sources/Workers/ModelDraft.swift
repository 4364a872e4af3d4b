import Batches
import JSON
import Models
import Structuring

/// What a model may still add to a reading, and what it is to be added to.
package struct ModelDraft: Sendable {
    var question: ModelQuestion
    var output: BatchOptions.Output
    /// What the page's own data gave; nil where it had nothing to give.
    var result: StructuredResult?

    /// The draft for structured output, nil where the page's own data left nothing open.
    ///
    /// A prompt without a schema names its fields itself; where nothing of it was found the model reads it as it is.
    static func structured(
        _ result: StructuredResult, schema: Schema?, options: BatchOptions, mode: ModelConfiguration.Mode,
        page: [UInt8], title: String?, url: String?
    ) -> ModelDraft? {
        let wish: ModelQuestion.Wish
        let prompt = options.prompt.flatMap { $0.isEmpty ? nil : $0 }
        if let schema {
            let fields =
                mode == .always
                ? FieldWish(everythingIn: schema) : FieldWish(schema, lackingIn: result.value)
            guard let fields else { return nil }
            wish = .fields(fields)
        } else if mode == .missing, !result.isEmpty {
            guard let prompt else { return nil }
            if let named = Structurer.schema(forPrompt: prompt) {
                guard let fields = FieldWish(named, lackingIn: result.value) else { return nil }
                wish = .fields(fields)
            } else {
                wish = .value
            }
        } else {
            wish = .value
        }
        return ModelDraft(
            question: ModelQuestion(
                wish: wish, prompt: prompt ?? (schema == nil ? defaultPrompt : nil), page: page, title: title,
                url: url),
            output: options.effectiveOutput, result: result)
    }

    /// The draft for prose that follows a prompt.
    static func prose(
        _ prompt: String, output: BatchOptions.Output, page: [UInt8], title: String?, url: String?
    ) -> ModelDraft {
        ModelDraft(
            question: ModelQuestion(
                wish: output == .text ? .plainText : .markdown, prompt: prompt, page: page, title: title,
                url: url),
            output: output)
    }

    /// What is asked when JSON is wanted and nobody says of what.
    private static let defaultPrompt =
        "The main data of this page: what it is about, with the facts that it states."
}
