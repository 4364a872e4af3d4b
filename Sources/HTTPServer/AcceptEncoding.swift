/// What `Accept-Encoding` says (RFC 9110 §12.5.3).
package enum AcceptEncoding {
    /// Whether gzip is welcome: named, or meant by `*`, and not with a weight of zero.
    package static func allowsGzip(_ value: String) -> Bool {
        var named: Bool?
        var any = false
        var value = value
        value.withUTF8 { bytes in
            bytes.forEachListElement { element in
                let semicolon = element.firstIndex(of: UInt8(ascii: ";")) ?? element.endIndex
                let coding = UnsafeBufferPointer(rebasing: element[..<semicolon]).trimmed
                let isWelcome = !isZeroWeight(.init(rebasing: element[semicolon...]))
                if coding.isCaseInsensitively("gzip") || coding.isCaseInsensitively("x-gzip") {
                    named = isWelcome
                } else if coding.count == 1, coding[0] == UInt8(ascii: "*") {
                    any = isWelcome
                }
            }
        }
        return named ?? any
    }

    /// `;q=0`, `; q=0.000` and the like.
    private static func isZeroWeight(_ parameters: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let equals = parameters.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let weight = UnsafeBufferPointer(rebasing: parameters[(equals + 1)...]).trimmed
        return weight.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
}
