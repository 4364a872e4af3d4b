import Extraction
import HTML

/// Finds elements that carry a field's own name: as class, id, `itemprop` or `name`.
struct MarkedFinder: Sendable {
    private struct Use {
        let node: NodeID
        let position: Int
        /// The number of the attribute's value.
        let value: Int
    }

    private struct Word {
        let key: WordHash
        let value: Int
    }

    private let document: Document
    private let baseURL: String?
    /// In page order.
    private var uses: [Use] = []
    /// The words of each different value.
    private var words: [Word] = []

    private static let wordLimit = 20

    init(_ data: PageData) {
        document = data.document
        baseURL = data.baseURL
        var numbers = HashedBits(minimumCapacity: 512)
        var count = 0
        for node in document.nodes {
            let attributes = document.attributes(of: node)
            for position in attributes.indices {
                switch attributes.name(at: position) {
                case .class, .id, .itemprop, .name:
                    attributes.withValue(at: position) { value in
                        let key = WordHash(of: value)
                        guard !key.isEmpty else { return }
                        var number = Int(numbers[key]) - 1
                        if number < 0 {
                            number = count
                            count += 1
                            numbers[key] = UInt32(count)
                            addWords(of: value, number)
                        }
                        uses.append(Use(node: node, position: position, value: number))
                    }
                default: break
                }
            }
        }
    }

    private mutating func addWords(of value: UnsafeBufferPointer<UInt8>, _ number: Int) {
        var start = 0
        var count = 0
        for place in 0...value.count where place == value.count || value[place] == 0x20 {
            if place > start, count < Self.wordLimit {
                count += 1
                let key = Self.key(of: UnsafeBufferPointer(rebasing: value[start..<place]))
                if !key.isEmpty { words.append(Word(key: key, value: number)) }
            }
            start = place + 1
        }
    }

    /// The hash of what `Folding.key` makes of a word.
    private static func key(of word: UnsafeBufferPointer<UInt8>) -> WordHash {
        var hash = WordHash()
        guard word.allSatisfy({ $0 < 0x80 }) else {
            for byte in Folding.key(String(decoding: word, as: UTF8.self)).utf8 { hash.add(byte) }
            return hash
        }
        for byte in word {
            if byte.isASCIILetter { hash.add(byte | 0x20) } else if byte.isASCIIDigit { hash.add(byte) }
        }
        return hash
    }

    /// The texts of the first elements that bear the name, and where it stands.
    func texts(named key: String) -> [(text: String, place: String)] {
        var key = key
        let hash = key.withUTF8(Self.key(of:))
        let values = Set(words.lazy.filter { $0.key == hash }.map(\.value))
        guard !values.isEmpty else { return [] }
        var found: [(text: String, place: String)] = []
        var last: NodeID?
        for use in uses where values.contains(use.value) && use.node != last {
            guard found.count < 5 else { break }
            last = use.node
            let text = PropertyValue.text(of: use.node, in: document, baseURL: baseURL)
            if !text.isEmpty, text.utf8.count <= 2_000 {
                found.append((text, document.attributes(of: use.node)[use.position].value))
            }
        }
        return found
    }
}
