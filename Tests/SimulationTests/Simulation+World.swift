import Batches
import StoreModel

@testable import Workers

/// What the server asks of the world is answered: by the store, by sites, by the model and by time.
extension Simulation {
    func answerCall() async throws {
        let count = server.world.current.calls.count
        guard count > 0 else { return passTime() }
        let call = server.world.takeCall(random.below(count))
        let reply: World.Call.Reply
        do {
            reply = try await answer(call.request)
            if call.request.keepsLeases { (keptLeases, keptLeasesAt) = (true, both.steadyNow) }
        } catch let error as StoreError {
            reply = .failure(error)
            isAwareOfAll = false
            if call.request.keepsLeases { keptLeases = false }
        }
        if !both.disk.hasPower || random.below(150) == 0 {
            // Done or not, the process ends before it hears of it.
            server.kill()
            call.answer.resume(returning: .failure(.closed))
            try await crash()
        } else {
            call.answer.resume(returning: reply)
        }
    }

    private func answer(_ request: World.Call.Request) async throws -> World.Call.Reply {
        switch request {
        case .claim(let limit, let worker, let duration, let places):
            let claim = try await both.claim(limit: limit, for: worker, leasedFor: duration, within: places)
            for item in claim.items {
                claimed[item.lease] = (item, now)
                leases.append(item.lease)
            }
            try checkWaits()
            isAwareOfAll = true
            return .claim(claim)
        case .finish(let outcome):
            try checkOrigin(of: outcome)
            unstored.insert(outcome.lease)
            let isStored = try await both.finish(outcome)
            unstored.remove(outcome.lease)
            if isStored, case .putOff(let delay, _, _) = outcome.ending,
                let place = both.places[outcome.lease.item]
            {
                putOff[place] = (both.model[place].attempts, now, delay)
            }
            return .stored(isStored)
        case .extend(let leases, let duration):
            let lost = try await both.extend(leases, by: duration)
            self.lost.formUnion(lost)
            return .lost(lost)
        case .reclaim: return .count(try await both.reclaim())
        }
    }

    func charge(forTokens tokens: Int) -> Int {
        (tokens + 999) / 1000 * configuration.creditsPer1000Tokens
    }

    func endFetch() async throws {
        let count = server.world.current.fetches.count
        guard count > 0 else { return passTime() }
        let fetch = server.world.takeFetch(random.below(count))
        end(fetch, as: ending(of: fetch))
    }

    /// A fetch whose host is about to be given more items.
    func fetchDuringClaim() -> Int? {
        let world = server.world.current
        for case .claim(_, _, _, let places) in world.calls.map(\.request) {
            return world.fetches.firstIndex { fetch in
                places[fetch.item.host] > 0 && !fetch.isCancelled
                    && both.model.places.contains {
                        both.model[$0].host == fetch.item.host
                            && both.model.isClaimable($0, at: both.steadyNow)
                    }
            }
        }
        return nil
    }

    /// The host asks for silence while more of its items are claimed: they have to wait.
    func silence(_ index: Int) {
        let fetch = server.world.takeFetch(index)
        let pause = Duration.seconds(10 + random.below(200))
        end(fetch, as: .failed(.rateLimited, message: "429", retryAfter: pause))
    }

    private func end(_ fetch: World.Fetch, as ending: ItemAttempt.Ending) {
        var attempt = ItemAttempt(ending: ending)
        // A host that is dead has no latency, unless it is one that another's redirect led to.
        let hasAnswered = attempt.ending.isRefusal ? random.below(8) == 0 : random.below(4) != 0
        attempt.hostLatency = hasAnswered ? .milliseconds(random.below(3000)) : nil
        if case .completed(let result) = attempt.ending, random.below(2) == 0 {
            return end(fetch, withPage: result, latency: attempt.hostLatency)
        }
        if random.below(2) == 0 {
            (attempt.inputTokens, attempt.outputTokens) = (random.below(2500), random.below(99))
        }
        endings[fetch.item.lease] = (attempt.ending, now, attempt.inputTokens + attempt.outputTokens)
        if attempt.hostLatency == nil, case .failed(let reason, _, _) = attempt.ending,
            [.dnsFailed, .connectFailed, .timedOut].contains(reason)
        {
            deadAt[fetch.item.host] = now
        }
        if case .failed(let reason, _, let retryAfter?) = attempt.ending,
            reason == .rateLimited || reason == .serverError
        {
            let end = now + min(retryAfter, configuration.politeness.maximumHold)
            silentUntil[fetch.item.host] = max(silentUntil[fetch.item.host] ?? end, end)
        }
        both.note("fetched \(fetch.item.url): \(attempt.ending.name)")
        fetch.answer.resume(returning: .ended(attempt))
    }

    /// The page says all itself, or leaves it to the model.
    private func end(_ fetch: World.Fetch, withPage result: [UInt8], latency: Duration?) {
        let asks = configuration.modelItems != nil && fetch.item.options.mayAskModel
        if asks {
            figures.modelWaits += 1
        } else {
            endings[fetch.item.lease] = (.completed(result: result), now, 0)
        }
        both.note("fetched \(fetch.item.url): a page\(asks ? " for the model" : "")")
        var page = FetchedPage(
            body: asks ? [] : result, statusCode: 200, finalURL: fetch.item.url, contentType: nil)
        page.timings.firstByte = latency.map { Int($0.milliseconds) }
        fetch.answer.resume(returning: .next(FetchedItem(page: page, time: .zero)))
    }

    func endQuestion() async throws {
        let count = server.world.current.questions.count
        guard count > 0 else { return passTime() }
        let question = server.world.takeQuestion(random.below(count))
        var attempt = ItemAttempt(
            ending: .completed(result: Array("\"\(question.item.url) \(random.next())\"".utf8)))
        if question.isCancelled, random.below(4) != 0 {
            attempt.ending = .failed(.internalError, message: "cancelled")
        }
        (attempt.inputTokens, attempt.outputTokens) = (random.below(2500), random.below(99))
        endings[question.item.lease] = (attempt.ending, now, attempt.inputTokens + attempt.outputTokens)
        both.note("model on \(question.item.url): \(attempt.ending.name)")
        question.answer.resume(returning: attempt)
    }

    private func ending(of fetch: World.Fetch) -> ItemAttempt.Ending {
        let pages = Array("\"\(fetch.item.url) \(random.next())\"".utf8)
        if fetch.isCancelled, random.below(4) != 0 { return .failed(.timedOut, message: "cancelled") }
        // One of the hosts is mostly dead.
        if fetch.item.host == "3.example", random.below(10) != 0 {
            return .failed(.connectFailed, message: "refused")
        }
        switch random.below(isQuiet ? 24 : 20) {
        case 0, 1: return .failed(.clientError, message: "404")
        case 2, 3: return .failed(.timedOut, message: "no answer")
        case 4: return .failed(.connectionLost, message: "reset")
        case 5 where !isQuiet:
            return .failed(
                .rateLimited, message: "429", retryAfter: .seconds([0, 1, 30, 200, 400][random.below(5)]))
        case 6 where !isQuiet:
            return .failed(.serverError, message: "503", retryAfter: .seconds(random.below(90)))
        case 7: return .failed(.serverError, message: "500")
        default: return .completed(result: pages)
        }
    }

    /// Mostly until something happens of itself; sometimes long, as when the process was stopped.
    func passTime() {
        let next = server.world.current.sleepers.map(\.end).min() ?? now + .seconds(1)
        let duration: Duration =
            switch random.below(10) {
            case 0: .seconds(random.below(200))
            case 1, 2: .milliseconds(random.below(5000))
            default: max(next - now, .milliseconds(1))
            }
        both.note("\(duration.milliseconds) ms")
        both.clock.advance(by: duration)
        server.world.wakeSleepers()
    }
}

extension ItemAttempt.Ending {
    fileprivate var isRefusal: Bool {
        if case .failed(.connectFailed, _, _) = self { true } else { false }
    }

    fileprivate var name: String {
        switch self {
        case .completed: "page"
        case .failed(let reason, _, let retryAfter):
            "\(reason)\(retryAfter.map { ", again after \($0)" } ?? "")"
        }
    }
}
