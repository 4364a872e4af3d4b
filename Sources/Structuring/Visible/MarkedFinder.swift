import Extraction
import HTML

/// Finds elements that carry a field's own name: as class, id, `itemprop` or `name`.
struct MarkedFinder: Sendable {
    private struct Word {
        let key: WordHash
        let value: Int
    }

    private let document: Document
    private let baseURL: String?
    private let wanted: WantedNames
    private let classes: ClassValues
    /// The words of each different class, and of all other values.
    private var words: [Word] = []

    private static let wordLimit = 20

    /// Finds `wanted` names only.
    init(_ data: PageData, wanted: WantedNames) {
        document = data.document
        self.wanted = wanted
        classes = data.classes
        baseURL = data.baseURL
        Arena.with(document) { read($0) }
    }

    private mutating func read(_ arena: Arena) {
        var seen = [Bool](repeating: false, count: classes.count + 1)
        for (position, attribute) in arena.attributes.enumerated() where Self.isRead(attribute) {
            let number = classes.number(at: position)
            if number > 0 {
                guard !seen[number] else { continue }
                seen[number] = true
            }
            addWords(of: arena.bytes(attribute.value), self.number(at: position))
        }
    }

    /// The number of a value: that of a class, or beyond those one of its own.
    private func number(at position: Int) -> Int {
        let number = classes.number(at: position)
        return number > 0 ? number : classes.count + 1 + position
    }

    private static func isRead(_ attribute: AttributeRecord) -> Bool {
        switch Name(rawValue: attribute.name) {
        case .class, .id, .itemprop, .name: true
        default: false
        }
    }

    private mutating func addWords(of value: UnsafeBufferPointer<UInt8>, _ number: Int) {
        guard let address = value.baseAddress else { return }
        let base = UnsafeRawPointer(address)
        var start = 0
        var count = 0
        var place = 0
        while place < value.count {
            if place + 8 <= value.count {
                var blanks = EightBytes(base, at: place).matches(0x20)
                while blanks != 0 {
                    let end = place + EightBytes.first(in: blanks)
                    addWord(value[start..<end], number, &count)
                    start = end + 1
                    blanks &= blanks - 1
                }
                place += 8
            } else {
                if value[place] == 0x20 {
                    addWord(value[start..<place], number, &count)
                    start = place + 1
                }
                place += 1
            }
        }
        addWord(value[start...], number, &count)
    }

    @inline(__always)
    private mutating func addWord(
        _ word: Slice<UnsafeBufferPointer<UInt8>>, _ number: Int, _ count: inout Int
    ) {
        guard !word.isEmpty, count < Self.wordLimit else { return }
        count += 1
        let word = UnsafeBufferPointer(rebasing: word)
        let key = wanted.mayHold(word) ? Folding.keyHash(word) : WordHash()
        if !key.isEmpty { words.append(Word(key: key, value: number)) }
    }

    /// The texts of the first elements that bear the name, and where it stands.
    func texts(named key: String) -> [(text: String, place: String)] {
        let hash = Folding.keyHash(key)
        let values = Set(words.lazy.filter { $0.key == hash }.map(\.value))
        guard !values.isEmpty else { return [] }
        return Arena.with(document) { arena in
            var found: [(text: String, place: String)] = []
            for (index, record) in arena.nodes.enumerated() where record.kind == .element {
                guard found.count < 5 else { break }
                let use = arena.attributeRange(record).first { position in
                    Self.isRead(arena.attributes[position]) && values.contains(number(at: position))
                }
                guard let use else { continue }
                let node = NodeID(rawValue: Int32(index))
                let text = PropertyValue.text(of: node, in: document, baseURL: baseURL)
                if !text.isEmpty, text.utf8.count <= 2_000 {
                    found.append((text, document.attributes(of: node)[use].value))
                }
            }
            return found
        }
    }
}
