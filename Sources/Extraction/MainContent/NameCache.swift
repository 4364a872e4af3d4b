/// The signs of names already seen, by the hash of their bytes: a page repeats a few hundred.
struct NameCache {
    private var known = HashedBits(minimumCapacity: 256)

    mutating func signs(of name: UnsafeBufferPointer<UInt8>) -> (signs: UInt32, hash: UInt64) {
        guard !name.isEmpty else { return (0, 0) }
        var hash: UInt64 = UInt64(name.count) &+ 0x51
        var index = 0
        let base = UnsafeRawPointer(name.baseAddress!)
        while index + 8 <= name.count {
            hash =
                (hash ^ base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        while index < name.count {
            hash = (hash ^ UInt64(name[index])) &* 0x9E37_79B9_7F4A_7C15
            index += 1
        }
        hash ^= hash >> 32
        let key = WordHash(seed: hash)
        if let signs = known.value(of: key) { return (signs, hash) }
        let signs = NameSigns(name).rawValue
        known[key] = signs
        return (signs, hash)
    }
}
