/// A regular expression of JSON Schema's `pattern`, matched in time linear in the text.
///
/// Takes the part of ECMA-262 that needs no backtracking: literals, classes, groups, alternatives,
/// repetition, `^`, `$` and `\b`. Look-around, back references and `\p{…}` are refused.
package struct Pattern: Sendable {
    enum Instruction: Equatable, Sendable {
        case scalars(ScalarSet)
        case jump(Int)
        /// Goes on at both places.
        case split(Int, Int)
        case assert(Assertion)
        case match
    }

    enum Assertion: Equatable, Sendable { case start, end, wordBoundary, noWordBoundary }

    /// Instructions at most; bounded repetition is written out.
    static let sizeLimit = 4_000
    /// Scalars of a text that are looked at; a longer text does not match.
    static let textLimit = 20_000

    private let program: [Instruction]

    /// Nil when the expression is malformed, too large, or needs what is not offered.
    init?(_ source: String) {
        var parser = PatternParser(source)
        guard let program = parser.program() else { return nil }
        self.program = program
    }

    /// True when the pattern is found anywhere in `text`.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars.prefix(Self.textLimit + 1))
        guard scalars.count <= Self.textLimit else { return false }
        var threads = ThreadList(capacity: program.count)
        var next = ThreadList(capacity: program.count)
        for position in 0...scalars.count {
            // Searching: a new attempt starts at every place.
            if add(0, to: &threads, at: position, in: scalars) { return true }
            guard position < scalars.count else { return false }
            next.removeAll()
            for thread in threads.places {
                guard case .scalars(let set) = program[thread], set.contains(scalars[position]) else {
                    continue
                }
                if add(thread + 1, to: &next, at: position + 1, in: scalars) { return true }
            }
            swap(&threads, &next)
        }
        return false
    }

    /// Follows jumps from `start` and keeps the places that wait for a scalar; true when a match is reached.
    private func add(
        _ start: Int, to threads: inout ThreadList, at position: Int, in scalars: [Unicode.Scalar]
    ) -> Bool {
        var open = [start]
        while let place = open.popLast() {
            guard threads.visit(place) else { continue }
            switch program[place] {
            case .match: return true
            case .jump(let target): open.append(target)
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .assert(let assertion):
                if holds(assertion, at: position, in: scalars) { open.append(place + 1) }
            case .scalars: threads.places.append(place)
            }
        }
        return false
    }

    private func holds(_ assertion: Assertion, at position: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch assertion {
        case .start: return position == 0
        case .end: return position == scalars.count
        case .wordBoundary, .noWordBoundary:
            let before = position > 0 && ScalarSet.word.contains(scalars[position - 1])
            let after = position < scalars.count && ScalarSet.word.contains(scalars[position])
            return (before != after) == (assertion == .wordBoundary)
        }
    }
}

/// The places of a program that are alive at one position of the text, each once.
private struct ThreadList {
    var places: [Int] = []
    private var visited: [Int]
    private var generation = 1

    init(capacity: Int) { visited = Array(repeating: 0, count: capacity) }

    mutating func visit(_ place: Int) -> Bool {
        guard visited[place] != generation else { return false }
        visited[place] = generation
        return true
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: true)
        generation += 1
    }
}

/// A set of scalars as ranges, or all others.
struct ScalarSet: Equatable, Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    static let digit = ScalarSet(ranges: [48...57])
    static let word = ScalarSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let blank = ScalarSet(ranges: [
        9...13, 32...32, 160...160, 5760...5760, 8192...8202, 8232...8233, 8239...8239, 8287...8287,
        12288...12288,
    ])
    static let anyButNewline = ScalarSet(ranges: [10...10, 13...13, 8232...8233], isNegated: true)

    /// The ranges that this set does not hold.
    var inverted: [ClosedRange<UInt32>] {
        var rest: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { rest.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { rest.append(next...0x10FFFF) }
        return rest
    }
}
