import JSON

/// Finds the JSON in what a model wrote: alone, in a code fence, between prose, or cut short.
enum AnswerReader {
    struct Found: Equatable {
        var value: JSON
        /// The text ended inside the value; it holds the members that were complete.
        var isCut: Bool
    }

    static func json(in text: String) -> Found? {
        let bytes = Array(withoutThoughts(text).utf8)
        if let value = try? JSONParser.parse(bytes), value.isContainer {
            return Found(value: value, isCut: false)
        }
        var best: Found?
        var place = 0
        var tries = 0
        while place < bytes.count, tries < 50 {
            guard
                let start = bytes[place...].firstIndex(where: {
                    $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[")
                })
            else { break }
            tries += 1
            let region = region(from: start, in: bytes)
            if let found = value(of: Array(bytes[start..<region.end]), isCut: region.isCut),
                worth(found.value) > best.map({ worth($0.value) }) ?? 0
            {
                best = found
            }
            place = region.end
        }
        return best
    }

    /// Prose as it is, without a fence around all of it.
    static func prose(in text: String) -> String? {
        var lines = withoutThoughts(text).split(separator: "\n", omittingEmptySubsequences: false)
        while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        if lines.count > 1, lines[0].hasPrefix("```"), lines[lines.count - 1] == "```",
            !lines.dropFirst().dropLast().contains(where: { $0.hasPrefix("```") })
        {
            lines = Array(lines.dropFirst().dropLast())
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// Some models think aloud first.
    private static func withoutThoughts(_ text: String) -> Substring {
        for mark in ["</think>", "</thinking>", "<|message|>"] {
            if let end = text.ranges(of: mark).last?.upperBound { return text[end...] }
        }
        // A thought that never ended has no answer behind it.
        return text.hasPrefix("<think>") ? "" : text[...]
    }

    /// Where the object or array that begins at `start` ends; the end of the text where it does not.
    private static func region(from start: Int, in bytes: [UInt8]) -> (end: Int, isCut: Bool) {
        var depth = 0
        var isInString = false
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if isInString {
                if byte == UInt8(ascii: "\\") {
                    place += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return (place + 1, false) }
                default: break
                }
            }
            place += 1
        }
        return (bytes.count, true)
    }

    private static func value(of bytes: [UInt8], isCut: Bool) -> Found? {
        if !isCut {
            let value = (try? JSONParser.parse(bytes)) ?? LenientJSON.parse(bytes)
            return value.flatMap { $0.isContainer ? Found(value: $0, isCut: false) : nil }
        }
        // Where quotation marks do not pair up, the text may still be whole.
        if bytes.last(where: { $0 > 0x20 }).map({ $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") })
            == true,
            let value = LenientJSON.parse(bytes), value.isContainer
        {
            return Found(value: value, isCut: false)
        }
        guard let value = LenientJSON.parse(complete(bytes)), value.isContainer else { return nil }
        return Found(value: value, isCut: true)
    }

    /// The text up to the last comma or bracket that follows a whole value, so that no half value is taken for one.
    private static func complete(_ bytes: [UInt8]) -> [UInt8] {
        var isInString = false
        var end = 0
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if isInString {
                if byte == UInt8(ascii: "\\") {
                    place += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: ","): end = place
                case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"):
                    end = place + 1
                default: break
                }
            }
            place += 1
        }
        return Array(bytes[..<end])
    }

    /// An object with members is worth more than a list, and more of either more than less.
    private static func worth(_ value: JSON) -> Int {
        switch value {
        case .object(let members): 2 + 2 * members.count
        case .array(let elements):
            1 + elements.reduce(0) { $0 + ($1.objectValue.map { 2 * $0.count } ?? 0) }
        default: 0
        }
    }
}

extension JSON {
    fileprivate var isContainer: Bool { objectValue != nil || arrayValue != nil }
}
