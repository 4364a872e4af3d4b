import Testing

@testable import API

struct RecencyListTests {
    @Test func theLeastRecentlyUsedGoesFirst() {
        var list = RecencyList<String, Int>()
        list.insert(1, for: "a", weighing: 10)
        list.insert(2, for: "b", weighing: 20)
        list.insert(3, for: "c", weighing: 30)
        #expect(list.use("a") == 1)
        list.removeOldest()
        #expect(list.use("b") == nil)
        #expect(list.weight == 40)
        list.removeOldest()
        #expect(list.use("c") == nil)
        #expect(list.use("a") == 1)
        list.removeOldest()
        list.removeOldest()
        #expect(list.weight == 0 && list.count == 0)
    }

    @Test func insertingAgainReplacesValueAndWeight() {
        var list = RecencyList<String, Int>()
        list.insert(1, for: "a", weighing: 10)
        list.insert(2, for: "a", weighing: 3)
        #expect(list.use("a") == 2)
        #expect(list.weight == 3 && list.count == 1)
    }

    /// A plain model in an array, oldest first, is what the list must behave as.
    @Test(arguments: [UInt64(1), 2, 3])
    func behavesAsAnOrderedArray(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        var list = RecencyList<Int, Int>()
        var model: [(key: Int, value: Int, weight: Int)] = []
        for step in 0..<5000 {
            let key = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let weight = Int.random(in: 0..<9, using: &random)
                list.insert(step, for: key, weighing: weight)
                model.removeAll { $0.key == key }
                model.append((key, step, weight))
            case 1:
                let index = model.firstIndex { $0.key == key }
                #expect(list.use(key) == index.map { model[$0].value })
                if let index { model.append(model.remove(at: index)) }
            case 2:
                list.remove(key)
                model.removeAll { $0.key == key }
            default:
                list.removeOldest()
                if !model.isEmpty { model.removeFirst() }
            }
            #expect(list.weight == model.reduce(0) { $0 + $1.weight })
            #expect(Set(list.keys) == Set(model.map(\.key)))
        }
    }
}

/// A generator that gives the same numbers each run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
