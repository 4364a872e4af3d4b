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

    /// `histogram`'s buckets are cumulated here.
    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        head(name, "histogram", help)
        var total = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            total += count
            sample("\(name)_bucket", [("le", number(bound))], Double(total))
        }
        sample("\(name)_bucket", [("le", "+Inf")], Double(histogram.count))
        sample("\(name)_sum", [], histogram.sum)
        sample("\(name)_count", [], Double(histogram.count))
    }

    private mutating func metric(
        _ name: String, _ type: String, _ help: String,
        _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        head(name, type, help)
        for (labels, value) in samples { sample(name, labels, value) }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(number(value))\n"
    }

    private func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
