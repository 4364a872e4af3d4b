/// A sum of small decision trees over one row of numbers, as a probability.
struct TreeEnsemble {
    /// A split or a leaf. A split's children stand side by side, `step` nodes further on; a leaf steps nowhere.
    private struct Node {
        /// The first child is taken when the value is at most this; without bound at a leaf.
        var threshold: Float = .infinity
        var column: UInt16 = 0
        var step: UInt16 = 0
    }

    private struct Tree {
        let root: Int
        /// So many steps reach a leaf from the root, whatever the row.
        let depth: Int
    }

    private var nodes: [Node] = []
    /// What the leaf adds to the sum, by number of node; 0 for splits.
    private var leaves: [Float] = []
    private var trees: [Tree] = []

    /// Reads the counts of trees, splits and leaves, then each of these.
    ///
    /// Child numbers in the table are those of splits, below zero of leaves, -1 the first.
    init(_ reader: inout TableReader) {
        let treeCount = reader.int()
        let splitCount = reader.int()
        let leafCount = reader.int()
        let roots = (0..<treeCount).map { _ in Int(Int16(truncatingIfNeeded: reader.int())) }
        let splits = (0..<splitCount).map { _ in
            let column = UInt16(truncatingIfNeeded: reader.int())
            let low = Int(Int16(truncatingIfNeeded: reader.int()))
            let high = Int(Int16(truncatingIfNeeded: reader.int()))
            return (column: column, low: low, high: high, threshold: reader.float())
        }
        let values = (0..<leafCount).map { _ in reader.float() }
        for root in roots {
            let start = nodes.count
            // Level by level, so that children come in pairs.
            var numbers = [root]
            var next = 0
            var depth = -1
            while next < numbers.count {
                depth += 1
                for place in next..<numbers.count {
                    let number = numbers[place]
                    var node = Node()
                    if number >= 0 {
                        node.threshold = splits[number].threshold
                        node.column = splits[number].column
                        node.step = UInt16(numbers.count - place)
                        numbers += [splits[number].low, splits[number].high]
                    }
                    nodes.append(node)
                    leaves.append(number < 0 ? values[-1 - number] : 0)
                }
                next = nodes.count - start
            }
            trees.append(Tree(root: start, depth: depth))
        }
    }

    /// One number between 0 and 1 for each row of `width` numbers.
    func probabilities(of values: [Float], width: Int) -> [Float] {
        let rows = values.count / width
        var sums = [Float](repeating: 0, count: rows)
        values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                // Few rows at a time, so that they stay in the nearest memory.
                for start in stride(from: 0, to: rows, by: 8) {
                    add(
                        values.baseAddress! + start * width, width,
                        to: UnsafeMutableBufferPointer(rebasing: sums[start..<min(rows, start + 8)]))
                }
            }
        }
        return sums.map(Self.logistic)
    }

    /// Adds what each tree says of each row.
    private func add(
        _ rows: UnsafePointer<Float>, _ width: Int, to sums: UnsafeMutableBufferPointer<Float>
    ) {
        nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                for tree in trees {
                    var row = 0
                    while row &+ Self.lanes <= sums.count {
                        let found = Self.walk(tree, nodes.baseAddress!, rows + row &* width, width)
                        for lane in 0..<Self.lanes { sums[row &+ lane] += leaves[Int(found[lane])] }
                        row &+= Self.lanes
                    }
                    while row < sums.count {
                        sums[row] += leaves[Self.walk(tree, nodes.baseAddress!, rows + row &* width)]
                        row &+= 1
                    }
                }
            }
        }
    }

    private static let lanes = 4

    /// The leaf that one row comes to.
    @inline(__always)
    private static func walk(_ tree: Tree, _ nodes: UnsafePointer<Node>, _ row: UnsafePointer<Float>) -> Int {
        var place = tree.root
        for _ in 0..<tree.depth {
            let node = nodes[place]
            place &+= Int(node.step) &+ (row[Int(node.column)] > node.threshold ? 1 : 0)
        }
        return place
    }

    /// The same for rows side by side: a step waits for memory, so several are taken at once.
    @inline(__always)
    private static func walk(
        _ tree: Tree, _ nodes: UnsafePointer<Node>, _ rows: UnsafePointer<Float>, _ width: Int
    ) -> SIMD4<Int32> {
        var first = tree.root
        var second = first
        var third = first
        var fourth = first
        for _ in 0..<tree.depth {
            let a = nodes[first]
            let b = nodes[second]
            let c = nodes[third]
            let d = nodes[fourth]
            first &+= Int(a.step) &+ (rows[Int(a.column)] > a.threshold ? 1 : 0)
            second &+= Int(b.step) &+ (rows[width &+ Int(b.column)] > b.threshold ? 1 : 0)
            third &+= Int(c.step) &+ (rows[2 &* width &+ Int(c.column)] > c.threshold ? 1 : 0)
            fourth &+= Int(d.step) &+ (rows[3 &* width &+ Int(d.column)] > d.threshold ? 1 : 0)
        }
        return SIMD4(
            Int32(truncatingIfNeeded: first), Int32(truncatingIfNeeded: second),
            Int32(truncatingIfNeeded: third), Int32(truncatingIfNeeded: fourth))
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
