import JSON
import Structuring

/// One question to the model, as a sequence of requests: what to send, how long to wait, when to stop.
///
/// Pure: it is told what the endpoint answered and says what comes next. Long pages are asked about part by part, answers
/// that cannot be used are objected to, busy endpoints are asked again later, and what an endpoint does not take is left
/// out; each of these is bounded.
package struct Inquiry: Sendable {
    package enum Step: Equatable, Sendable {
        case send(ChatRequest)
        case wait(Duration)
        case done
    }

    package private(set) var step = Step.done
    package private(set) var usage = TokenUsage()
    /// Why there is no answer, or not a whole one.
    package private(set) var error: ModelError?
    /// What was learned of the endpoint, on top of what was known.
    package private(set) var endpoint: EndpointTraits

    private let question: ModelQuestion
    private let configuration: ModelConfiguration
    private let baseURL: String?

    private var parts: [[UInt8]] = []
    private var answers: [JSON] = []
    private var format: ChatFormat
    private var contextTokens: Int
    private var answerTokens: Int
    /// What an answer gets at first. Single values are short: a model that goes on and on is stopped early.
    private var startTokens: Int
    private var shrinks = 0

    // Of the part that is asked about now.
    private var objections: [ChatMessage] = []
    private var objectionCount = 0
    private var failures = 0
    private var best: [JSON] = []
    private var request: ChatRequest?
    private var mark = ""

    private static let smallestContext = 512
    private static let largestAnswer = 8192

    package init(_ question: ModelQuestion, _ configuration: ModelConfiguration, endpoint: EndpointTraits) {
        self.question = question
        self.configuration = configuration
        self.endpoint = endpoint
        baseURL = question.url
        contextTokens = min(configuration.contextTokens, endpoint.contextTokens ?? .max)
        answerTokens = configuration.answerTokens
        startTokens = answerTokens
        switch question.wish {
        case .fields(let wish):
            format = endpoint.format
            if !endpoint.thinks { startTokens = min(startTokens, wish.answerTokens) }
        // A wish without a schema has none to send.
        case .value: format = min(endpoint.format, .jsonObject)
        case .markdown, .plainText: format = .text
        }
        start()
    }

    /// What the model said, fitted to the schema where there is one; nil when it said nothing of use.
    package var answer: JSON? {
        guard !answers.isEmpty else { return nil }
        return AnswerMerger.merge(answers)
    }

    /// The wait that was asked for is over.
    package mutating func resume() {
        guard case .wait = step, let request else { return }
        step = .send(request)
    }

    /// Ends the question for a reason outside of it.
    package mutating func stop(_ reason: ModelError) { finish(reason) }

    /// Takes what came of the request. `jitter` is between 0 and 1.
    package mutating func take(_ reply: ChatReply, jitter: Double = 0.5) {
        guard case .send(let request) = step else { return }
        switch reply {
        case .cancelled: finish(.cancelled)
        case .timedOut: retry(.timedOut, after: nil, jitter)
        case .unreachable: retry(.unreachable, after: nil, jitter)
        case .answer(let answer):
            switch answer.status {
            case 200..<300: read(answer, to: request)
            case 429 where Self.text(of: answer).contains("quota"): finish(.refused(status: 429))
            case 429: retry(.rateLimited, after: answer.retryAfter, jitter)
            case 500 where format > .text && Self.isAboutFormat(answer): loosen(.serverError(status: 500))
            case 408, 409, 425, 500, 502...599:
                retry(.serverError(status: answer.status), after: answer.retryAfter, jitter)
            case 413: shrink(toldBy: answer)
            case 400, 415, 422, 501: adapt(to: answer)
            default: finish(.refused(status: answer.status))
            }
        }
    }

    // MARK: Asking

    private mutating func start() {
        let empty = PromptWriter(question: question).prompt(for: [], format: format, number: 1, of: 1)
        let overhead = empty.messages.reduce(0) { $0 + TokenEstimate.tokens(in: $1.text.utf8) + 16 }
        // Room for one objection with the answer that it is about.
        answerTokens = min(startTokens, contextTokens / 4)
        let room = contextTokens - overhead - answerTokens - 64
        guard room >= 100 else { return finish(.contextTooSmall) }
        var keepsOrder = true
        var partLimit = configuration.parts
        switch question.wish {
        case .fields(let wish): keepsOrder = wish.wantsLists
        case .value: break
        case .markdown, .plainText: partLimit = 1
        }
        parts = PageParts(
            words: question.words, tokensPerPart: room, partLimit: max(1, partLimit), keepsOrder: keepsOrder
        ).cut(question.wantsTargets ? question.page : PageText.withoutTargets(question.page))
        answers = []
        nextPart()
    }

    private mutating func nextPart() {
        if !best.isEmpty {
            // Of several answers to one part the last is the most considered one, the earlier ones fill its gaps.
            answers.append(AnswerMerger.merge(best.reversed()))
            best = []
        }
        (objections, objectionCount, failures) = ([], 0, 0)
        if answersSuffice { parts = [] }
        guard !parts.isEmpty else { return finish(error) }
        ask()
    }

    /// Single values are asked for part by part only until all are there.
    private var answersSuffice: Bool {
        guard case .fields(let wish) = question.wish, !wish.wantsLists, let answer else { return false }
        return FieldWish(wish.schema, lackingIn: wish.adding(answer, to: wish.blank).value)
            .map { open in !wish.names.contains { open.names.contains($0) } } ?? true
    }

    private mutating func ask() {
        let asked = answers.count + 1
        let prompt = PromptWriter(question: question).prompt(
            for: parts[0], format: format, number: asked, of: asked + parts.count - 1)
        var schema: ChatSchema?
        if case .fields(let wish) = question.wish { schema = FieldSchema.json(for: wish) }
        mark = prompt.mark
        let request = ChatRequest(
            model: configuration.model, messages: prompt.messages + objections, format: format,
            schema: schema,
            answerTokens: answerTokens, traits: endpoint)
        guard usage.total + request.estimate <= configuration.maxTokensPerItem else {
            return finish(.budgetSpent(.item))
        }
        self.request = request
        step = .send(request)
    }

    private mutating func finish(_ reason: ModelError?) {
        if !best.isEmpty {
            answers.append(AnswerMerger.merge(best.reversed()))
            best = []
        }
        error = reason
        parts = []
        step = .done
    }

    // MARK: Answers

    private mutating func read(_ answer: ChatAnswer, to request: ChatRequest) {
        let completion = ChatCompletion(answer)
        usage +=
            completion?.usage
            ?? TokenUsage(
                input: request.inputEstimate,
                output: completion.map { TokenEstimate.tokens(in: $0.text.utf8) } ?? 0)
        learnFormat()
        failures = 0
        if let completion, completion.hasThoughts { endpoint.thinks = true }
        if let completion, completion.isCut, !answer.isCut, completion.hasThoughts || completion.text.isEmpty
        {
            return lengthen()
        }
        guard let completion, completion.text.utf8.contains(where: { $0 > 0x20 }) else {
            return object(
                to: nil, because: ["the answer was empty"], orElse: answer.isCut ? .answerTooLong : .noAnswer)
        }
        switch question.wish {
        case .markdown, .plainText:
            guard let prose = AnswerReader.prose(in: completion.text), !answer.isCut else {
                return finish(answer.isCut ? .answerTooLong : .noAnswer)
            }
            best = [.string(prose)]
            if completion.isCut { error = .answerTooLong }
            advance()
        case .value, .fields: readJSON(completion, isEndless: answer.isCut)
        }
    }

    private mutating func readJSON(_ completion: ChatCompletion, isEndless: Bool) {
        var found = AnswerReader.json(in: completion.text)
        // Small models copy the mark for want of a value.
        if let value = found?.value { found?.value = value.withoutTexts(holding: mark) }
        var faults: [String] = []
        if let found {
            switch question.wish {
            case .fields(let wish):
                let (fitted, problems) = wish.fit(found.value, baseURL: baseURL)
                if !fitted.isBlank { best.append(fitted) }
                faults = problems
            default:
                let value = found.value.unwrappedAnswer
                if !value.isBlank { best.append(value) }
            }
            if found.isCut { faults.append("the JSON ends too early") }
        } else {
            faults = ["it holds no JSON object"]
        }
        if isEndless {
            // It would not end the next time either.
            error = .answerTooLong
            return advance()
        }
        if found?.isCut ?? true, completion.isCut {
            if hasRoomEnough, !best.isEmpty {
                error = .answerTooLong
                return advance()
            }
            return lengthen()
        }
        if faults.isEmpty { return advance() }
        object(to: completion.text, because: faults, orElse: best.isEmpty ? .unusableAnswer : nil)
    }

    /// The room was made for the fields, and an answer of single values that fills it goes in circles. With more it would
    /// go on: the same request has the same answer.
    private var hasRoomEnough: Bool {
        guard case .fields(let wish) = question.wish else { return false }
        return !wish.wantsLists && !endpoint.thinks
    }

    private mutating func advance() {
        parts.removeFirst()
        nextPart()
    }

    /// Asks again with what was wrong; goes on with what there is when that was done often enough.
    private mutating func object(to text: String?, because faults: [String], orElse reason: ModelError?) {
        guard objectionCount < configuration.objections else {
            if let reason, answers.isEmpty, best.isEmpty { error = reason }
            return advance()
        }
        objectionCount += 1
        // Only the last answer is shown again: more would push the page out of the context.
        objections = []
        guard let text else { return ask() }
        objections = [
            ChatMessage(role: .assistant, text: String(decoding: text.utf8.prefix(2000), as: UTF8.self)),
            ChatMessage(
                role: .user,
                text: "That answer cannot be used: \(faults.prefix(10).joined(separator: "; ")). "
                    + "Answer again with one JSON object and nothing else."),
        ]
        ask()
    }

    /// The model stopped at its limit: it gets a higher one where the context allows.
    private mutating func lengthen() {
        let wanted = endpoint.thinks ? max(answerTokens * 2, configuration.answerTokens) : answerTokens * 2
        let longer = min(wanted, Self.largestAnswer, contextTokens / 2)
        guard objectionCount < configuration.objections, longer > answerTokens else {
            error = .answerTooLong
            return advance()
        }
        objectionCount += 1
        objections = []
        answerTokens = longer
        ask()
    }

    private mutating func learnFormat() {
        switch question.wish {
        case .markdown, .plainText: return
        case .value where endpoint.format == .jsonSchema && format == .jsonObject: return
        case .value, .fields: break
        }
        if format == endpoint.format {
            endpoint.isFormatProven = true
        } else if !endpoint.isFormatProven {
            // What it was refused with before was the form: the same request in this form is taken.
            endpoint.format = format
            endpoint.isFormatProven = true
        }
    }

    // MARK: Failures

    private mutating func retry(_ reason: ModelError, after asked: Duration?, _ jitter: Double) {
        failures += 1
        let limit = configuration.maxRetryAfter
        guard failures < configuration.attempts, asked ?? .zero <= limit else { return finish(reason) }
        let backoff =
            configuration.firstDelay * (1 << min(failures - 1, 10)) * (0.5 + min(max(jitter, 0), 1) / 2)
        step = .wait(asked ?? min(backoff, limit))
    }

    /// A refusal may be about something that can be left out.
    private mutating func adapt(to answer: ChatAnswer) {
        let text = Self.text(of: answer)
        if Self.isAboutContext(text) { return shrink(toldBy: answer) }
        if text.contains("max_completion_tokens"), !endpoint.namesCompletionTokens {
            endpoint.namesCompletionTokens = true
            return ask()
        }
        if text.contains("temperature"), endpoint.takesTemperature {
            endpoint.takesTemperature = false
            return ask()
        }
        loosen(.refused(status: answer.status))
    }

    private mutating func loosen(_ reason: ModelError) {
        guard let looser = format.looser else { return finish(reason) }
        format = looser
        ask()
    }

    private mutating func shrink(toldBy answer: ChatAnswer) {
        shrinks += 1
        let present = contextTokens
        // More than was configured cannot be what it lacks, and less than nothing is no count.
        let told = (try? JSONParser.parse(answer.body))?["error"]?["n_ctx"]?.integerValue
            .flatMap { Int(exactly: $0) }.flatMap {
                (1...max(1, configuration.contextTokens)).contains($0) ? $0 : nil
            }
        let smaller = min(present / 2, told ?? .max)
        guard shrinks <= 3, smaller >= Self.smallestContext else { return finish(.contextTooSmall) }
        contextTokens = smaller
        if let told, told >= Self.smallestContext {
            // Its own count of a page may be above ours, so some of what it told stays free.
            let usable = min(endpoint.contextTokens ?? .max, told * 9 / 10)
            endpoint.contextTokens = usable
            if usable < present { contextTokens = usable }
            if shrinks > 1 { contextTokens = smaller / shrinks }
        }
        best = []
        start()
    }

    private static func text(of answer: ChatAnswer) -> String {
        String(decoding: answer.body.prefix(4096), as: UTF8.self).lowercased()
    }

    private static func isAboutFormat(_ answer: ChatAnswer) -> Bool {
        let text = text(of: answer)
        return ["response_format", "json_schema", "grammar", "json schema"].contains { text.contains($0) }
    }

    private static func isAboutContext(_ text: String) -> Bool {
        text.contains("context")
            && ["length", "size", "exceed", "window", "maximum", "too long"].contains { text.contains($0) }
    }
}

extension JSON {
    /// Null in place of each text that holds `mark`.
    fileprivate func withoutTexts(holding mark: String) -> JSON {
        switch self {
        case .string(let text): text.contains(mark) ? .null : self
        case .array(let elements): .array(elements.map { $0.withoutTexts(holding: mark) })
        case .object(let members):
            .object(JSONObject(members.map { ($0.name, $0.value.withoutTexts(holding: mark)) }))
        default: self
        }
    }

    /// What the model put into the member that the prompt told it to use.
    fileprivate var unwrappedAnswer: JSON {
        guard case .object(let members) = self, members.count == 1,
            members.members[0].name.lowercased() == "answer"
        else { return self }
        let inner = members.members[0].value
        // A single value stays an object: results are objects or arrays.
        return inner.objectValue != nil || inner.arrayValue != nil || inner.isBlank ? inner : self
    }
}
