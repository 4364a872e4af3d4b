/// Interns names: a hash table from lower-cased bytes to numbers, and back from number to bytes.
struct NameTable: Sendable {
    /// A name of up to 16 bytes as two words; a longer one as its first word and a hash of all its bytes.
    struct Key: Equatable {
        var low: UInt64
        var high: UInt64
        var length: Int32
    }

    private struct Slot {
        var key: Key
        /// Index of the name, -1 in a free slot.
        var index: Int32
    }

    /// Names longer than this are compared byte by byte after their keys.
    static let packedLimit = 16

    /// Against pages that choose colliding names.
    private static let seed = UInt64.random(in: .min ... .max) | 1

    private var slots: [Slot]
    private var mask: Int
    private var bytes: [UInt8] = []
    /// `ends[i]` is where name `i` ends in `bytes`; it starts where the one before ends.
    private var ends: [Int32] = []

    init(minimumCapacity: Int = 0) {
        var size = 16
        while size < minimumCapacity * 2 { size *= 2 }
        let free = Slot(key: Key(low: 0, high: 0, length: 0), index: -1)
        slots = Array(repeating: free, count: size)
        mask = size - 1
    }

    var count: Int { ends.count }

    /// The bytes of name `index`, as interned.
    func utf8(of index: Int) -> ArraySlice<UInt8> {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return bytes[start..<Int(ends[index])]
    }

    /// The index of a name of at most `packedLimit` bytes, -1 without one.
    @inline(__always)
    func findPacked(_ key: Key) -> Int32 {
        slots.withUnsafeBufferPointer { slots in
            var position = Self.hash(key) & mask
            // Bounded by the mask; at least half of the slots are free.
            while slots[position].index >= 0, slots[position].key != key {
                position = (position &+ 1) & mask
            }
            return slots[position].index
        }
    }

    /// The index of the name, or nil. `name` holds the very bytes that `key` was made of.
    func find(_ key: Key, _ name: UnsafeBufferPointer<UInt8>) -> Int? {
        var position = Self.hash(key) & mask
        while slots[position].index >= 0 {
            let slot = slots[position]
            if slot.key == key, key.length <= Self.packedLimit || matches(Int(slot.index), name) {
                return Int(slot.index)
            }
            position = (position + 1) & mask
        }
        return nil
    }

    /// The index of the name, added if it is new.
    mutating func intern(_ key: Key, _ name: UnsafeBufferPointer<UInt8>) -> Int {
        if let index = find(key, name) { return index }
        if (ends.count + 1) * 2 > slots.count { grow() }
        let index = ends.count
        bytes.append(contentsOf: name)
        ends.append(Int32(bytes.count))
        insert(Slot(key: key, index: Int32(index)))
        return index
    }

    private func matches(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        utf8(of: index).elementsEqual(name)
    }

    private mutating func insert(_ slot: Slot) {
        var position = Self.hash(slot.key) & mask
        while slots[position].index >= 0 { position = (position + 1) & mask }
        slots[position] = slot
    }

    private mutating func grow() {
        let old = slots
        let free = Slot(key: Key(low: 0, high: 0, length: 0), index: -1)
        slots = Array(repeating: free, count: old.count * 2)
        mask = slots.count - 1
        for slot in old where slot.index >= 0 { insert(slot) }
    }

    /// A number that nobody outside of the process can foresee.
    @inline(__always)
    static func hash(_ key: Key) -> Int {
        let mixed = (key.low ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let folded = mixed.high ^ mixed.low ^ key.high ^ UInt64(truncatingIfNeeded: key.length)
        let product = folded.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93 ^ seed)
        return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
    }

    /// The key of `name`, which must already be lower-cased where case does not count.
    static func key(of name: UnsafeBufferPointer<UInt8>) -> Key {
        let count = name.count
        guard let base = name.baseAddress, count > 0 else { return Key(low: 0, high: 0, length: 0) }
        let low = word(base, min(count, 8))
        if count <= packedLimit {
            return Key(low: low, high: count > 8 ? word(base + 8, count - 8) : 0, length: Int32(count))
        }
        var high = seed
        var position = 8
        while position < count {
            let mixed = (high ^ word(base + position, min(count - position, 8)))
                .multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            high = mixed.high ^ mixed.low
            position += 8
        }
        return Key(low: low, high: high, length: Int32(count))
    }

    /// Up to eight bytes as a little-endian number.
    @inline(__always)
    private static func word(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        if count == 8 {
            return UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
        }
        var word: UInt64 = 0
        for offset in 0..<count { word |= UInt64(base[offset]) << UInt64(offset * 8) }
        return word
    }

    static func key(of name: some Collection<UInt8>) -> Key {
        Array(name).withUnsafeBufferPointer { key(of: $0) }
    }
}

extension NameTable {
    /// The names that have constants, numbered like those.
    static let known: NameTable = {
        var table = NameTable(minimumCapacity: Int(Name.knownCount))
        Name.knownNames.withUTF8Buffer { blob in
            for name in blob.split(separator: UInt8(ascii: " ")) {
                let name = UnsafeBufferPointer(rebasing: name)
                _ = table.intern(key(of: name), name)
            }
        }
        precondition(table.count == Name.knownCount, "the known names and their constants disagree")
        return table
    }()
}
