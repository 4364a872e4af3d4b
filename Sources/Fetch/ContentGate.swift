/// Which content is worth reading: text in the forms that extraction understands.
package enum ContentGate {
    /// Judges a Content-Type header; an absent or empty one passes and is left to `looksLikeText`.
    package static func accepts(contentType: String?) -> Bool {
        guard let essence = contentType.map(essence), !essence.isEmpty else { return true }
        if essence.hasPrefix("text/") { return !deniedText.contains(essence) }
        return accepted.contains(essence) || essence.hasSuffix("+xml") && !essence.hasPrefix("image/")
            || essence.hasSuffix("+json")
    }

    /// Looks at a body's first bytes: false for the well-known binary forms and for what is made of bytes that no text
    /// holds. A Content-Type vouches for a few of those, anywhere in markup and behind the start of other text.
    package static func looksLikeText(_ body: some Collection<UInt8>, contentType: String?) -> Bool {
        let head = Array(body.prefix(512))
        if isWide(head) || contentType.map(namesWideEncoding) == true { return true }
        let start = (head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...])
            .drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if signatures.contains(where: { start.starts(with: $0) }) { return false }
        guard let contentType, !contentType.isEmpty else { return !head.contains(0) }
        if start.first == UInt8(ascii: "<") { return true }
        let strays = head.count { $0 < 0x09 || (0x10...0x1A).contains($0) || (0x1C...0x1F).contains($0) }
        return !head.prefix(64).contains(0) && strays * 32 <= max(head.count, 128)
    }

    /// UTF-16 or UTF-32, by a byte order mark or by ASCII at the start.
    private static func isWide(_ head: [UInt8]) -> Bool {
        let marks: [[UInt8]] = [[0xFE, 0xFF], [0xFF, 0xFE], [0x00, 0x00, 0xFE, 0xFF]]
        if marks.contains(where: { head.starts(with: $0) }) { return true }
        return [(2, 0), (2, 1), (4, 0), (4, 3)].contains { width, place in
            head.count >= 2 * width
                && head.prefix(2 * width).enumerated().allSatisfy { index, byte in
                    index % width == place ? (0x09...0x7E).contains(byte) : byte == 0
                }
        }
    }

    private static func namesWideEncoding(_ contentType: String) -> Bool {
        let type = contentType.lowercased()
        return ["utf-16", "utf-32", "utf16", "ucs-2"].contains { name in
            type.utf8.split(separator: UInt8(ascii: "=")).dropFirst().contains { value in
                value.drop { $0 == UInt8(ascii: "\"") || $0 == 0x20 }.starts(with: name.utf8)
            }
        }
    }

    /// The media type without parameters, lower-case.
    package static func essence(_ contentType: String) -> String {
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") }
        return String(Substring(type)).trimmingBlanks().lowercased()
    }

    private static let accepted: Set = [
        "application/xhtml+xml", "application/xml", "application/json", "application/ld+json",
        "application/markdown", "application/rss+xml", "application/atom+xml", "application/x-ndjson",
    ]

    private static let deniedText: Set = ["text/css", "text/javascript", "text/calendar", "text/vcard"]

    /// Those without a NUL near their start, and those that are met most.
    private static let signatures: [[UInt8]] = [
        Array("%PDF-".utf8), Array("%!PS-".utf8), Array("{\\rtf".utf8), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A],
        [0xFF, 0xD8, 0xFF], Array("GIF87a".utf8), Array("GIF89a".utf8), [0x50, 0x4B, 0x03, 0x04],
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0x1F, 0x8B, 0x08], [0x28, 0xB5, 0x2F, 0xFD],
        Array("BZh".utf8) + [0x39, 0x31, 0x41, 0x59], [0x7F, 0x45, 0x4C, 0x46], [0x00, 0x61, 0x73, 0x6D],
        Array("wOFF".utf8), Array("wOF2".utf8), Array("OggS".utf8), Array("fLaC".utf8),
        Array("Rar!\u{1A}\u{07}".utf8), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], [0x1A, 0x45, 0xDF, 0xA3],
    ]
}
