import Testing

@testable import Workers

struct TurnQueueTests {
    @Test func ownersTakeTurnsAndEachOnesWorkKeepsItsOrder() {
        var queue = TurnQueue<String, Int>()
        for number in 0..<4 { queue.add(number, of: "big") }
        queue.add(10, of: "small")
        #expect(queue.take() == 0)
        queue.add(20, of: "late")
        var taken: [Int] = []
        while let work = queue.take() { taken.append(work) }
        #expect(taken == [10, 1, 20, 2, 3])
        #expect(queue.take() == nil)
    }

    @Test func anOwnerWaitsForOneOfEachOther() {
        var queue = TurnQueue<Int, Int>()
        for owner in 0..<3 { for _ in 0..<1000 { queue.add(owner, of: owner) } }
        queue.add(3, of: 3)
        #expect((0..<4).compactMap { _ in queue.take() } == [0, 1, 2, 3])
        var counts = [0, 0, 0, 0]
        for _ in 0..<900 { if let owner = queue.take() { counts[owner] += 1 } }
        #expect(counts == [300, 300, 300, 0])
        var rest = 0
        while queue.take() != nil { rest += 1 }
        #expect(rest == 3000 - 903)
    }
}
