/// Attribute tests.
extension SelectorEvaluation {
    func filter(_ candidates: inout [Int32], _ test: Selector.AttributeTest) {
        let lowerSpelling = test.name.lowercased()
        let exact = document.name(test.name)
        let lower = document.name(lowerSpelling)
        let ignoresCase = test.ignoresCase
        let ignoresCaseInHTML = ignoresCase ?? Self.caselessAttributes.contains(lowerSpelling)
        candidates.removeAll { node in
            let node = NodeID(rawValue: node)
            let isHTML = document.namespace(of: node) == .html
            guard let name = isHTML ? lower : exact else { return true }
            let matches = document.withAttribute(name, of: node) {
                Self.matches($0, test, ignoresCase: isHTML ? ignoresCaseInHTML : ignoresCase ?? false)
            }
            return !(matches ?? false)
        }
    }

    private static func matches(
        _ value: UnsafeBufferPointer<UInt8>, _ test: Selector.AttributeTest, ignoresCase: Bool
    ) -> Bool {
        let wanted = test.value
        func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: value[range])
        }
        switch test.operator {
        case .exists: return true
        case .equals: return equal(value, wanted, ignoresCase: ignoresCase)
        case .includes: return includes(value, wanted, ignoresCase: ignoresCase)
        case .dashMatch:
            guard value.count >= wanted.count else { return false }
            return equal(part(0..<wanted.count), wanted, ignoresCase: ignoresCase)
                && (value.count == wanted.count || value[wanted.count] == UInt8(ascii: "-"))
        case .prefix:
            guard !wanted.isEmpty, value.count >= wanted.count else { return false }
            return equal(part(0..<wanted.count), wanted, ignoresCase: ignoresCase)
        case .suffix:
            guard !wanted.isEmpty, value.count >= wanted.count else { return false }
            return equal(part(value.count - wanted.count..<value.count), wanted, ignoresCase: ignoresCase)
        case .substring:
            return contains(value, wanted, ignoresCase: ignoresCase)
        }
    }

    static func equal(
        _ value: UnsafeBufferPointer<UInt8>, _ wanted: [UInt8], ignoresCase: Bool
    ) -> Bool {
        guard value.count == wanted.count else { return false }
        guard ignoresCase else { return value.elementsEqual(wanted) }
        return zip(value, wanted).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }

    /// True if `wanted` is one of the words of `value`.
    static func includes(
        _ value: UnsafeBufferPointer<UInt8>, _ wanted: [UInt8], ignoresCase: Bool
    ) -> Bool {
        guard !wanted.isEmpty else { return false }
        var start = 0
        while start < value.count {
            var end = start
            while end < value.count, !value[end].isHTMLSpace { end += 1 }
            if end - start == wanted.count,
                equal(UnsafeBufferPointer(rebasing: value[start..<end]), wanted, ignoresCase: ignoresCase)
            {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// Substring search that never looks at a byte of `value` twice (Knuth, Morris and Pratt).
    private static func contains(
        _ value: UnsafeBufferPointer<UInt8>, _ wanted: [UInt8], ignoresCase: Bool
    ) -> Bool {
        guard !wanted.isEmpty, wanted.count <= value.count else { return false }
        let pattern = ignoresCase ? wanted.map(\.asciiLowercased) : wanted
        var borders = [0]
        var length = 0
        for byte in pattern.dropFirst() {
            while length > 0, pattern[length] != byte { length = borders[length - 1] }
            if pattern[length] == byte { length += 1 }
            borders.append(length)
        }
        var matched = 0
        for byte in value {
            let byte = ignoresCase ? byte.asciiLowercased : byte
            while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
            if pattern[matched] == byte { matched += 1 }
            if matched == pattern.count { return true }
        }
        return false
    }

    /// Attributes of HTML whose values compare without case where the selector does not say.
    private static let caselessAttributes: Set<String> = [
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear",
        "codetype", "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype", "face",
        "frame", "hreflang", "http-equiv", "lang", "language", "link", "media", "method", "multiple",
        "nohref", "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope", "scrolling",
        "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink",
    ]
}
