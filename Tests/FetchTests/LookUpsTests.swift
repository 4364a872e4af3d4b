import Foundation
import Synchronization
import Testing

@testable import Fetch

struct LookUpsTests {
    /// Names that begin with `slow` are looked up until `release` is called.
    private final class Names: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let names = Mutex<[String]>([])

        var asked: [String] { names.withLock { $0 } }

        func lookUp(_ host: String) -> [IPAddress] {
            names.withLock { $0.append(host) }
            if host.hasPrefix("slow") {
                gate.wait()
                gate.signal()
            }
            return [.v4(0x0808_0808)]
        }

        func release() { gate.signal() }
    }

    private let names = Names()
    private let found: [IPAddress] = [.v4(0x0808_0808)]

    private func lookUps(limit: Int = 256) -> LookUps {
        LookUps(limit: limit) { [names] in names.lookUp($0) }
    }

    @Test func aNameThatTakesTooLongIsGivenUp() async throws {
        defer { names.release() }
        #expect(await lookUps().addresses(of: "slow.example", within: .milliseconds(30)) == nil)
        let check = NameCheck(policy: AddressPolicy(), resolver: nil, lookUps: lookUps())
        let error = await #expect(throws: FetchError.self) {
            try await check.check(WebAddress("http://slow.example/"), within: .milliseconds(30))
        }
        #expect(error?.cause == .timedOut)
    }

    @Test func cancellingGivesUpAtOnce() async {
        defer { names.release() }
        let lookUps = lookUps()
        let task = Task { await lookUps.addresses(of: "slow.example", within: .seconds(600)) }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func slowNamesHoldNoOtherUp() async {
        defer { names.release() }
        let lookUps = lookUps()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask { _ = await lookUps.addresses(of: "slow\(number)", within: .seconds(600)) }
            }
            #expect(await lookUps.addresses(of: "fast.example", within: .seconds(600)) == found)
            group.cancelAll()
        }
    }

    @Test func oneNameIsLookedUpOnceAtATime() async {
        let lookUps = lookUps()
        #expect(await lookUps.addresses(of: "slow.example", within: .milliseconds(30)) == nil)
        #expect(await lookUps.addresses(of: "slow.example", within: .milliseconds(30)) == nil)
        names.release()
        #expect(await lookUps.addresses(of: "fast.example", within: .seconds(600)) == found)
        #expect(names.asked == ["slow.example", "fast.example"])
    }

    @Test func whatIsGivenUpBeforeItsTurnIsNotLookedUp() async {
        let lookUps = lookUps(limit: 1)
        #expect(await lookUps.addresses(of: "slow.1", within: .milliseconds(30)) == nil)
        #expect(await lookUps.addresses(of: "slow.2", within: .milliseconds(30)) == nil)
        async let third = lookUps.addresses(of: "fast.3", within: .seconds(600))
        names.release()
        #expect(await third == found)
        #expect(names.asked == ["slow.1", "fast.3"])
    }
}
