/// How long each of many calls took.
struct Times: CustomStringConvertible {
    private var milliseconds: [Double] = []

    mutating func measure(_ body: () async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        try await body()
        add(ContinuousClock.now - start)
    }

    mutating func measureNow(_ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try body()
        add(ContinuousClock.now - start)
    }

    mutating func merge(_ other: Times) { milliseconds += other.milliseconds }

    func rate(since start: ContinuousClock.Instant) -> Int {
        Int(Double(milliseconds.count) / ((ContinuousClock.now - start) / .seconds(1)))
    }

    /// Processor time for each.
    func share(of cpu: Duration) -> String {
        "\(decimal(cpu / .microseconds(1) / Double(max(1, milliseconds.count)))) µs of CPU each"
    }

    var description: String {
        let sorted = milliseconds.sorted()
        guard let last = sorted.last else { return "nothing" }
        func quantile(_ share: Double) -> String { decimal(sorted[Int(Double(sorted.count - 1) * share)], 2) }
        return "p50 \(quantile(0.5)) ms, p99 \(quantile(0.99)) ms, longest \(decimal(last, 2)) ms"
    }

    private mutating func add(_ duration: Duration) { milliseconds.append(duration / .milliseconds(1)) }
}

/// `value` with `digits` decimal places.
func decimal(_ value: Double, _ digits: Int = 1) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
}
