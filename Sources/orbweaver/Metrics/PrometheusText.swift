import Batches

/// Writes metrics in the Prometheus text format, version 0.0.4.
struct PrometheusText {
    private(set) var text = ""

    mutating func counter(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        metric(name, "counter", help, samples)
    }

    mutating func counter(_ name: String, _ help: String, _ value: Double) {
        metric(name, "counter", help, [([], value)])
    }

    mutating func gauge(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        metric(name, "gauge", help, samples)
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) {
        metric(name, "gauge", help, [([], value)])
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        self.histogram(name, help, [([], histogram)])
    }

    /// The histograms' buckets are cumulated here.
    mutating func histogram(
        _ name: String, _ help: String, _ histograms: [(labels: [(String, String)], values: Histogram)]
    ) {
        head(name, "histogram", help)
        for (labels, values) in histograms {
            var total = 0
            for (bound, count) in zip(values.bounds, values.counts) {
                total += count
                sample("\(name)_bucket", labels + [("le", number(bound))], Double(total))
            }
            sample("\(name)_bucket", labels + [("le", "+Inf")], Double(values.count))
            sample("\(name)_sum", labels, values.sum)
            sample("\(name)_count", labels, Double(values.count))
        }
    }

    private mutating func metric(
        _ name: String, _ type: String, _ help: String,
        _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        head(name, type, help)
        for (labels, value) in samples { sample(name, labels, value) }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(number(value))\n"
    }

    private func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return String(whole) }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.isNaN ? "NaN" : String(value)
    }

    /// Scalar by scalar: a line feed behind a carriage return is one `Character` with it.
    private func escaped(_ text: String, quotes: Bool = true) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\"" where quotes: result.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
