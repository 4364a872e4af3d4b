/// The named character references (`&eacute;`) and the rules of numeric ones.
struct CharacterReferences: Sendable {
    /// The UTF-8 of what a reference stands for, at most two characters.
    struct Characters: Sendable {
        private(set) var packed: UInt64 = 0
        private(set) var count = 0

        init(_ scalars: Unicode.Scalar...) {
            for scalar in scalars { append(scalar) }
        }

        mutating func append(_ scalar: Unicode.Scalar) {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                packed |= UInt64(byte) << UInt64(count * 8)
                count += 1
            }
        }

        func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
            withUnsafeBytes(of: packed.littleEndian) { raw in
                body(UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[..<count]))
            }
        }
    }

    private struct Entry: Sendable {
        var characters = Characters()
        var mayOmitSemicolon = false
    }

    /// What stands at an ampersand: how many bytes after it belong to the reference, and their meaning.
    struct Match {
        let length: Int
        let characters: Characters
    }

    static let shared = CharacterReferences()

    /// The longest name that may go without its semicolon, and the longest of all.
    private static let longestBare = 6
    private static let longest = 31

    private var names = NameTable(minimumCapacity: 2200)
    private var entries: [Entry] = []

    private init() {
        Self.blob.withUTF8Buffer { blob in
            var words = blob.split(separator: UInt8(ascii: " ")).makeIterator()
            while let name = words.next(), let value = words.next() {
                let name = UnsafeBufferPointer(rebasing: name)
                _ = names.intern(NameTable.key(of: name), name)
                var entry = Entry()
                var value = value[...]
                if value.first == UInt8(ascii: "!") {
                    entry.mayOmitSemicolon = true
                    value = value.dropFirst()
                }
                for point in value.split(separator: UInt8(ascii: "+")) {
                    let number = UInt32(String(decoding: point, as: UTF8.self), radix: 16) ?? 0
                    entry.characters.append(Unicode.Scalar(number) ?? "\u{FFFD}")
                }
                entries.append(entry)
            }
        }
    }

    /// Reads the reference whose text, without the ampersand, begins `text`; nil if there is none.
    ///
    /// In an attribute a name without semicolon is left alone when it goes on like a query parameter.
    func match(_ text: UnsafeBufferPointer<UInt8>, inAttribute: Bool) -> Match? {
        guard let first = text.first else { return nil }
        if first == UInt8(ascii: "#") { return Self.numeric(text) }
        guard first.isASCIIAlphanumeric else { return nil }

        var run = 1
        let limit = min(text.count, Self.longest + 1)
        while run < limit, text[run].isASCIIAlphanumeric { run += 1 }
        if run < text.count, text[run] == UInt8(ascii: ";"), let entry = entry(text, run) {
            return Match(length: run + 1, characters: entry.characters)
        }
        var length = min(run, Self.longestBare)
        while length >= 2 {
            if let entry = entry(text, length), entry.mayOmitSemicolon {
                if inAttribute, length < text.count,
                    text[length] == UInt8(ascii: "=") || text[length].isASCIIAlphanumeric
                {
                    return nil
                }
                return Match(length: length, characters: entry.characters)
            }
            length -= 1
        }
        return nil
    }

    private func entry(_ text: UnsafeBufferPointer<UInt8>, _ length: Int) -> Entry? {
        let name = UnsafeBufferPointer(rebasing: text[..<length])
        return names.find(NameTable.key(of: name), name).map { entries[$0] }
    }

    private static func numeric(_ text: UnsafeBufferPointer<UInt8>) -> Match? {
        var position = 1
        var isHexadecimal = false
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "x") {
            isHexadecimal = true
            position += 1
        }
        let digits = position
        var number: UInt32 = 0
        while position < text.count {
            let byte = text[position]
            let digit: UInt32
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte & 0x0F)
            case UInt8(ascii: "a")...UInt8(ascii: "f") where isHexadecimal,
                UInt8(ascii: "A")...UInt8(ascii: "F") where isHexadecimal:
                digit = UInt32(byte & 0x0F) + 9
            default: digit = .max
            }
            if digit == .max { break }
            if number <= 0x10FFFF { number = number * (isHexadecimal ? 16 : 10) + digit }
            position += 1
        }
        guard position > digits else { return nil }
        if position < text.count, text[position] == UInt8(ascii: ";") { position += 1 }
        return Match(length: position, characters: Characters(scalar(number)))
    }

    /// The character of a numeric reference: numbers that are none, or meant as windows-1252, are mapped.
    private static func scalar(_ number: UInt32) -> Unicode.Scalar {
        if (0x80...0x9F).contains(number) { return windows1252[Int(number - 0x80)] }
        if number == 0 { return "\u{FFFD}" }
        return Unicode.Scalar(number) ?? "\u{FFFD}"
    }

    /// Bytes 80 to 9F in windows-1252; five of them have no character and keep their number.
    static let windows1252: [Unicode.Scalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{2C6}", "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}",
        "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{2DC}", "\u{2122}", "\u{161}", "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
}
