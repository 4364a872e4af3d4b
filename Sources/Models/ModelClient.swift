import JSON
import Synchronization

/// Asks the model: runs inquiries over a transport, a few requests at a time, inside token budgets.
package final class ModelClient: Sendable {
    /// On whose account tokens are spent.
    package struct Payer: Sendable {
        package var batch: TokenLedger.Account
        package var owner: TokenLedger.Account

        package init(batch: TokenLedger.Account, owner: TokenLedger.Account) {
            self.batch = batch
            self.owner = owner
        }
    }

    /// What a question came to. There may be an answer and an error: then the answer is not whole.
    package struct Result: Sendable {
        package var answer: JSON?
        package var error: ModelError?
        package var usage = TokenUsage()
    }

    private struct State {
        var endpoint = EndpointTraits()
        var statistics = ModelStatistics()
        var rest = EndpointRest()
    }

    package let configuration: ModelConfiguration
    package let ledger: TokenLedger
    private let transport: any ChatTransport
    private let gate: CallGate
    private let state = Mutex(State())
    private let sleep: @Sendable (Duration) async -> Void

    package init(
        _ configuration: ModelConfiguration, transport: any ChatTransport,
        ledger: TokenLedger = TokenLedger(),
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.configuration = configuration
        self.transport = transport
        self.ledger = ledger
        self.sleep = sleep
        gate = CallGate(places: configuration.maxConcurrent)
    }

    package func statistics() -> ModelStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.isResting = state.rest.remaining(at: .now) != nil
            return statistics
        }
    }

    /// What was learned of the endpoint so far.
    package var endpoint: EndpointTraits { state.withLock { $0.endpoint } }

    package func ask(_ question: ModelQuestion, for payer: Payer) async -> Result {
        var inquiry = Inquiry(question, configuration, endpoint: endpoint)
        let accounts = accounts(of: payer)
        var hasRested = false
        loop: while true {
            switch inquiry.step {
            case .done: break loop
            case .wait(let pause):
                await sleep(pause)
                if Task.isCancelled { inquiry.stop(.cancelled) } else { inquiry.resume() }
            case .send(let request):
                if let rest = state.withLock({ $0.rest.remaining(at: .now) }) {
                    // A short outage costs time; a long one is not waited for by each item anew.
                    guard !hasRested else {
                        inquiry.stop(.resting)
                        continue
                    }
                    hasRested = true
                    await sleep(rest)
                    if Task.isCancelled { inquiry.stop(.cancelled) }
                    continue
                }
                if let account = ledger.reserve(request.estimate, on: accounts) {
                    inquiry.stop(.budgetSpent(account == payer.batch ? .batch : .key))
                    continue
                }
                let (before, known) = (inquiry.usage.total, inquiry.endpoint)
                inquiry.take(await send(request), jitter: .random(in: 0...1))
                ledger.settle(
                    reserved: request.estimate, spent: inquiry.usage.total - before, on: accounts)
                // What others learned meanwhile is not to be forgotten for nothing.
                if inquiry.endpoint != known { state.withLock { $0.endpoint = inquiry.endpoint } }
            }
        }
        if let error = inquiry.error { state.withLock { $0.statistics.errors[error.name, default: 0] += 1 } }
        return Result(answer: inquiry.answer, error: inquiry.error, usage: inquiry.usage)
    }

    /// True when someone has to know what was spent before.
    package var hasBudgets: Bool {
        configuration.maxTokensPerBatch != nil || configuration.maxTokensPerKey != nil
    }

    /// Only accounts with a limit are kept at all.
    private func accounts(of payer: Payer) -> [(account: TokenLedger.Account, limit: Int)] {
        [(payer.batch, configuration.maxTokensPerBatch), (payer.owner, configuration.maxTokensPerKey)]
            .compactMap { account, limit in limit.map { (account, $0) } }
    }

    private func send(_ request: ChatRequest) async -> ChatReply {
        let transport = transport
        let answered = await gate.run { () -> (ChatReply, Duration) in
            let start = ContinuousClock.now
            let reply = await transport.post(request.body)
            return (reply, ContinuousClock.now - start)
        }
        guard let (reply, time) = answered else { return .cancelled }
        let outcome = ModelRequestOutcome(reply)
        state.withLock { state in
            state.statistics.count(outcome, took: time)
            state.rest.take(outcome, at: .now)
        }
        return reply
    }
}

/// Leaves an endpoint alone that does not answer, so that no item waits for what has just failed for others.
struct EndpointRest: Sendable {
    private var failures = 0
    private var until: ContinuousClock.Instant?

    static let failureLimit = 8
    static let time = Duration.seconds(20)

    /// How long it is still left alone; nil when it may be asked.
    func remaining(at moment: ContinuousClock.Instant) -> Duration? {
        until.flatMap { moment < $0 ? $0 - moment : nil }
    }

    mutating func take(_ outcome: ModelRequestOutcome, at moment: ContinuousClock.Instant) {
        switch outcome {
        case .answered, .refused: (failures, until) = (0, nil)
        case .unreachable, .timedOut, .serverError:
            failures += 1
            if failures >= Self.failureLimit { until = moment + Self.time }
        // It is there; its own wish to wait is heeded by who asked.
        case .rateLimited, .cancelled: break
        }
    }
}
