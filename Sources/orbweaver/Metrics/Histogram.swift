/// Counts of values by upper bound, as Prometheus has them. Values are seconds.
struct Histogram: Sendable {
    let bounds: [Double]
    /// One count a bound, not cumulated; values above the last bound are in `count` only.
    private(set) var counts: [Int]
    private(set) var count = 0
    private(set) var sum = 0.0

    static let latencyBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    init(bounds: [Double] = latencyBounds) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    mutating func add(_ value: Double) {
        count += 1
        sum += value
        if let position = bounds.firstIndex(where: { value <= $0 }) { counts[position] += 1 }
    }
}
