import Extraction

/// Brings texts and names to a common form for comparing.
package enum Folding {
    /// Lower case, accents off Latin letters, every run of other signs one blank, none at the ends.
    package static func words(_ text: String) -> String {
        var text = text
        return text.withUTF8 { words($0) }
    }

    static func words(_ text: UnsafeBufferPointer<UInt8>) -> String {
        let room = text.allSatisfy { $0 < 0x80 } ? text.count : room(for: text.count)
        return String(unsafeUninitializedCapacity: room) { fold(text, into: $0) }
    }

    /// `words` of a property name: camelCase, snake_case and kebab-case parts are words.
    package static func name(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 && !($0 >= 0x41 && $0 <= 0x5A) }) { return words(name) }
        var spaced = ""
        var previous: Unicode.Scalar = " "
        let scalars = Array(name.unicodeScalars)
        for (position, scalar) in scalars.enumerated() {
            let isUpper = scalar.properties.isUppercase
            if isUpper, previous.properties.isLowercase || previous.isDigit {
                spaced.unicodeScalars.append(" ")
            } else if isUpper, previous.properties.isUppercase, position + 1 < scalars.count,
                scalars[position + 1].properties.isLowercase
            {
                spaced.unicodeScalars.append(" ")
            }
            spaced.unicodeScalars.append(scalar)
            previous = scalar
        }
        return words(spaced)
    }

    /// `words` without the blanks, for comparing names however they are written.
    package static func key(_ text: String) -> String { joined(words(text)) }

    /// Folded words without the blanks between them.
    static func joined(_ words: String) -> String {
        guard words.utf8.contains(0x20) else { return words }
        var bytes = Array(words.utf8)
        bytes.removeAll { $0 == 0x20 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A hash of `key`, made without it.
    static func keyHash(_ text: UnsafeBufferPointer<UInt8>) -> WordHash {
        var hash = WordHash()
        for byte in text {
            if byte.isASCIILetter {
                hash.add(byte | 0x20)
            } else if byte.isASCIIDigit {
                hash.add(byte)
            } else if byte >= 0x80 {
                return foldedHash(text)
            }
        }
        return hash
    }

    static func keyHash(_ text: String) -> WordHash {
        var text = text
        return text.withUTF8 { keyHash($0) }
    }

    private static func foldedHash(_ text: UnsafeBufferPointer<UInt8>) -> WordHash {
        withWords(of: text) { words in
            var hash = WordHash()
            for byte in words where byte != 0x20 { hash.add(byte) }
            return hash
        }
    }

    /// Whether `key(text)` is `key`, mostly without making it.
    static func isKey(_ key: String, of text: String) -> Bool {
        let isEqual =
            text.utf8.withContiguousStorageIfAvailable { text in
                key.utf8.withContiguousStorageIfAvailable { key -> Bool? in
                    var place = 0
                    for byte in text {
                        if byte >= 0x80 { return nil }
                        guard byte.isASCIILetter || byte.isASCIIDigit else { continue }
                        let folded = byte.isASCIIDigit ? byte : byte | 0x20
                        guard place < key.count, key[place] == folded else {
                            return hasOnlyASCII(text) ? false : nil
                        }
                        place += 1
                    }
                    return place == key.count
                } ?? nil
            } ?? nil
        return isEqual ?? (self.key(text) == key)
    }

    private static func hasOnlyASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.allSatisfy { $0 < 0x80 }
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { value >= 0x30 && value <= 0x39 }
}

extension String {
    /// Substring search on bytes; `contains` of the standard library compares by canonical equivalence.
    func containsText(_ part: String) -> Bool {
        var text = self
        var part = part
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard let first = part.first, part.count <= text.count else { return part.isEmpty }
                for place in 0...text.count - part.count where text[place] == first {
                    var offset = 1
                    while offset < part.count, text[place + offset] == part[offset] { offset += 1 }
                    if offset == part.count { return true }
                }
                return false
            }
        }
    }

    /// Blanks off both ends, and every run of blanks inside one space.
    var squashed: String {
        var text = self
        return text.withUTF8 { $0.isSquashed ? nil : String(squashing: $0) } ?? text
    }

    /// The text of bytes without blanks at both ends, every run of blanks inside one space.
    init(squashing source: UnsafeBufferPointer<UInt8>) {
        self.init(unsafeUninitializedCapacity: source.count) { out in
            _ = out.initialize(fromContentsOf: source)
            return out.squash(source.count)
        }
    }
}

extension [UInt8] {
    /// Squashes the bytes from `start` on as `String.squashed` does texts.
    mutating func squash(from start: Int) {
        let excess = withUnsafeMutableBufferPointer { bytes in
            let rest = UnsafeMutableBufferPointer(rebasing: bytes[start...])
            return rest.count - rest.squash(rest.count)
        }
        removeLast(excess)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// How many bytes of the first `length`, in eights, surely have single spaces between words.
    private func tidyPrefix(_ length: Int) -> Int {
        guard let address = baseAddress else { return 0 }
        let base = UnsafeRawPointer(address)
        var place = 0
        // Whether the byte before is a space; at the start none may stand either.
        var before: UInt64 = 0x80
        while place + 8 <= length {
            let bytes = EightBytes(base, at: place)
            let spaces = bytes.matches(0x20)
            guard spaces & (spaces << 8 | before) == 0, !bytes.holds(below: 0x20), bytes.matches(0xC2) == 0
            else { break }
            before = spaces >> 56
            place += 8
        }
        return place
    }

    /// Takes blanks off both ends of the first `length` bytes and makes every run of blanks inside one space;
    /// returns how many bytes are left.
    fileprivate func squash(_ length: Int) -> Int {
        var place = tidyPrefix(length)
        // Most texts have single spaces between words and need no change but at the ends.
        while place < length, self[place] > 0x20 ? self[place] != 0xC2 : place > 0 && self[place] == 0x20 {
            if self[place] == 0x20, self[place - 1] == 0x20 { break }
            place += 1
        }
        var pending = false
        if place > 0, self[place - 1] == 0x20 {
            place -= 1
            pending = true
        }
        var count = place
        while place < length {
            let byte = self[place]
            place += 1
            if byte <= 0x20, byte.isBlank {
                pending = true
            } else if byte == 0xC2, place < length, self[place] == 0xA0 {
                pending = true
                place += 1
            } else {
                if pending, count > 0 {
                    self[count] = 0x20
                    count += 1
                }
                pending = false
                self[count] = byte
                count += 1
            }
        }
        return count
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// True when `squashed` changes nothing.
    fileprivate var isSquashed: Bool {
        var wasBlank = true
        var previous: UInt8 = 0
        for byte in self {
            if byte == 0xA0, previous == 0xC2 { return false }
            let isBlank = byte.isBlank
            if isBlank, wasBlank || byte != 0x20 { return false }
            wasBlank = isBlank
            previous = byte
        }
        return isEmpty || !wasBlank
    }
}
