/// Makes plain text of strings that carry markup or character references, as embedded data often does.
enum TextCleaner {
    /// Without tags and references, blanks squashed to single spaces.
    static func line(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else {
            return text.squashed
        }
        return withoutTags(withoutReferences(text)).squashed
    }

    /// As `line`, but paragraphs and breaks stay apart, each a line of its own.
    static func lines(_ text: String) -> [String] {
        var marked = withoutReferences(text)
        if marked.utf8.contains(UInt8(ascii: "<")) { marked = withoutTags(marked) }
        return marked.utf8.split { $0 == 0x0A || $0 == 0x0D }.map { String(Substring($0)).squashed }.filter {
            !$0.isEmpty
        }
    }

    /// Tags become blanks, those of blocks line ends.
    private static func withoutTags(_ text: String) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var place = 0
        while place < source.count {
            let byte = source[place]
            let following = place + 1 < source.count ? source[place + 1] : 0
            guard byte == UInt8(ascii: "<"),
                following.isASCIILetter || following == UInt8(ascii: "/") || following == UInt8(ascii: "!"),
                let end = source[place...].firstIndex(of: UInt8(ascii: ">"))
            else {
                bytes.append(byte)
                place += 1
                continue
            }
            let name = source[(place + 1)..<end].drop { $0 == UInt8(ascii: "/") }.prefix {
                $0.isASCIILetter || $0.isASCIIDigit
            }
            let isBlock = blocks.contains(String(decoding: name.map { $0 | 0x20 }, as: UTF8.self))
            if isBlock { bytes.append(0x0A) }
            place = end + 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let blocks: Set<String> = [
        "p", "br", "li", "ul", "ol", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6",
    ]

    /// Decodes character references, twice where they were escaped twice.
    static func withoutReferences(_ text: String) -> String {
        var text = text
        for _ in 0..<2 {
            guard text.utf8.contains(UInt8(ascii: "&")) else { break }
            let decoded = decode(text)
            if decoded == text { break }
            text = decoded
        }
        return text
    }

    private static func decode(_ text: String) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var place = 0
        while place < source.count {
            guard source[place] == UInt8(ascii: "&"),
                let end = source[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let decoded = reference(source[(place + 1)..<end])
            else {
                bytes.append(source[place])
                place += 1
                continue
            }
            bytes.append(contentsOf: Array(decoded.utf8))
            place = end + 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func reference(_ name: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: name, as: UTF8.self)
        if text.hasPrefix("#") {
            let digits = text.dropFirst()
            let code =
                digits.first == "x" || digits.first == "X"
                ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
        return named[text]
    }

    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "copy": "©", "reg": "®",
        "trade": "™",
        "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
        "bdquo": "„",
        "hellip": "…", "bull": "•", "middot": "·", "deg": "°", "euro": "€", "pound": "£", "yen": "¥",
        "cent": "¢",
        "frac12": "½", "frac14": "¼", "frac34": "¾", "times": "×", "laquo": "«", "raquo": "»", "szlig": "ß",
        "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "eacute": "é",
        "egrave": "è",
        "ecirc": "ê", "euml": "ë", "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "aring": "å",
        "aelig": "æ",
        "ccedil": "ç", "iacute": "í", "icirc": "î", "iuml": "ï", "ntilde": "ñ", "oacute": "ó", "ograve": "ò",
        "ocirc": "ô",
        "otilde": "õ", "oslash": "ø", "uacute": "ú", "ugrave": "ù", "ucirc": "û", "Eacute": "É",
        "Agrave": "À",
        "Aring": "Å", "Oslash": "Ø", "Ccedil": "Ç", "Ntilde": "Ñ", "shy": "", "zwnj": "", "zwj": "",
        "ensp": " ",
        "emsp": " ", "thinsp": " ", "prime": "′", "Prime": "″",
    ]
}
