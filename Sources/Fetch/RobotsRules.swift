import CLinux

/// What a `robots.txt` allows one crawler (RFC 9309).
package struct RobotsRules: Sendable {
    private struct Rule: Sendable {
        /// Where its pattern stands in `patterns`.
        var start: Int32
        var count: Int32
        var allows: Bool
    }

    /// Of all rules, one behind the other.
    private let patterns: [UInt8]
    /// The longest first, and of equals those that allow: the first that matches decides.
    private let rules: [Rule]
    /// The wait that the site asks for between requests; not part of the standard, but common.
    package let crawlDelay: Duration?

    /// Bytes that the rules take in memory, about.
    var byteCount: Int { patterns.count + rules.count * MemoryLayout<Rule>.stride + 64 }

    /// Bytes of a path that are searched for one judgement, over all rules. A file of a few thousand rules asks for a
    /// hundredth of it; one that wants more is made to waste time, and what it has not allowed by then is refused.
    private static let workLimit = 16 << 20

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
                let pattern = Self.normalized(value, isPattern: true)
                if isForAgent { own.add(pattern, allows: key == "allow") }
                if isForEveryone { everyones.add(pattern, allows: key == "allow") }
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
        patterns = group.patterns
        rules = group.rules.sorted { ($0.count, $0.allows ? 1 : 0) > ($1.count, $1.allows ? 1 : 0) }
        crawlDelay = group.crawlDelay
    }

    /// Judges a path with its query. The longest matching pattern decides, `allow` before `disallow`; where
    /// none matches, and for `/robots.txt` itself, everything is allowed. Refuses a path that takes too much work to judge.
    package func allows(_ path: String) -> Bool {
        let path = Self.normalized(Array(path.utf8)[...], isPattern: false)
        if path.elementsEqual("/robots.txt".utf8) { return true }
        return patterns.withUnsafeBytes { patterns in
            path.withUnsafeBytes { path in
                var work = 0
                for rule in rules {
                    let end = Int(rule.start) + Int(rule.count)
                    let pattern = UnsafeRawBufferPointer(rebasing: patterns[Int(rule.start)..<end])
                    if Self.matches(pattern, path, &work) { return rule.allows }
                    if work > Self.workLimit { return false }
                }
                return true
            }
        }
    }

    private struct Group {
        var patterns: [UInt8] = []
        var rules: [Rule] = []
        var crawlDelay: Duration?
        var isNamed = false

        /// A file's length bounds all patterns together, so that places fit 32 bits.
        mutating func add(_ pattern: [UInt8], allows: Bool) {
            rules.append(
                Rule(start: Int32(patterns.count), count: Int32(pattern.count), allows: allows))
            patterns += pattern
        }
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

    /// One spelling for what may be percent-encoded or not: unreserved bytes plain, and whatever else has no meaning of
    /// its own in a path escaped. So are `*` and `$`, except where they have a meaning in a pattern: what is escaped
    /// there matches only itself (RFC 9309 section 2.2.3).
    private static func normalized(_ text: ArraySlice<UInt8>, isPattern: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let high = hexValue(rest[rest.startIndex]),
                let low = hexValue(rest[rest.startIndex + 1])
            {
                let value = high << 4 | low
                rest.removeFirst(2)
                if isUnreserved(value) { result.append(value) } else { appendEscape(of: value, to: &result) }
            } else if isUnreserved(byte) || isDelimiter(byte) {
                result.append(byte)
            } else if isPattern, byte == UInt8(ascii: "*") || byte == UInt8(ascii: "$") && rest.isEmpty {
                result.append(byte)
            } else {
                appendEscape(of: byte, to: &result)
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

    /// What may stand for more than itself in a path or a query: plain and escaped are two things.
    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        // ! & ' ( ) + , / : ; = ? @
        case 0x21, 0x26...0x29, 0x2B, 0x2C, 0x2F, 0x3A, 0x3B, 0x3D, 0x3F, 0x40: true
        default: false
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private static func appendEscape(of byte: UInt8, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "%"))
        for digit in [byte >> 4, byte & 15] { result.append(digit < 10 ? 0x30 + digit : 0x37 + digit) }
    }

    /// Whether `pattern`, with `*` for any run and a last `$` for the end, matches the start of `path`. What stands
    /// between stars is looked for once, behind what was found before; the bytes gone through are added to `work`.
    private static func matches(
        _ pattern: UnsafeRawBufferPointer, _ path: UnsafeRawBufferPointer, _ work: inout Int
    ) -> Bool {
        var rest = pattern[...]
        let isAnchored = rest.last == UInt8(ascii: "$")
        if isAnchored { rest.removeLast() }
        let first = rest.prefix { $0 != UInt8(ascii: "*") }
        rest = rest[first.endIndex...]
        work += first.count + 8
        guard path.starts(with: first) else { return false }
        if rest.isEmpty { return !isAnchored || path.count == first.count }
        var (at, end) = (first.count, path.count)
        if isAnchored {
            // The last piece stands at the end.
            let last = rest[((rest.lastIndex(of: UInt8(ascii: "*")) ?? rest.startIndex - 1) + 1)...]
            guard end - at >= last.count, path[(end - last.count)...].elementsEqual(last) else {
                return false
            }
            end -= last.count
            rest = rest[..<last.startIndex]
        }
        while !rest.isEmpty {
            rest = rest.drop { $0 == UInt8(ascii: "*") }
            let piece = rest.prefix { $0 != UInt8(ascii: "*") }
            rest = rest[piece.endIndex...]
            if piece.isEmpty { continue }
            let place = find(piece, in: path[at..<end])
            work += (place.map { $0 - at } ?? end - at) + piece.count + 8
            guard let place else { return false }
            at = place + piece.count
        }
        return true
    }

    private static func find(_ piece: Slice<UnsafeRawBufferPointer>, in text: Slice<UnsafeRawBufferPointer>)
        -> Int?
    {
        let (part, whole) = (UnsafeRawBufferPointer(rebasing: piece), UnsafeRawBufferPointer(rebasing: text))
        guard let start = whole.baseAddress,
            let found = clinux_find(start, whole.count, part.baseAddress, part.count)
        else { return nil }
        return text.startIndex + (found - start)
    }
}
