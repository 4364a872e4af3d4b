/// The stack of open elements, made so that every question about it is answered in constant time however
/// deep it is: each entry knows the nearest boundary of each kind, each name its topmost entry, and each
/// node the place where it was put last.
struct OpenElements {
    struct Entry {
        var node: Int32
        /// Where children go: the node, or the fragment of a template.
        var container: Int32
        var name: Name
        var namespace: Namespace
        var isMathMLTextPoint = false
        var isHTMLPoint = false
        /// The boundaries this entry is itself, a bit each.
        var boundaries: UInt8 = 0
        /// The next lower entry of that name, -1 if none. HTML and foreign elements count apart.
        var previousSame: Int32 = -1
        /// The nearest entry, this one included, that is a boundary of each kind; -1 if none.
        var nearest = SIMD8<Int32>(repeating: -1)

        @inline(__always) var isHTML: Bool { namespace == .html }
    }

    private(set) var entries: [Entry] = []
    private(set) var deepest = 0
    private var topHTML: [Int32]
    private var topForeign: [Int32]
    private let masks = Self.laneMasks

    /// For each set of boundaries the lanes of `nearest` that it is about, all bits set there.
    private static let laneMasks: [SIMD8<Int32>] = (0..<256).map { bits in
        var mask = SIMD8<Int32>(repeating: 0)
        for lane in 0..<8 where bits & (1 << lane) != 0 { mask[lane] = -1 }
        return mask
    }

    init() {
        topHTML = Array(repeating: -1, count: Int(Name.knownCount))
        topForeign = topHTML
        entries.reserveCapacity(64)
    }

    @inline(__always) var count: Int { entries.count }

    /// The current node's entry; the stack must not be empty.
    @inline(__always) var top: Entry { entries[entries.count &- 1] }

    subscript(index: Int) -> Entry { entries[index] }

    mutating func push(_ entry: Entry, _ nodes: inout [NodeRecord]) {
        let index = entries.count
        entries.append(entry)
        link(index, &nodes)
        if index >= deepest { deepest = index + 1 }
    }

    mutating func pop() {
        let entry = entries.removeLast()
        setTop(entry, entry.previousSame)
    }

    mutating func truncate(to count: Int) {
        while entries.count > count { pop() }
    }

    /// Fills in what the entry at `index` knows of those below, and makes it the topmost of its name.
    @inline(__always)
    private mutating func link(_ index: Int, _ nodes: inout [NodeRecord]) {
        var nearest = index > 0 ? entries[index &- 1].nearest : SIMD8(repeating: -1)
        let bits = entries[index].boundaries
        if bits != 0 {
            let mask = masks[Int(bits)]
            nearest = (nearest & ~mask) | (SIMD8(repeating: Int32(truncatingIfNeeded: index)) & mask)
        }
        entries[index].nearest = nearest
        entries[index].previousSame = topIndex(entries[index].name, isHTML: entries[index].isHTML)
        setTop(entries[index], Int32(truncatingIfNeeded: index))
        nodes[Int(entries[index].node)].subtreeEnd = Int32(truncatingIfNeeded: index)
    }

    @inline(__always)
    private mutating func setTop(_ entry: Entry, _ index: Int32) {
        let name = Int(entry.name.rawValue)
        if entry.isHTML {
            if name >= topHTML.count { Self.extend(&topHTML, to: name) }
            topHTML[name] = index
        } else {
            if name >= topForeign.count { Self.extend(&topForeign, to: name) }
            topForeign[name] = index
        }
    }

    private static func extend(_ list: inout [Int32], to index: Int) {
        list += repeatElement(-1, count: max(index + 1 - list.count, 64))
    }

    @inline(__always)
    private func topIndex(_ name: Name, isHTML: Bool) -> Int32 {
        let list = isHTML ? topHTML : topForeign
        let index = Int(name.rawValue)
        return index < list.count ? list[index] : -1
    }

    // MARK: Questions

    /// The topmost HTML element of that name, -1 if none is open.
    @inline(__always)
    func topmost(_ name: Name) -> Int {
        let index = Int(name.rawValue)
        return index < topHTML.count ? Int(topHTML[index]) : -1
    }

    /// The topmost SVG or MathML element of that name, -1 if none is open.
    func topmostForeign(_ name: Name) -> Int {
        Int(topIndex(name, isHTML: false))
    }

    @inline(__always)
    func contains(_ name: Name) -> Bool { topmost(name) >= 0 }

    @inline(__always)
    func nearest(_ boundary: Boundary) -> Int {
        entries.isEmpty ? -1 : Int(top.nearest[boundary.rawValue])
    }

    /// True if an HTML element of that name is open above, or is, the nearest such boundary.
    @inline(__always)
    func has(_ name: Name, in scope: Boundary) -> Bool {
        let index = topmost(name)
        return index >= 0 && index >= nearest(scope)
    }

    /// The entry of `node`, -1 if it is not open.
    @inline(__always)
    func index(of node: Int32, _ nodes: [NodeRecord]) -> Int {
        let index = Int(nodes[Int(node)].subtreeEnd)
        return index < entries.count && entries[index].node == node ? index : -1
    }

    // MARK: Changes in the middle

    /// Changes entries from `start` on; linear in how many there are.
    mutating func rearrange(
        from start: Int, _ nodes: inout [NodeRecord], _ change: (inout [Entry]) -> Void
    ) {
        for index in stride(from: entries.count - 1, through: start, by: -1) {
            setTop(entries[index], entries[index].previousSame)
        }
        change(&entries)
        for index in start..<max(start, entries.count) { link(index, &nodes) }
    }

    mutating func remove(at index: Int, _ nodes: inout [NodeRecord]) {
        if index == entries.count - 1 { return pop() }
        rearrange(from: index, &nodes) { $0.remove(at: index) }
    }
}
