/// A running 64-bit hash of a word's bytes. Equal words have equal hashes; 0 stands for no word.
@usableFromInline
package struct WordHash: Hashable, Sendable {
    @usableFromInline
    package var value: UInt64 = 0

    @inlinable package var isEmpty: Bool { value == 0 }

    @inlinable package init() {}

    /// A hash that is already made.
    @inlinable
    package init(seed: UInt64) {
        value = seed
    }

    /// The hash of all bytes at once, another one than that of the bytes one by one. Empty of no bytes.
    package init(of bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        let base = UnsafeRawPointer(start)
        let count = bytes.count
        var hash = UInt64(count) &+ 0x51
        var last: UInt64
        if count >= 8 {
            var index = 0
            while index + 8 < count {
                hash =
                    (hash ^ base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                    &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                index += 8
            }
            // Some of these may be hashed already.
            last = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            last = UInt64(base.loadUnaligned(as: UInt32.self))
            last |= UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << 32
        } else {
            last = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
        }
        hash = (hash ^ last) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        value = hash ^ hash >> 32
    }

    @inlinable
    package mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte) ^ 0x100) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }

    /// The hash of a run of words made of theirs.
    @inline(__always)
    mutating func add(_ word: WordHash) {
        value = (value ^ word.value) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 32
    }
}

/// An open hash table from word hashes to 32 bits each, all zero at first.
package struct HashedBits: Sendable {
    private var keys: [UInt64]
    private var values: [UInt32]
    private var used = 0

    package init(minimumCapacity: Int) {
        var size = 16
        while size < minimumCapacity * 2 { size *= 2 }
        keys = Array(repeating: 0, count: size)
        values = Array(repeating: 0, count: size)
    }

    package subscript(hash: WordHash) -> UInt32 {
        get {
            guard !hash.isEmpty else { return 0 }
            let slot = slot(of: hash.value)
            return keys[slot] == 0 ? 0 : values[slot]
        }
        set {
            guard !hash.isEmpty else { return }
            var slot = slot(of: hash.value)
            if keys[slot] == 0 {
                if (used + 1) * 2 > keys.count {
                    grow()
                    slot = self.slot(of: hash.value)
                }
                keys[slot] = hash.value
                used += 1
            }
            values[slot] = newValue
        }
    }

    /// True when the hash was ever set.
    package func contains(_ hash: WordHash) -> Bool {
        used > 0 && !hash.isEmpty && keys[slot(of: hash.value)] != 0
    }

    /// The value of a hash that was ever set, nil of others.
    package func value(of hash: WordHash) -> UInt32? {
        guard used > 0, !hash.isEmpty else { return nil }
        let slot = slot(of: hash.value)
        return keys[slot] == 0 ? nil : values[slot]
    }

    /// Adds one to the value of the hash.
    mutating func count(_ hash: WordHash) {
        let slot = slot(of: hash.value)
        if !hash.isEmpty, keys[slot] == hash.value { values[slot] += 1 } else { self[hash] = 1 }
    }

    var isEmpty: Bool { used == 0 }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key ^ key >> 32) & mask
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let oldKeys = keys
        let oldValues = values
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        values = Array(repeating: 0, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where key != 0 {
            let slot = slot(of: key)
            keys[slot] = key
            values[slot] = value
        }
    }
}
