import JSON
import Models
import Structuring

extension FuzzTarget {
    /// What an endpoint answers, request after request: the question ends, and what it came to fits.
    static let model = FuzzTarget(
        name: "model", maxLength: 8 << 10, stretchLength: 32 << 10, nanosecondsPerByte: 400_000
    ) { input, random in
        let parts = parts(input, 4)
        let schema = LenientJSON.parse(parts[0]).flatMap { Schema.check($0).schema }
        let fields = schema.flatMap { FieldWish(everythingIn: $0) }
        let wish = fields.map(ModelQuestion.Wish.fields) ?? random.pick([.value, .markdown, .plainText])
        let question = ModelQuestion(
            wish: wish, prompt: "what is there", page: Array(repeating: 0x61, count: random.below(4_000)),
            title: text(parts[0]), url: "https://example.org/a/b?c")
        var configuration = ModelConfiguration(model: "m")
        configuration.contextTokens = 600 + random.below(8000)
        var inquiry = Inquiry(question, configuration, endpoint: EndpointTraits())

        let replies = parts[1...].map { reply($0, &random) }
        var steps = 0
        while inquiry.step != .done {
            steps += 1
            require(steps < 200, "a question without end")
            if case .wait(let pause) = inquiry.step {
                require(pause >= .zero && pause <= configuration.maxRetryAfter, "a wait of \(pause)")
                inquiry.resume()
            } else {
                inquiry.take(replies[steps % replies.count])
            }
        }
        guard let answer = inquiry.answer else { return }
        checkRoundTrip(answer)
        guard let fields, let schema else { return }
        let fitter = SchemaFitter(schema: schema, baseURL: question.url)
        checkFit(fitter, fields.adding(answer, to: fitter.fit(.null)).value)
    }

    /// A body as it is, or the text of a chat completion, and the status that goes with it.
    private static func reply(_ bytes: [UInt8], _ random: inout SplitMix) -> ChatReply {
        var body = bytes
        if random.below(3) > 0 {
            let reason: JSON = random.pick(["stop", "length"])
            body = JSONWriter.bytes(of: [
                "choices": [["message": ["content": .string(text(bytes))], "finish_reason": reason]]
            ])
        }
        let status = random.pick([200, 200, 200, 200, 200, 400, 413, 422, 429, 500, 503, 302])
        return .answer(
            ChatAnswer(
                status: status, body: body, retryAfter: random.pick([nil, .seconds(1)]),
                isCut: random.below(8) == 0))
    }
}
