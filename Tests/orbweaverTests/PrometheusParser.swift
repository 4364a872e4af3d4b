/// A strict reader of the Prometheus text format 0.0.4: throws at the first line that breaks a rule.
///
/// Stricter than a scraper: each metric's lines stand together, HELP and TYPE come once and first, no sample comes
/// twice, counters are named so, and histograms are whole and cumulative.
struct PrometheusParser {
    struct Fault: Error, CustomStringConvertible { let description: String }

    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Metric {
        let name: String
        let type: String
        var samples: [Sample] = []
    }

    private(set) var metrics: [String: Metric] = [:]

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        metrics.values.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    init(_ text: String) throws {
        guard text.utf8.last == UInt8(ascii: "\n") else {
            throw Fault(description: "no line feed at the end")
        }
        var current: Metric?
        var helped: String?
        for line in text.utf8.dropLast().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            let line = String(Substring(line))
            func fault(_ why: String) -> Fault { Fault(description: "\(why): \(line)") }
            guard !line.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                throw fault("a control character")
            }
            if let rest = line.dropping("# HELP ") {
                let name = String(rest.prefix { $0 != " " })
                guard Self.isName(name), rest.count > name.count + 1 else { throw fault("HELP") }
                guard metrics[name] == nil, current?.name != name else { throw fault("HELP twice") }
                try finish(&current)
                helped = name
            } else if let rest = line.dropping("# TYPE ") {
                let words = rest.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
                guard words.count == 2, words[0] == helped,
                    ["counter", "gauge", "histogram"].contains(words[1])
                else { throw fault("TYPE") }
                guard (words[1] == "counter") == words[0].hasSuffix("_total") else {
                    throw fault("a counter's name")
                }
                current = Metric(name: words[0], type: words[1])
                helped = nil
            } else {
                let sample = try Self.sample(line)
                guard var metric = current else { throw fault("a sample without TYPE") }
                let suffixes = metric.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { metric.name + $0 == sample.name }) else {
                    throw fault("a stray sample")
                }
                guard
                    !metric.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels })
                else { throw fault("a sample twice") }
                guard metric.type == "gauge" || sample.value >= 0 else { throw fault("a negative count") }
                metric.samples.append(sample)
                current = metric
            }
        }
        try finish(&current)
    }

    private mutating func finish(_ current: inout Metric?) throws {
        guard let metric = current else { return }
        if metric.type == "histogram" { try Self.checkHistogram(metric) }
        metrics[metric.name] = metric
        current = nil
    }

    private static func checkHistogram(_ metric: Metric) throws {
        func fault(_ why: String) -> Fault { Fault(description: "\(metric.name): \(why)") }
        var series: [[String: String]: [Sample]] = [:]
        for sample in metric.samples {
            series[sample.labels.filter { $0.key != "le" }, default: []].append(sample)
        }
        for (labels, samples) in series {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let bounds = buckets.compactMap { $0.labels["le"].flatMap(number) }
            guard bounds.count == buckets.count, bounds == bounds.sorted(), bounds.last == .infinity else {
                throw fault("bounds \(labels)")
            }
            let counts = buckets.map(\.value)
            guard counts == counts.sorted() else { throw fault("not cumulative \(labels)") }
            guard samples.first(where: { $0.name.hasSuffix("_count") })?.value == counts.last,
                samples.contains(where: { $0.name.hasSuffix("_sum") }), samples.count == buckets.count + 2
            else { throw fault("sum and count \(labels)") }
        }
    }

    private static func sample(_ line: String) throws -> Sample {
        func fault(_ why: String) -> Fault { Fault(description: "\(why): \(line)") }
        var rest = Array(line.unicodeScalars)[...]
        func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
        let name = text(rest.prefix { $0 != "{" && $0 != " " })
        guard isName(name) else { throw fault("a name") }
        rest = rest.dropFirst(name.unicodeScalars.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                if !labels.isEmpty {
                    guard rest.popFirst() == "," else { throw fault("a comma") }
                }
                let label = text(rest.prefix { $0 != "=" })
                guard isName(label), !label.contains(":"), labels[label] == nil else {
                    throw fault("a label")
                }
                rest = rest.dropFirst(label.unicodeScalars.count)
                guard rest.popFirst() == "=", rest.popFirst() == "\"" else { throw fault("a label's value") }
                var value = String.UnicodeScalarView()
                while let scalar = rest.popFirst(), scalar != "\"" {
                    guard scalar == "\\" else {
                        value.append(scalar)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    default: throw fault("an escape")
                    }
                }
                guard rest.first == "," || rest.first == "}" else { throw fault("an open label") }
                labels[label] = String(value)
            }
            rest.removeFirst()
        }
        guard rest.popFirst() == " ", let value = number(text(rest)) else { throw fault("a value") }
        return Sample(name: name, labels: labels, value: value)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.first?.isLetter == true ? nil : Double(text)
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
