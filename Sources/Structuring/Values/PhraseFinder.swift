/// Finds which of many phrases occur in a text, all of them in one pass.
///
/// Where three bytes begin no phrase, which is nearly everywhere, one look into a table tells so.
struct PhraseFinder: Sendable {
    private struct Entry {
        let groups: UInt64
        let start: Int32
        let count: Int32
    }

    /// The phrases one after the other.
    private var bytes: [UInt8] = []
    /// In the order of their keys.
    private var entries: [Entry] = []
    /// For each key the first of its entries; one more at the end.
    private var starts: [UInt16]
    /// A bit for each three bytes with which a phrase may begin, of each byte the low five bits.
    private var openings = [UInt64](repeating: 0, count: 1 << 15 / 64)

    /// At most 64 groups of phrases, each phrase of at least two bytes.
    init(_ groups: [[String]]) {
        var phrases: [(bytes: [UInt8], group: UInt64)] = []
        for (bit, group) in groups.enumerated() {
            for phrase in group {
                precondition(phrase.utf8.count > 1 && bit < 64)
                phrases.append((Array(phrase.utf8), 1 << UInt64(bit)))
            }
        }
        var byKey = [[Entry]](repeating: [], count: Self.keys)
        for phrase in phrases {
            let entry = Entry(
                groups: phrase.group, start: Int32(bytes.count), count: Int32(phrase.bytes.count))
            let key = Self.key(phrase.bytes[0], phrase.bytes[1])
            byKey[key].append(entry)
            // Anything may follow a phrase of two bytes.
            let thirds = phrase.bytes.count > 2 ? [Int(phrase.bytes[2] & 31)] : Array(0..<32)
            for third in thirds {
                openings[(key << 5 | third) / 64] |= 1 << UInt64((key << 5 | third) % 64)
            }
            bytes += phrase.bytes
        }
        starts = [0]
        for list in byKey {
            entries += list
            starts.append(UInt16(entries.count))
        }
    }

    /// Phrases of one group.
    init(_ phrases: [String]) {
        self.init([phrases])
    }

    private static let keys = 1 << 10

    /// The low five bits of both bytes.
    @inline(__always)
    private static func key(_ first: UInt8, _ second: UInt8) -> Int {
        Int(first & 31) << 5 | Int(second & 31)
    }

    /// A bit for each group of which a phrase occurs in `text`, the lowest for the first group.
    func groups(in text: UnsafeBufferPointer<UInt8>) -> UInt64 { groups(in: text, anyCase: false) }

    /// The same whatever the case of the letters in `text`; those of the phrases are small.
    func groups(inAnyCase text: UnsafeBufferPointer<UInt8>) -> UInt64 { groups(in: text, anyCase: true) }

    @inline(__always)
    private func groups(in text: UnsafeBufferPointer<UInt8>, anyCase: Bool) -> UInt64 {
        guard text.count > 1 else { return 0 }
        return openings.withUnsafeBufferPointer { openings in
            var found: UInt64 = 0
            var window = Self.key(text[0], text[1])
            for place in 0..<text.count - 2 {
                window = (window & 0x3FF) << 5 | Int(text[place + 2] & 31)
                if openings[window >> 6] >> UInt64(window & 63) & 1 != 0 {
                    find(at: place, in: text, anyCase: anyCase, &found)
                }
            }
            // Nothing follows the last two bytes.
            window = (window & 0x3FF) << 5
            if openings[window >> 6] >> UInt64(window & 63) & 1 != 0 {
                find(at: text.count - 2, in: text, anyCase: anyCase, &found)
            }
            return found
        }
    }

    /// Adds the groups of the phrases that stand at `place`.
    private func find(
        at place: Int, in text: UnsafeBufferPointer<UInt8>, anyCase: Bool, _ found: inout UInt64
    ) {
        let key = Self.key(text[place], text[place + 1])
        entries.withUnsafeBufferPointer { entries in
            bytes.withUnsafeBufferPointer { bytes in
                for index in Int(starts[key])..<Int(starts[key + 1]) {
                    let entry = entries[index]
                    guard found & entry.groups == 0, place + Int(entry.count) <= text.count else { continue }
                    let phrase = UnsafeBufferPointer(
                        rebasing: bytes[Int(entry.start)...].prefix(Int(entry.count)))
                    if Self.stands(phrase, at: place, in: text, anyCase: anyCase) { found |= entry.groups }
                }
            }
        }
    }

    func groups(in text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { groups(in: $0) }
    }

    /// The number of the first group of which a phrase occurs in `text`.
    func firstGroup(in text: String) -> Int? {
        let found = groups(in: text)
        return found == 0 ? nil : found.trailingZeroBitCount
    }

    /// True when any phrase occurs in `text`.
    func finds(in text: UnsafeBufferPointer<UInt8>) -> Bool { groups(in: text) != 0 }

    /// Whether the phrase stands at `place`, where the text has as many bytes as it.
    @inline(__always)
    private static func stands(
        _ phrase: UnsafeBufferPointer<UInt8>, at place: Int, in text: UnsafeBufferPointer<UInt8>,
        anyCase: Bool
    ) -> Bool {
        // The first bytes are likely the same; the last ones tell sooner.
        for offset in stride(from: phrase.count - 1, through: 0, by: -1) {
            let byte = text[place + offset]
            let isCapital = anyCase && byte >= 0x41 && byte <= 0x5A
            if (isCapital ? byte | 0x20 : byte) != phrase[offset] { return false }
        }
        return true
    }
}
