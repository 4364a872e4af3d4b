import Testing

@testable import HTML

/// The work of parsing grows no faster than the input, whatever that is.
struct LinearWorkTests {
    /// Deterministic numbers, so that a page is the same at every run.
    private struct Numbers {
        var state: UInt64 = 2

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
    }

    /// `count` tags of those names in random order, half with one of nine attributes, one in twenty an end tag.
    private static func misnested(_ names: [String], _ count: Int) -> [UInt8] {
        var numbers = Numbers()
        var page = "<!doctype html><body>"
        for _ in 0..<count {
            page += numbers.next(below: 20) == 0 ? "</" : "<"
            page += names[numbers.next(below: names.count)]
            if numbers.next(below: 2) == 0 { page += " x=\(numbers.next(below: 9))" }
            page += ">"
        }
        return Array(page.utf8)
    }

    private static func repeated(_ start: String, _ count: Int, _ part: String, _ more: Int) -> [UInt8] {
        Array((String(repeating: start, count: count) + String(repeating: part, count: more)).utf8)
    }

    private static let inline = ["b", "i", "font", "a", "nobr", "em", "code"]
    private static let growing: [@Sendable (Int) -> [UInt8]] = [
        { misnested(inline, 1000 * $0) },
        { misnested(["b", "i", "em", "code"], 1000 * $0) },
        { misnested(inline + ["p", "div"], 1000 * $0) },
        { misnested(inline + ["table", "tr", "td"], 1000 * $0) },
        { repeated("<b><i><u><div>", 100 * $0, "</b><b>", 300 * $0) },
    ]

    /// Once the budget of repairs is used up, it is overdrawn by one step at most.
    @Test(arguments: growing.indices)
    func repairEndsWithItsBudget(_ index: Int) {
        let page = Self.growing[index](80)
        page.withUnsafeBufferPointer { bytes in
            let builder = TreeBuilder(sourceCount: bytes.count, limits: ParseLimits())
            var tokenizer = Tokenizer(source: bytes, sink: builder, contentModel: .data)
            tokenizer.run()
            let built = tokenizer.sink
            #expect(built.repairBudget > -(8 * built.open.deepest + built.nodes.count + 1024))
        }
    }

    @Test
    func stackFindsElementsAfterItWasRearranged() {
        var nodes = (0..<4).map { _ in NodeRecord(kind: .element, name: Name.b.rawValue) }
        var open = OpenElements()
        for node in Int32(0)..<4 {
            open.push(
                OpenElements.Entry(node: node, container: node, name: .b, namespace: .html), &nodes)
        }
        open.remove(at: 1, &nodes)
        #expect((0..<4).map { open.index(of: $0, nodes) } == [0, -1, 1, 2])
        open.pop()
        #expect((0..<4).map { open.index(of: $0, nodes) } == [0, -1, 1, -1])
        open.push(OpenElements.Entry(node: 1, container: 1, name: .b, namespace: .html), &nodes)
        #expect((0..<4).map { open.index(of: $0, nodes) } == [0, 2, 1, -1])
    }
}
