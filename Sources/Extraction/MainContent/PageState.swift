import HTML

/// The running text that a page keeps for its scripts only, in JSON that they read: the state of Next, Nuxt, React
/// Query and the like.
///
/// Strings of the state are gathered by the name of their member; the member with most running text is taken, all
/// of its strings in order. Members named as bodies are called count double.
struct PageState {
    /// Its strings as HTML, a paragraph each where they are no markup themselves; empty when there is no such text.
    private(set) var html: [UInt8] = []
    /// Characters of running text, markup left out.
    private(set) var length = 0

    private struct Member {
        var strings: [[UInt8]] = []
        var length = 0
        var isBody = false

        var weight: Int { isBody ? length * 2 : length }
    }

    private var members: [[UInt8]: Member] = [:]
    private var seen: Set<[UInt8]> = []

    private static let scanLimitBytes = 8 << 20
    private static let scriptLengthMin = 500
    private static let stringLengthMin = 40
    private static let lengthMin = 400
    private static let bodyNames: [StaticString] = [
        "body", "content", "text", "html", "paragraph", "article", "value", "children",
    ]

    init(_ document: Document) {
        var left = Self.scanLimitBytes
        for node in document.nodes where document.isElement(node, .script) {
            guard let text = document.firstChild(of: node) else { continue }
            let isLinkedData = document.withAttribute(.type, of: node) { $0.contains("ld+json") } ?? false
            if isLinkedData { continue }
            document.withText(of: text) { bytes in
                guard bytes.count >= Self.scriptLengthMin, bytes.count <= left else { return }
                left -= bytes.count
                scan(bytes, isNested: false)
            }
        }
        let best = members.values.max { $0.weight < $1.weight }
        guard let best, best.length >= Self.lengthMin else { return }
        length = best.length
        for string in best.strings { append(string) }
    }

    /// Reads the strings of JSON or of a script that holds some; strings that hold JSON are read in their turn.
    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isNested: Bool) {
        var name: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == 0x22 else {
                position += 1
                continue
            }
            let start = position
            position += 1
            while position < bytes.count, bytes[position] != 0x22 {
                position += bytes[position] == 0x5C ? 2 : 1
            }
            let end = min(position, bytes.count)
            position = end + 1
            if position < bytes.count, bytes[position] == 0x3A {
                name = Array(bytes[start + 1..<end].prefix(40))
            } else if end - start > Self.stringLengthMin {
                var from = start
                let string = JSONText.decode(bytes, from: &from, keepsMarkup: true)
                let holdsJSON = string.withUnsafeBufferPointer { $0.firstIndex(of: "\":") } != nil
                if !holdsJSON {
                    take(string, name)
                } else if !isNested {
                    string.withUnsafeBufferPointer { scan($0, isNested: true) }
                }
            }
        }
    }

    private mutating func take(_ string: [UInt8], _ name: [UInt8]) {
        var text: [UInt8] = []
        var code = 0
        var inTag = false
        for byte in string {
            if byte == 0x3C { inTag = true }
            if !inTag { text.append(byte) }
            if byte == 0x3E { inTag = false }
            if !inTag, byte == 0x7B || byte == 0x7D || byte == 0x3D || byte == 0x5C { code += 1 }
        }
        let measure = text.withUnsafeBufferPointer { TextMeasure(of: $0) }
        let words = max(1, Int(measure.wordCount))
        let count = Int(measure.length)
        guard count >= Self.stringLengthMin, measure.sentences > 0, words >= 8, count <= words * 14,
            code * 50 < count, seen.insert(string).inserted
        else { return }
        if members[name] == nil {
            let isBody = name.withUnsafeBufferPointer { name in Self.bodyNames.contains { name.contains($0) }
            }
            members[name] = Member(isBody: isBody)
        }
        members[name]?.strings.append(string)
        members[name]?.length += count
    }

    private mutating func append(_ string: [UInt8]) {
        html.append(contentsOf: "<div>".utf8)
        let isMarkup = string.withUnsafeBufferPointer { $0.contains("</") || $0.contains("<br") }
        for byte in string {
            switch byte {
            case UInt8(ascii: "<") where !isMarkup: html.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: "&") where !isMarkup: html.append(contentsOf: "&amp;".utf8)
            case 0x0A where !isMarkup: html.append(contentsOf: "</div><div>".utf8)
            default: html.append(byte)
            }
        }
        html.append(contentsOf: "</div>".utf8)
    }
}
