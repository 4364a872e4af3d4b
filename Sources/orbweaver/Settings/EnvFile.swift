/// The text of an env file: lines of `NAME=value`, empty ones, and comments.
///
/// What systemd's `EnvironmentFile` and compose's `env_file` read from it too: one pair of quotes around a value is
/// taken off, a comment has a line of its own, and a later line wins. Where those two differ (escapes, variables,
/// lines that go on), nothing is done, so a quote that does not end its value is refused.
struct EnvFile {
    private(set) var values: [String: String] = [:]

    /// A line that cannot be read, counted from 1. It may hold a secret, so its text is not kept.
    struct BadLine: Error, Equatable {
        let number: Int
        let problem: String
    }

    init(_ text: String) throws(BadLine) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Substring(bytes).trimming { $0.isWhitespace || $0 == "\u{FEFF}" }
            guard let first = line.first, first != "#", first != ";" else { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].trimming(while: \.isWhitespace)
            guard parts.count == 2, Self.isName(name) else {
                throw BadLine(number: index + 1, problem: "is not NAME=value")
            }
            guard let value = Self.unquoted(parts[1].trimming(while: \.isWhitespace)) else {
                throw BadLine(number: index + 1, problem: "has a quote that does not end its value")
            }
            values[String(name)] = String(value)
        }
    }

    /// The line that is read back as `value`; nil where there is none, as for one of several lines.
    static func line(_ name: String, _ value: String) -> String? {
        ["", "\"", "'"].lazy.map { quote in "\(name)=\(quote)\(value)\(quote)" }
            .first { (try? EnvFile($0))?.values == [name: value] }
    }

    private static func isName(_ text: Substring) -> Bool {
        text.first?.isNumber == false
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func unquoted(_ value: Substring) -> Substring? {
        guard let quote = value.first, quote == "\"" || quote == "'" else { return value }
        let inner = value.dropFirst()
        guard let end = inner.firstIndex(of: quote), end == inner.indices.last else { return nil }
        return inner[..<end]
    }
}
