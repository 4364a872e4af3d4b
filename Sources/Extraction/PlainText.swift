/// Short texts from metadata, made fit to show.
enum PlainText {
    /// One line without markup: white space collapses, tags go, references that were escaped twice are read.
    /// Nil when nothing is left.
    static func clean(_ text: String) -> String? {
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        out.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "<"), let end = tagEnd(bytes, at: position) {
                position = end
                continue
            }
            if byte == UInt8(ascii: "&"), let (character, length) = reference(bytes, at: position) {
                out.append(contentsOf: character.utf8)
                position += length
                continue
            }
            let isWide = byte == 0xC2 && position + 1 < bytes.count && bytes[position + 1] == 0xA0
            if byte.isHTMLSpace || isWide {
                if let last = out.last, last != 0x20 { out.append(0x20) }
                position += isWide ? 2 : 1
                continue
            }
            out.append(byte)
            position += 1
        }
        while out.last == 0x20 { out.removeLast() }
        return out.isEmpty ? nil : String(decoding: out, as: UTF8.self)
    }

    /// The end of a tag that starts at `position`; nil for a mere sign.
    private static func tagEnd(_ bytes: [UInt8], at position: Int) -> Int? {
        guard position + 1 < bytes.count,
            bytes[position + 1].isLetter || bytes[position + 1] == UInt8(ascii: "/"),
            let end = bytes[position...].prefix(300).firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        return end + 1
    }

    private static func reference(_ bytes: [UInt8], at position: Int) -> (String, Int)? {
        guard let end = bytes[position...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        let length = end + 1 - position
        switch name {
        case "amp": return ("&", length)
        case "quot": return ("\"", length)
        case "apos": return ("'", length)
        case "lt": return ("<", length)
        case "gt": return (">", length)
        case "nbsp": return (" ", length)
        case "rsquo": return ("\u{2019}", length)
        case "lsquo": return ("\u{2018}", length)
        case "rdquo": return ("\u{201D}", length)
        case "ldquo": return ("\u{201C}", length)
        case "ndash": return ("\u{2013}", length)
        case "mdash": return ("\u{2014}", length)
        case "hellip": return ("\u{2026}", length)
        default: break
        }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let code = digits.first?.lowercased() == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let code, code >= 0x20, let scalar = Unicode.Scalar(code) else { return nil }
        return (String(Character(scalar)), length)
    }
}
