import Testing

@testable import Batches

struct CookieVaultTests {
    @Test func keepsReplacesAndForgets() {
        let vault = CookieVault()
        let batch = BatchID("a")
        vault.keep("x=1", for: batch)
        vault.keep("x=2", for: batch)
        #expect(vault.cookies(of: batch) == "x=2")
        #expect(vault.cookies(of: BatchID("b")) == nil)
        vault.forget(batch)
        #expect(vault.cookies(of: batch) == nil)
    }

    @Test(arguments: [
        (BatchStatus.completed, 0), (.completed, 1), (.cancelled, 0), (.cancelled, 2), (.failed, 3),
    ])
    func aBatchThatCanBeRetriedKeepsItsCookies(status: BatchStatus, failed: Int) {
        let vault = CookieVault()
        for name in ["a", "b"] { vault.keep("x=1", for: BatchID(name)) }
        vault.forget(
            after: BatchEnd(
                batch: BatchID("a"), owner: KeyID(1), status: status, completedCount: 5, failedCount: failed,
                cancelledCount: 0, creditsUsed: 5, duration: .seconds(1)))
        #expect(vault.cookies(of: BatchID("a")) == (failed > 0 ? "x=1" : nil))
        #expect(vault.cookies(of: BatchID("b")) == "x=1")
    }

    @Test func theOldestGoWhenItIsFull() {
        let vault = CookieVault(capacityBytes: 100)
        func id(_ number: Int) -> BatchID { BatchID("\(number)") }
        for number in 0..<10 { vault.keep("0123456789", for: id(number)) }
        #expect((0..<10).allSatisfy { vault.cookies(of: id($0)) != nil })
        vault.forget(id(9))
        vault.keep("0123456789", for: id(10))
        #expect(vault.cookies(of: id(0)) != nil)
        vault.keep("0123456789", for: id(11))
        let left = (0..<12).filter { vault.cookies(of: id($0)) != nil }
        #expect(left == [4, 5, 6, 7, 8, 10, 11])
    }

    @Test func whatIsLargerThanTheVaultIsNotKept() {
        let vault = CookieVault(capacityBytes: 5)
        vault.keep("0123456789", for: BatchID("a"))
        #expect(vault.cookies(of: BatchID("a")) == nil)
        vault.keep("ab", for: BatchID("b"))
        #expect(vault.cookies(of: BatchID("b")) == "ab")
    }
}
