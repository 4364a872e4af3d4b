/// The list of active formatting elements, with its markers.
struct FormattingElements {
    struct Entry {
        /// The element, -1 for a marker.
        var node: Int32
        var name: Name
        /// Its attributes in the arena.
        var attributeStart: Int32
        var attributeCount: Int32
        /// Equal attributes in any order have equal fingerprints.
        var fingerprint: UInt64 = 0

        static let marker = Entry(node: -1, name: Name(rawValue: -1), attributeStart: 0, attributeCount: 0)

        var isMarker: Bool { node < 0 }
    }

    /// How many elements are remembered after a marker; the oldest is forgotten first. Real pages need few,
    /// and every paragraph may bring all of them back.
    static let limit = 128

    private(set) var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func pushMarker() { entries.append(.marker) }

    /// Adds an element, at most three alike (the Noah's Ark clause).
    mutating func push(_ entry: Entry, _ arena: borrowing TokenArena) {
        var entry = entry
        entry.fingerprint = Self.fingerprint(entry, arena)
        var alike = 0
        var earliest = -1
        var sinceMarker = 0
        for index in entries.indices.reversed() {
            let other = entries[index]
            if other.isMarker { break }
            sinceMarker += 1
            if other.name == entry.name, other.fingerprint == entry.fingerprint,
                Self.sameAttributes(other, entry, arena)
            {
                alike += 1
                earliest = index
            }
        }
        if alike >= 3 {
            entries.remove(at: earliest)
        } else if sinceMarker >= Self.limit {
            entries.remove(at: entries.count - sinceMarker)
        }
        entries.append(entry)
    }

    private static func fingerprint(_ entry: Entry, _ arena: borrowing TokenArena) -> UInt64 {
        var sum = UInt64(entry.attributeCount)
        let start = Int(entry.attributeStart)
        for index in start..<start + Int(entry.attributeCount) {
            let attribute = arena.attributes[index]
            let value = arena.withBytes(attribute.value) { NameTable.key(of: $0) }
            let mixed = UInt64(NameTable.hash(value)) ^ UInt64(attribute.name)
            let product = mixed.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            sum &+= product.high ^ product.low
        }
        return sum
    }

    private static func sameAttributes(_ a: Entry, _ b: Entry, _ arena: borrowing TokenArena) -> Bool {
        guard a.attributeCount == b.attributeCount else { return false }
        guard a.attributeCount > 0, a.attributeStart != b.attributeStart else { return true }
        guard a.attributeCount <= 64 else { return false }
        let first = Int(a.attributeStart)
        let second = Int(b.attributeStart)
        for i in first..<first + Int(a.attributeCount) {
            let attribute = arena.attributes[i]
            var matches = false
            for j in second..<second + Int(b.attributeCount) {
                let other = arena.attributes[j]
                guard other.name == attribute.name else { continue }
                matches = arena.withBytes(attribute.value) { left in
                    arena.withBytes(other.value) { left.elementsEqual($0) }
                }
                break
            }
            guard matches else { return false }
        }
        return true
    }

    mutating func clearToMarker() {
        while let last = entries.popLast(), !last.isMarker {}
    }

    /// The last element of that name after the last marker.
    func last(_ name: Name) -> Entry? {
        for entry in entries.reversed() {
            if entry.isMarker { return nil }
            if entry.name == name { return entry }
        }
        return nil
    }

    /// Where `node` is, -1 if it is not after the last marker.
    func index(of node: Int32) -> Int {
        for index in entries.indices.reversed() {
            if entries[index].isMarker { return -1 }
            if entries[index].node == node { return index }
        }
        return -1
    }

    mutating func remove(_ node: Int32) {
        let index = index(of: node)
        if index >= 0 { entries.remove(at: index) }
    }

    mutating func replace(at index: Int, with entry: Entry) { entries[index] = entry }

    mutating func remove(at index: Int) { entries.remove(at: index) }

    mutating func insert(_ entry: Entry, at index: Int) { entries.insert(entry, at: index) }
}
