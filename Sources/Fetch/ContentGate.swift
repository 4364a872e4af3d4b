/// Which content is worth reading: text in the forms that extraction understands.
package enum ContentGate {
    /// Judges a Content-Type header; an absent or empty one passes and is left to `looksLikeText`.
    package static func accepts(contentType: String?) -> Bool {
        guard let essence = contentType.map(essence), !essence.isEmpty else { return true }
        if essence.hasPrefix("text/") { return !deniedText.contains(essence) }
        return accepted.contains(essence) || essence.hasSuffix("+xml") && !essence.hasPrefix("image/")
            || essence.hasSuffix("+json")
    }

    /// Looks at a body's first bytes: false for the well-known binary forms, and for a NUL where no
    /// Content-Type vouches for text and no byte order mark explains it.
    package static func looksLikeText(_ body: some Collection<UInt8>, isDeclared: Bool) -> Bool {
        let head = Array(body.prefix(512))
        if signatures.contains(where: { head.starts(with: $0) }) { return false }
        let isWide = head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE])
        return isDeclared || isWide || !head.contains(0)
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

    private static let signatures: [[UInt8]] = [
        Array("%PDF-".utf8), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF],
        Array("GIF87a".utf8), Array("GIF89a".utf8), [0x50, 0x4B, 0x03, 0x04], [0x1F, 0x8B, 0x08],
        [0x28, 0xB5, 0x2F, 0xFD], [0x7F, 0x45, 0x4C, 0x46], [0x00, 0x61, 0x73, 0x6D], Array("wOFF".utf8),
        Array("wOF2".utf8), Array("OggS".utf8), Array("Rar!\u{1A}\u{07}".utf8),
        [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C],
        [0x1A, 0x45, 0xDF, 0xA3],
    ]
}
