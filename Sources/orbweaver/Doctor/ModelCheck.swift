import JSON
import Models
import Structuring

/// Whether the configured model answers: it is asked for one field of a page of one line.
struct ModelCheck {
    let settings: ServerSettings

    private static let subject = "model"

    func finding() async -> Finding {
        guard let model = settings.model, let client = settings.makeModel() else {
            return .fine(Self.subject, "none: schemas are filled from the page's own data")
        }
        let asked: JSON = [
            "type": "object",
            "properties": ["litres": ["type": "number", "description": "how much the kettle holds"]],
        ]
        guard let schema = Schema.check(asked).schema, let wish = FieldWish(schema, lackingIn: [:]) else {
            return .fine(Self.subject, model.baseURL)
        }
        let question = ModelQuestion(
            wish: .fields(wish), prompt: nil, page: Array("The kettle holds 2 litres of water.".utf8))
        let start = ContinuousClock.now
        let told = await client.ask(question, for: .init(batch: .batch("doctor"), owner: .owner(0, month: 0)))
        let time = ContinuousClock.now - start
        let place = "\(client.configuration.model) at \(model.baseURL)"
        if let error = told.error {
            return .warning(Self.subject, "\(place): \(error.message)", mend: mend(for: error))
        }
        let form =
            switch client.endpoint.format {
            case .jsonSchema: "takes JSON Schema"
            case .jsonObject: "takes no JSON Schema, but JSON mode"
            case .text: "takes plain requests only"
            }
        let verdict = told.answer?["litres"] == nil ? "found nothing in a simple text" : "answers"
        let seconds = (time / .seconds(1) * 10).rounded() / 10
        return .fine(Self.subject, "\(place) \(verdict), \(form); \(seconds) s, \(told.usage.total) tokens")
    }

    private func mend(for error: ModelError) -> String {
        switch error {
        case .refused(401), .refused(403): "check ORBWEAVER_LLM_API_KEY"
        case .refused(404):
            "check ORBWEAVER_LLM_BASE_URL, which mostly ends in /v1, and ORBWEAVER_LLM_MODEL"
        case .refused: "check ORBWEAVER_LLM_MODEL, and what the endpoint's own log says"
        case .unreachable: "start the endpoint, or correct ORBWEAVER_LLM_BASE_URL"
        case .timedOut: "raise ORBWEAVER_LLM_TIMEOUT_SECONDS, or use a faster model"
        case .rateLimited: "lower ORBWEAVER_LLM_MAX_CONCURRENT, or check the account's limits"
        case .contextTooSmall, .budgetSpent:
            "raise ORBWEAVER_LLM_CONTEXT_TOKENS and ORBWEAVER_LLM_MAX_TOKENS_PER_ITEM"
        case .serverError, .noAnswer, .unusableAnswer, .answerTooLong, .resting, .cancelled:
            "look at the endpoint's own log"
        }
    }
}
