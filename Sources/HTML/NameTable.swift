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

    private static func hash(_ key: Key) -> Int {
        let mixed = (key.low ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let folded = mixed.high ^ mixed.low ^ key.high ^ UInt64(truncatingIfNeeded: key.length)
        let product = folded.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93 ^ seed)
        return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
    }

    /// The key of `name`, which must already be lower-cased where case does not count.
    static func key(of name: UnsafeBufferPointer<UInt8>) -> Key {
        var low: UInt64 = 0
        var high: UInt64 = 0
        if name.count <= packedLimit {
            for (offset, byte) in name.enumerated() {
                if offset < 8 {
                    low |= UInt64(byte) << UInt64(offset * 8)
                } else {
                    high |= UInt64(byte) << UInt64(offset * 8 - 64)
                }
            }
        } else {
            for offset in 0..<8 { low |= UInt64(name[offset]) << UInt64(offset * 8) }
            high = seed
            for byte in name {
                let mixed = (high ^ UInt64(byte)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
                high = mixed.high ^ mixed.low
            }
        }
        return Key(low: low, high: high, length: Int32(name.count))
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
