import Synchronization
import Testing

@testable import Models

struct TokenLedgerTests {
    private let batch = TokenLedger.Account.batch("b")
    private let owner = TokenLedger.Account.owner(1, month: 0)

    @Test func whatIsReservedCountsUntilItIsSettled() {
        let ledger = TokenLedger()
        let accounts = [(account: batch, limit: 100), (account: owner, limit: 150)]
        #expect(ledger.reserve(60, on: accounts) == nil)
        #expect(ledger.reserve(60, on: accounts) == batch)
        ledger.settle(reserved: 60, spent: 10, on: accounts)
        #expect(ledger.reserve(90, on: accounts) == nil)
        ledger.settle(reserved: 90, spent: 90, on: accounts)
        #expect(ledger.reserve(1, on: accounts) == batch)
        #expect(ledger.reserve(51, on: [(account: owner, limit: 150)]) == owner)
        #expect(ledger.reserve(50, on: [(account: owner, limit: 150)]) == nil)
    }

    @Test func whatWasSpentBeforeCounts() {
        let ledger = TokenLedger()
        ledger.open(batch, spent: 95)
        ledger.open(batch, spent: 0)
        #expect(ledger.reserve(10, on: [(account: batch, limit: 100)]) == batch)
    }

    @Test func itForgetsRatherThanGrows() {
        let ledger = TokenLedger(accountLimit: 10)
        for number in 0..<100 { ledger.open(.batch("\(number)"), spent: 1) }
        #expect((0..<100).count { ledger.knows(.batch("\($0)")) } <= 10)
        #expect(ledger.knows(.batch("99")))
    }
}

struct CallGateTests {
    private final class Counts: Sendable {
        let all = Mutex((now: 0, most: 0, done: 0))
    }

    @Test func lessRunAtOnceThanHavePlaces() async {
        let gate = CallGate(places: 2)
        let counts = Counts()
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.run {
                        counts.all.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        await Task.yield()
                        counts.all.withLock {
                            $0.now -= 1
                            $0.done += 1
                        }
                    }
                }
            }
        }
        #expect(counts.all.withLock { $0.most <= 2 && $0.done == 50 && $0.now == 0 })
    }

    @Test func whoIsCancelledStopsWaiting() async {
        let gate = CallGate(places: 1)
        let (held, holding) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            await gate.run {
                holding.yield()
                for await _ in released { break }
            }
        }
        for await _ in held { break }
        let waiter = Task { await gate.run { true } }
        waiter.cancel()
        #expect(await waiter.value == nil)
        release.yield()
        _ = await holder.value
        #expect(await gate.run { true } == true)
    }
}

struct EndpointRestTests {
    @Test func anEndpointThatOnlyFailsIsLeftAloneForAWhile() {
        var rest = EndpointRest()
        let start = ContinuousClock.now
        for _ in 0..<EndpointRest.failureLimit {
            #expect(rest.remaining(at: start) == nil)
            rest.take(.timedOut, at: start)
        }
        #expect(rest.remaining(at: start) == EndpointRest.time)
        let later = start + EndpointRest.time
        #expect(rest.remaining(at: later) == nil)
        // One more failure is enough then, and one answer mends all.
        rest.take(.unreachable, at: later)
        #expect(rest.remaining(at: later) != nil)
        rest.take(.answered, at: later)
        #expect(rest.remaining(at: later) == nil)
    }
}
