import HTML

/// Tells how likely each text block belongs to the main content: a sum of small decision trees.
///
/// The trees are fitted by `Benchmarks/extraction/train.py` to pages whose content is known and are kept in
/// `BlockModel+Table.swift`. They look at the columns of `BlockFeatures` and nothing else.
struct BlockModel {
    /// An inner node. Child numbers below zero are leaves, -1 the first.
    struct Split {
        var threshold: Float
        var column: Int16
        /// Taken when the value is at most `threshold`.
        var low: Int16
        var high: Int16
    }

    private let splits: [Split]
    private let leaves: [Float]
    /// The first split of each tree.
    private let roots: [Int16]

    static let fitted = BlockModel(BlockModelTable.text)

    /// Reads a table: base64 of little-endian 16-bit counts and 32-bit floats, as the training script writes.
    init(_ table: StaticString) {
        var reader = TableReader(table)
        let trees = reader.int()
        let splitCount = reader.int()
        let leafCount = reader.int()
        roots = (0..<trees).map { _ in Int16(reader.int()) }
        splits = (0..<splitCount).map { _ in
            let column = Int16(reader.int())
            let low = Int16(truncatingIfNeeded: reader.int())
            let high = Int16(truncatingIfNeeded: reader.int())
            return Split(threshold: reader.float(), column: column, low: low, high: high)
        }
        leaves = (0..<leafCount).map { _ in reader.float() }
    }

    /// One number between 0 and 1 for each row.
    func probabilities(_ features: BlockFeatures) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(features.rows)
        features.values.withUnsafeBufferPointer { values in
            splits.withUnsafeBufferPointer { splits in
                leaves.withUnsafeBufferPointer { leaves in
                    for row in 0..<features.rows {
                        let row = UnsafeBufferPointer(
                            rebasing: values[row * BlockFeatures.columns..<(row + 1) * BlockFeatures.columns])
                        var sum: Float = 0
                        for root in roots {
                            var node = root
                            while node >= 0 {
                                let split = splits[Int(node)]
                                node = row[Int(split.column)] <= split.threshold ? split.low : split.high
                            }
                            sum += leaves[Int(-1 - node)]
                        }
                        result.append(Self.logistic(sum))
                    }
                }
            }
        }
        return result
    }

    /// 1 / (1 + e^-x), by the power of two that e^-x is.
    private static func logistic(_ x: Float) -> Float {
        let power = min(max(-x, -40), 40) * 1.442_695
        let whole = power.rounded(.down)
        let rest = (power - whole) * 0.693_147_18
        let series = 1 + rest * (1 + rest * (0.5 + rest * (1 / 6 + rest * (1 / 24 + rest / 120))))
        return 1 / (1 + Float(sign: .plus, exponent: Int(whole), significand: series))
    }
}

/// Reads numbers out of base64.
private struct TableReader {
    private var bytes: [UInt8] = []
    private var position = 0

    init(_ text: StaticString) {
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte) - 0x41
            case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
            case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: continue
            }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
    }

    mutating func int() -> Int {
        guard position + 2 <= bytes.count else { return 0 }
        defer { position += 2 }
        return Int(UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8)
    }

    mutating func float() -> Float {
        let low = UInt32(int())
        return Float(bitPattern: low | UInt32(int()) << 16)
    }
}
