/// What a `robots.txt` allows one crawler (RFC 9309).
package struct RobotsRules: Sendable {
    private struct Rule: Sendable {
        var pattern: [UInt8]
        var allows: Bool
    }

    private let rules: [Rule]
    /// The wait that the site asks for between requests; not part of the standard, but common.
    package let crawlDelay: Duration?

    /// Bytes that the rules take in memory, about.
    var byteCount: Int { rules.reduce(0) { $0 + $1.pattern.count + 40 } }

    /// Bytes of a file that count; the standard asks for at least 500 KiB.
    package static let lengthLimit = 500 << 10

    package static let allowingEverything = RobotsRules(parsing: [], for: "")

    /// Takes the rules of the groups that name `agent` (a product token, without version), or else of those
    /// for everyone. Unknown lines are skipped.
    package init(parsing file: [UInt8], for agent: String) {
        let agent = agent.lowercased()
        var own = Group()
        var everyones = Group()
        var isForAgent = false
        var isForEveryone = false
        var startsGroup = true
        for line in file.prefix(Self.lengthLimit).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let (key, value) = Self.field(line) else { continue }
            switch key {
            case "user-agent":
                if startsGroup { (isForAgent, isForEveryone) = (false, false) }
                startsGroup = false
                let token = Self.productToken(value)
                if value.first == UInt8(ascii: "*") { isForEveryone = true }
                if !token.isEmpty, token == agent {
                    isForAgent = true
                    own.isNamed = true
                }
            case "allow", "disallow":
                startsGroup = true
                // An empty pattern matches nothing.
                if value.isEmpty { continue }
                let rule = Rule(pattern: Self.normalized(value), allows: key == "allow")
                if isForAgent { own.rules.append(rule) }
                if isForEveryone { everyones.rules.append(rule) }
            case "crawl-delay":
                startsGroup = true
                guard let seconds = Double(String(decoding: value, as: UTF8.self)), seconds >= 0 else {
                    continue
                }
                let delay = Duration.milliseconds(Int64(min(seconds, 3600) * 1000))
                if isForAgent { own.crawlDelay = delay }
                if isForEveryone { everyones.crawlDelay = delay }
            default: continue
            }
        }
        let group = own.isNamed ? own : everyones
        rules = group.rules
        crawlDelay = group.crawlDelay
    }

    /// Judges a path with its query. The longest matching pattern decides, `allow` before `disallow`; where
    /// none matches, and for `/robots.txt` itself, everything is allowed.
    package func allows(_ path: String) -> Bool {
        let path = Self.normalized(Array(path.utf8)[...])
        if path.elementsEqual("/robots.txt".utf8) { return true }
        var longest = -1
        var verdict = true
        for rule in rules where rule.pattern.count >= longest && Self.matches(rule.pattern, path) {
            if rule.pattern.count > longest || rule.allows { verdict = rule.allows }
            longest = rule.pattern.count
        }
        return verdict
    }

    private struct Group {
        var rules: [Rule] = []
        var crawlDelay: Duration?
        var isNamed = false
    }

    /// `key: value` without its comment; the key lower-case.
    private static func field(_ line: ArraySlice<UInt8>) -> (key: String, value: ArraySlice<UInt8>)? {
        let line = line.prefix { $0 != UInt8(ascii: "#") }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var key = trimmed(line[..<colon])
        if key.starts(with: [0xEF, 0xBB, 0xBF]) { key = key.dropFirst(3) }
        return (String(decoding: key, as: UTF8.self).lowercased(), trimmed(line[(colon + 1)...]))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// The letters, `_` and `-` that a name starts with, lower-case: `Bot/1.0` is `bot`.
    static func productToken(_ value: ArraySlice<UInt8>) -> String {
        let token = value.prefix {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F || $0 == 0x2D
        }
        return String(decoding: token, as: UTF8.self).lowercased()
    }

    /// One spelling for what may be percent-encoded or not: unreserved bytes plain, others beyond ASCII and
    /// escapes in upper-case hexadecimal.
    private static func normalized(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                rest.removeFirst(2)
                if isUnreserved(value) { result.append(value) } else { appendEscape(of: value, to: &result) }
            } else if byte >= 0x80 {
                appendEscape(of: byte, to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func appendEscape(of byte: UInt8, to result: inout [UInt8]) {
        let digits = String(byte, radix: 16, uppercase: true)
        result += Array((digits.utf8.count == 1 ? "%0" : "%").utf8) + Array(digits.utf8)
    }

    /// Whether `pattern`, with `*` for any run and a last `$` for the end, matches the start of `path`.
    /// Time is the product of the two lengths at most: a star only ever falls back to the last one before.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        var pattern = pattern[...]
        let isAnchored = pattern.last == UInt8(ascii: "$")
        if isAnchored { pattern.removeLast() } else { pattern.append(UInt8(ascii: "*")) }
        var at = 0
        var next = pattern.startIndex
        var star: (pattern: Int, path: Int)?
        while at < path.count {
            if next < pattern.endIndex, pattern[next] == UInt8(ascii: "*") {
                star = (next, at)
                next += 1
            } else if next < pattern.endIndex, pattern[next] == path[at] {
                next += 1
                at += 1
            } else if let last = star {
                star = (last.pattern, last.path + 1)
                next = last.pattern + 1
                at = last.path + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
