import Foundation
import JSON
import Testing

/// One suite's cases, compared with what was read; those known to differ are listed by name.
struct ConformanceFamily {
    let name: String
    /// Why a case is not read as the suite says, by the case's name.
    let known: [String: String]
    private var passed = 0
    private var failed: [String: String] = [:]

    init(_ name: String, known: [String: String] = [:]) {
        self.name = name
        self.known = known
    }

    /// Counts a case; the two sides are compared by `canonical`.
    mutating func compare(_ sample: String, read: JSON, expected: JSON) {
        let (left, right) = (Self.canonical(read), Self.canonical(expected))
        if left == right { passed += 1 } else { failed[sample] = "\n  read     \(left)\n  expected \(right)" }
    }

    /// Prints the count and expects exactly the known cases to differ. Without cases nothing is claimed.
    func finish(sourceLocation: SourceLocation = #_sourceLocation) {
        guard passed + failed.count > 0 else { return }
        print("conformance: \(name) \(passed)/\(passed + failed.count)")
        for (sample, difference) in failed.sorted(by: { $0.key < $1.key }) where known[sample] == nil {
            Issue.record("\(name), \(sample):\(difference)", sourceLocation: sourceLocation)
        }
        for sample in known.keys.sorted() where failed[sample] == nil {
            Issue.record("\(name), \(sample): reads well now, or is gone", sourceLocation: sourceLocation)
        }
    }

    /// A text that is equal for two values that say the same.
    ///
    /// Not told apart: the order of members, white space, one value and a list of it, and the spellings
    /// of a time (`T` or a blank before it, `+01:00` or `+0100`) and of a site's root (with `/` or without).
    static func canonical(_ value: JSON) -> String {
        switch value {
        case .array(let elements):
            elements.count == 1
                ? canonical(elements[0]) : "[" + elements.map(canonical).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.map { "\($0.name): \(canonical($0.value))" }.sorted().joined(separator: ", ") + "}"
        case .string(let text): "\"\(canonical(text))\""
        default: String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
        }
    }

    private static func canonical(_ text: String) -> String {
        var plain = String(text.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0xA0 })
        if plain.hasPrefix("http"), plain.hasSuffix("/"), plain.filter({ $0 == "/" }).count == 3 {
            plain.removeLast()
        }
        let date = plain.prefix(10)
        if date.count == 10, date.allSatisfy({ $0.isNumber || $0 == "-" }) {
            plain = date + plain.dropFirst(10).drop { $0 == "T" }.uppercased()
            if let zone = plain.dropFirst(10).lastIndex(where: { $0 == "+" || $0 == "-" }) {
                plain = plain[..<zone] + plain[zone...].filter { $0 != ":" }
            }
        }
        return plain
    }
}
