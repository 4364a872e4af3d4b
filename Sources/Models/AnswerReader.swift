import JSON

/// Finds the JSON in what a model wrote: alone, in a code fence, between prose, or cut short.
enum AnswerReader {
    struct Found: Equatable {
        var value: JSON
        /// The text ended inside the value; it holds the members that were complete.
        var isCut: Bool
    }

    static func json(in text: String) -> Found? {
        let bytes = Array(withoutThoughts(Array(text.utf8)))
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
            if let found = value(in: bytes, from: start, region),
                worth(found.value) > best.map({ worth($0.value) }) ?? 0
            {
                best = found
            }
            place = region.end
        }
        return best
    }

    /// Prose as it is, without a fence around all of it. On bytes: a text of marks and joiners without end is slow to
    /// walk character by character.
    static func prose(in text: String) -> String? {
        let text = withoutThoughts(Array(text.utf8))
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        while let first = lines.first, first.allSatisfy(isBlank) { lines.removeFirst() }
        while let last = lines.last, last.allSatisfy(isBlank) { lines.removeLast() }
        let fence = Array("```".utf8)
        if lines.count > 1, let first = lines.first, first.starts(with: fence),
            let last = lines.last, last.starts(with: fence), last.dropFirst(3).allSatisfy(isBlank),
            !lines.dropFirst().dropLast().contains(where: { $0.starts(with: fence) })
        {
            lines = lines.dropFirst().dropLast()
        }
        guard let first = lines.first, let last = lines.last else { return nil }
        return String(decoding: text[first.startIndex..<last.endIndex], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Some models think aloud first.
    private static func withoutThoughts(_ text: [UInt8]) -> ArraySlice<UInt8> {
        for mark in ["</think>", "</thinking>", "<|message|>"].map({ Array($0.utf8) }) {
            // All of them begin with the same sign, which is nowhere else in them.
            var end = text.endIndex
            while let start = text[..<end].lastIndex(of: UInt8(ascii: "<")) {
                if text[start...].starts(with: mark) { return text[(start + mark.count)...] }
                end = start
            }
        }
        // A thought that never ended has no answer behind it.
        return text.starts(with: "<think>".utf8) ? [] : text[...]
    }

    /// Where an object or array in a text ends.
    private struct Region {
        var end: Int
        /// The text ended inside.
        var isCut = true
        /// Up to here no value is cut: the last comma or behind the last bracket.
        var wholeEnd: Int
    }

    /// The region of the object or array that begins at `start`.
    private static func region(from start: Int, in bytes: [UInt8]) -> Region {
        var region = Region(end: bytes.count, wholeEnd: start)
        var depth = 0
        var isInString = false
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\\") where isInString: place += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: ","): region.wholeEnd = place
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                region.wholeEnd = place + 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                region.wholeEnd = place + 1
                if depth == 0 { return Region(end: place + 1, isCut: false, wholeEnd: place + 1) }
            default: break
            }
            place += 1
        }
        return region
    }

    private static func value(in bytes: [UInt8], from start: Int, _ region: Region) -> Found? {
        let text = Array(bytes[start..<region.end])
        if !region.isCut {
            let value = (try? JSONParser.parse(text)) ?? LenientJSON.parse(text)
            return value.flatMap { $0.isContainer ? Found(value: $0, isCut: false) : nil }
        }
        // Where quotation marks do not pair up, the text may still be whole.
        if let last = text.last(where: { $0 > 0x20 }), last == UInt8(ascii: "}") || last == UInt8(ascii: "]"),
            let value = LenientJSON.parse(text), value.isContainer
        {
            return Found(value: value, isCut: false)
        }
        let whole = Array(bytes[start..<region.wholeEnd])
        guard let value = LenientJSON.parse(whole), value.isContainer else { return nil }
        return Found(value: value, isCut: true)
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
