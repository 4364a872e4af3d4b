/// A sum of small decision trees over one row of numbers, as a probability.
struct TreeEnsemble {
    /// An inner node. Child numbers below zero are leaves, -1 the first.
    private struct Split {
        var threshold: Float
        var column: Int16
        /// Taken when the value is at most `threshold`.
        var low: Int16
        var high: Int16
    }

    private let splits: [Split]
    private let leaves: [Float]
    /// The first node of each tree.
    private let roots: [Int16]

    /// Reads the counts of trees, splits and leaves, then each of these.
    init(_ reader: inout TableReader) {
        let trees = reader.int()
        let splitCount = reader.int()
        let leafCount = reader.int()
        var roots: [Int16] = []
        for _ in 0..<trees { roots.append(Int16(truncatingIfNeeded: reader.int())) }
        var splits: [Split] = []
        for _ in 0..<splitCount {
            let column = Int16(truncatingIfNeeded: reader.int())
            let low = Int16(truncatingIfNeeded: reader.int())
            let high = Int16(truncatingIfNeeded: reader.int())
            splits.append(Split(threshold: reader.float(), column: column, low: low, high: high))
        }
        var leaves: [Float] = []
        for _ in 0..<leafCount { leaves.append(reader.float()) }
        self.roots = roots
        self.splits = splits
        self.leaves = leaves
    }

    /// One number between 0 and 1 for each row of `width` numbers.
    func probabilities(of values: [Float], width: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(values.count / width)
        values.withUnsafeBufferPointer { values in
            splits.withUnsafeBufferPointer { splits in
                leaves.withUnsafeBufferPointer { leaves in
                    for start in stride(from: 0, to: values.count, by: width) {
                        let row = UnsafeBufferPointer(rebasing: values[start..<start + width])
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

/// Reads little-endian numbers out of base64; past its end, zeros.
struct TableReader {
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
