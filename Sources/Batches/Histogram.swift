/// Counts of values by upper bound, as Prometheus has them. Values are seconds.
package struct Histogram: Sendable, Equatable {
    package let bounds: [Double]
    /// One count a bound, not cumulated; values above the last bound are in `count` only.
    package private(set) var counts: [Int]
    package private(set) var count = 0
    package private(set) var sum = 0.0

    /// From half a millisecond to ten seconds.
    package static let latencyBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// From five milliseconds to ten minutes, for what waits for sites.
    package static let waitBounds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600]

    package init(bounds: [Double] = latencyBounds) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    package mutating func add(_ value: Double) {
        count += 1
        sum += value
        if let position = bounds.firstIndex(where: { value <= $0 }) { counts[position] += 1 }
    }

    package mutating func add(_ time: Duration) { add(time / .seconds(1)) }
}
