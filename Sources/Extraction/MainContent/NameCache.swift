/// The signs of names already seen, by the hash of their bytes: a page repeats a few hundred.
struct NameCache {
    private var known = HashedBits(minimumCapacity: 256)

    mutating func signs(of name: UnsafeBufferPointer<UInt8>) -> (signs: UInt32, hash: UInt64) {
        let key = WordHash(of: name)
        guard !key.isEmpty else { return (0, 0) }
        if let signs = known.value(of: key) { return (signs, key.value) }
        let signs = NameSigns(name).rawValue
        known[key] = signs
        return (signs, key.value)
    }
}
