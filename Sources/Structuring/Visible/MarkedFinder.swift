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
    private let wanted: WantedNames
    /// In page order.
    private var uses: [Use] = []
    /// The words of each different value.
    private var words: [Word] = []

    private static let wordLimit = 20

    /// Finds `wanted` names only.
    init(_ data: PageData, wanted: WantedNames) {
        document = data.document
        self.wanted = wanted
        baseURL = data.baseURL
        Arena.with(document) { read($0) }
    }

    private mutating func read(_ arena: Arena) {
        var numbers = HashedBits(minimumCapacity: 512)
        var count = 0
        for (index, record) in arena.nodes.enumerated() where record.kind == .element {
            let range = arena.attributeRange(record)
            for position in range {
                let attribute = arena.attributes[position]
                switch Name(rawValue: attribute.name) {
                case .class, .id, .itemprop, .name: break
                default: continue
                }
                let value = arena.bytes(attribute.value)
                let key = WordHash(of: value)
                guard !key.isEmpty else { continue }
                var number = Int(numbers[key]) - 1
                if number < 0 {
                    number = count
                    count += 1
                    numbers[key] = UInt32(count)
                    addWords(of: value, number)
                }
                let node = NodeID(rawValue: Int32(index))
                uses.append(Use(node: node, position: position, value: number))
            }
        }
    }

    private mutating func addWords(of value: UnsafeBufferPointer<UInt8>, _ number: Int) {
        var start = 0
        var count = 0
        for place in 0...value.count where place == value.count || value[place] == 0x20 {
            if place > start, count < Self.wordLimit {
                count += 1
                let word = UnsafeBufferPointer(rebasing: value[start..<place])
                let key = wanted.mayHold(word) ? Folding.keyHash(word) : WordHash()
                if !key.isEmpty { words.append(Word(key: key, value: number)) }
            }
            start = place + 1
        }
    }

    /// The texts of the first elements that bear the name, and where it stands.
    func texts(named key: String) -> [(text: String, place: String)] {
        let hash = Folding.keyHash(key)
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
