import Extraction
import HTML

/// Values that the page shows beside a label. Their texts lie in one buffer and are made when asked for.
struct LabelList: Sendable {
    struct Entry: Sendable {
        /// `Folding.wordsHash` of the label.
        let key: WordHash
        fileprivate let label: Range<Int>
        fileprivate let value: Range<Int>
        let source: DataSource
        let node: NodeID
    }

    private(set) var entries: [Entry] = []
    private var texts: [UInt8] = []
    private var keys = HashedBits(minimumCapacity: 128)

    private static let limit = 1_500

    var isFull: Bool { entries.count >= Self.limit }

    mutating func add(
        _ label: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, source: DataSource,
        node: NodeID
    ) {
        guard !isFull, label.count <= 80, !value.isEmpty else { return }
        let key = Folding.wordsHash(label)
        guard !key.isEmpty else { return }
        keys[key] = 1
        let start = texts.count
        texts.append(contentsOf: label)
        texts.append(contentsOf: value)
        let border = start + label.count
        entries.append(
            Entry(
                key: key, label: start..<border, value: border..<texts.count, source: source, node: node))
    }

    /// The entries whose label is the folded words of that hash, in page order.
    func entries(_ key: WordHash) -> [Entry] {
        keys.contains(key) ? entries.filter { $0.key == key } : []
    }

    /// As the page writes it, without the colon.
    func label(of entry: Entry) -> String {
        text(entry.label).squashed.trimming {
            $0 == ":" || $0 == "：" || $0 == " " || $0 == "." || $0 == "*"
        }
    }

    func value(of entry: Entry) -> String { text(entry.value) }

    private func text(_ range: Range<Int>) -> String { String(decoding: texts[range], as: UTF8.self) }
}
