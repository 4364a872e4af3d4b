import Batches
import StoreModel
import Synchronization

@testable import Workers

/// All that one server process asks of the world around it (store, sites, model, time), held back until the
/// simulation answers.
final class World: Sendable {
    /// A call of the store.
    struct Call: Sendable {
        enum Request: Sendable {
            case claim(limit: Int, worker: WorkerID, duration: Duration, places: HostPlaces)
            case finish(ItemOutcome)
            case extend([Lease], by: Duration)
            case reclaim
        }

        enum Reply: Sendable {
            case claim(Claim)
            case stored(Bool)
            case lost([Lease])
            case count(Int)
            case failure(StoreError)
        }

        let request: Request
        let answer: CheckedContinuation<Reply, Never>
    }

    /// A site or a model that was asked about an item.
    struct Question<Answer: Sendable>: Sendable {
        let item: ClaimedItem
        var isCancelled: Bool
        let answer: CheckedContinuation<Answer, Never>
    }

    typealias Fetch = Question<ItemStage<FetchedItem>>

    struct Sleeper: Sendable {
        let number: Int
        let end: ContinuousClock.Instant
        /// True when the time is up, false when the sleep was cancelled.
        let answer: CheckedContinuation<Bool, Never>
    }

    /// What was asked of the store, and what was being fetched, or was waiting for the model, just then.
    struct Asked: Sendable {
        let request: Call.Request
        let fetching: [ClaimedItem]
        let asking: [ClaimedItem]
    }

    struct State: Sendable {
        var calls: [Call] = []
        var fetches: [Fetch] = []
        var questions: [Question<ItemAttempt>] = []
        var sleepers: [Sleeper] = []
        var begun: [ClaimedItem] = []
        var asked: [Asked] = []
        fileprivate var sleeps = 0
        fileprivate var isDead = false
        /// Time that passes for a dead process only: whatever it waits for is over at once.
        fileprivate var afterlife = Duration.zero
    }

    let clock: TestClock
    private let state = Mutex(State())

    init(clock: TestClock) { self.clock = clock }

    var current: State { state.withLock { $0 } }
    var isIdle: Bool {
        state.withLock {
            $0.calls.isEmpty && $0.fetches.isEmpty && $0.questions.isEmpty && $0.sleepers.isEmpty
        }
    }

    // MARK: The simulation's side

    func takeCall(_ index: Int) -> Call { state.withLock { $0.calls.remove(at: index) } }
    func takeFetch(_ index: Int) -> Fetch { state.withLock { $0.fetches.remove(at: index) } }
    func takeQuestion(_ index: Int) -> Question<ItemAttempt> {
        state.withLock { $0.questions.remove(at: index) }
    }

    /// Items whose fetch has begun since this was asked last.
    func takeBegun() -> [ClaimedItem] {
        state.withLock { state in
            defer { state.begun = [] }
            return state.begun
        }
    }

    /// What was asked of the store since this was asked last.
    func takeAsked() -> [Asked] {
        state.withLock { state in
            defer { state.asked = [] }
            return state.asked
        }
    }

    /// Wakes everyone whose time has come.
    func wakeSleepers() {
        let now = clock.instant()
        let due = state.withLock { state in
            let due = state.sleepers.filter { $0.end <= now }
            state.sleepers.removeAll { $0.end <= now }
            return due
        }
        for sleeper in due.sorted(by: { ($0.end, $0.number) < ($1.end, $1.number) }) {
            sleeper.answer.resume(returning: true)
        }
    }

    /// The process is killed: nothing that it asks has any effect from here on, and all of it ends at once.
    func die() {
        let left = state.withLock { state in
            defer {
                (state.calls, state.fetches, state.questions, state.sleepers) = ([], [], [], [])
                state.isDead = true
            }
            return state
        }
        for call in left.calls { call.answer.resume(returning: .failure(.closed)) }
        for fetch in left.fetches { fetch.answer.resume(returning: .ended(Self.cancelled)) }
        for question in left.questions { question.answer.resume(returning: Self.cancelled) }
        for sleeper in left.sleepers { sleeper.answer.resume(returning: false) }
    }

    // MARK: The server's side

    private static let cancelled = ItemAttempt(ending: .failed(.timedOut, message: "cancelled"))

    func ask(_ request: Call.Request) async -> Call.Reply {
        await withCheckedContinuation { answer in
            let isDead = state.withLock { state in
                if !state.isDead {
                    state.calls.append(Call(request: request, answer: answer))
                    state.asked.append(
                        Asked(
                            request: request, fetching: state.fetches.map(\.item),
                            asking: state.questions.map(\.item)))
                }
                return state.isDead
            }
            if isDead { answer.resume(returning: .failure(.closed)) }
        }
    }

    func instant() -> ContinuousClock.Instant {
        clock.instant().advanced(by: state.withLock { $0.afterlife })
    }

    func sleep(for duration: Duration) async -> Bool {
        let number = state.withLock { state in
            state.sleeps += 1
            return state.sleeps
        }
        let rounded = Duration.milliseconds(duration.milliseconds)
        let end = clock.instant() + (rounded < duration ? rounded + .milliseconds(1) : rounded)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                let isOver = state.withLock { state in
                    if state.isDead { state.afterlife += duration }
                    if state.isDead || Task.isCancelled { return true }
                    state.sleepers.append(Sleeper(number: number, end: end, answer: answer))
                    return false
                }
                if isOver { answer.resume(returning: false) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.answer.resume(returning: false)
        }
    }

    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> {
        state.withLock { if !$0.isDead { $0.begun.append(item) } }
        return await ask(\.fetches, about: item, afterwards: .ended(Self.cancelled))
    }

    func question(_ item: ClaimedItem) async -> ItemAttempt {
        await ask(\.questions, about: item, afterwards: Self.cancelled)
    }

    /// `afterwards` is what a dead process hears.
    private func ask<Answer>(
        _ list: WritableKeyPath<State, [Question<Answer>]> & Sendable, about item: ClaimedItem,
        afterwards: Answer
    ) async -> Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                let isDead = state.withLock { state in
                    guard !state.isDead else { return true }
                    state[keyPath: list].append(
                        Question(item: item, isCancelled: Task.isCancelled, answer: answer))
                    return false
                }
                if isDead { answer.resume(returning: afterwards) }
            }
        } onCancel: {
            state.withLock { state in
                for index in state[keyPath: list].indices
                where state[keyPath: list][index].item.lease == item.lease {
                    state[keyPath: list][index].isCancelled = true
                }
            }
        }
    }
}
