/// A page's Markdown on its way into a prompt, where it is data and must stay data.
struct PageText: Sendable {
    let bytes: [UInt8]
    /// A word that the text does not hold, so that nothing in it can pretend to be its end. It is made of the text's own
    /// hash: who writes a page cannot know it.
    let mark: String

    init(_ markdown: some Collection<UInt8>) {
        bytes = Self.disarmed(markdown)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let text = String(decoding: bytes, as: UTF8.self)
        var mark: String
        repeat {
            hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
            mark = "PAGE-" + String(hash, radix: 36, uppercase: true)
        } while text.contains(mark)
        self.mark = mark
    }

    /// Words that chat templates give a meaning: a server may read them as such wherever they stand.
    private static let controlWords: [[UInt8]] = [
        "<|", "<\u{FF5C}", "<s>", "</s>", "<bos>", "<eos>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>",
        "<start_of_turn>", "<end_of_turn>", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CALLS]",
        "[AVAILABLE_TOOLS]",
    ].map { Array($0.utf8) }

    /// Breaks control words with a blank and drops control characters.
    static func disarmed(_ text: some Collection<UInt8>) -> [UInt8] {
        let source = Array(text)
        var out: [UInt8] = []
        out.reserveCapacity(source.count + 16)
        for (place, byte) in source.enumerated() {
            if byte < 0x20, byte != 0x0A, byte != 0x09 { continue }
            out.append(byte)
            guard byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") else { continue }
            if controlWords.contains(where: { source[place...].starts(with: $0) }) { out.append(0x20) }
        }
        return out
    }

    /// Markdown with the text of links and images in place of both: targets cost tokens, and small models copy them
    /// into values.
    static func withoutTargets(_ markdown: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(markdown.count)
        // Places in `out` of brackets that are open.
        var open: [Int] = []
        var place = 0
        while place < markdown.count {
            let byte = markdown[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\\"):
                out.append(byte)
                if place < markdown.count {
                    out.append(markdown[place])
                    place += 1
                }
                continue
            case 0x0A: open.removeAll(keepingCapacity: true)
            case UInt8(ascii: "["): open.append(out.count)
            case UInt8(ascii: "]"):
                guard let start = open.popLast(), place < markdown.count,
                    markdown[place] == UInt8(ascii: "("),
                    let end = endOfTarget(in: markdown, from: place + 1)
                else { break }
                // Zeros are taken out below.
                out[start] = 0
                if start > 0, out[start - 1] == UInt8(ascii: "!") { out[start - 1] = 0 }
                place = end
                continue
            default: break
            }
            out.append(byte)
        }
        out.removeAll { $0 == 0 }
        return out
    }

    /// Behind the bracket that closes a link's target; nil where the line ends before.
    private static func endOfTarget(in markdown: [UInt8], from start: Int) -> Int? {
        var depth = 1
        var place = start
        // A target is never longer: the bound keeps hostile text linear.
        let limit = min(markdown.count, start + 4096)
        while place < limit, markdown[place] != 0x0A {
            switch markdown[place] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: "\\"): place += 1
            default: break
            }
            place += 1
        }
        return nil
    }
}
