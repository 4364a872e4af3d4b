import Testing

@testable import orbweaver

struct StalledStoreTests {
    private let start = ContinuousClock.now

    /// Looks once a second at (finished, failures); the second at which it is given up.
    private func end(_ looks: [(Int, Int)]) -> Int? {
        var store = StalledStore()
        return looks.enumerated().first { second, look in
            store.isStalled(finished: look.0, failures: look.1, at: start + .seconds(second))
        }?.offset
    }

    @Test func writesThatKeepFailingWithoutProgressAreGivenUp() {
        #expect(end((0..<20).map { (3, $0) }) == 6)
    }

    @Test func progressBeginsTheTimeAnew() {
        #expect(end((0..<20).map { ($0 / 4, $0) }) == nil)
        #expect(end((0..<20).map { ($0 < 8 ? $0 : 8, $0) }) == 13)
    }

    @Test func aSlowSiteIsNoStall() {
        #expect(end((0..<99).map { (0, min($0, 2)) }) == nil)
        #expect(end((0..<99).map { _ in (0, 0) }) == nil)
    }
}
