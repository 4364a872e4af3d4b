import Extraction

/// What classes, ids and styles already seen say of their elements: a page repeats a few hundred.
struct HintCache {
    private var names = HashedBits(minimumCapacity: 256)
    private var styles = HashedBits(minimumCapacity: 16)

    mutating func hints(of name: UnsafeBufferPointer<UInt8>) -> ElementHints {
        let key = WordHash(of: name)
        guard !key.isEmpty else { return [] }
        if let hints = names.value(of: key) { return ElementHints(rawValue: hints) }
        let hints = ElementHints(ofName: name)
        names[key] = hints.rawValue
        return hints
    }

    mutating func hints(ofStyle style: UnsafeBufferPointer<UInt8>) -> ElementHints {
        guard style.count > 6 else { return [] }
        let key = WordHash(of: style)
        if let hints = styles.value(of: key) { return ElementHints(rawValue: hints) }
        var lower: [UInt8] = []
        lower.reserveCapacity(style.count)
        for byte in style where byte != 0x20 {
            lower.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        let found = lower.withUnsafeBufferPointer(Self.styleFinder.groups(in:))
        let hints = ElementHints(rawValue: UInt32(truncatingIfNeeded: found))
        styles[key] = hints.rawValue
        return hints
    }

    private static let styleFinder: PhraseFinder = {
        var groups = [[String]](repeating: [], count: 32)
        groups[ElementHints.hidden.rawValue.trailingZeroBitCount] = ["display:none"]
        groups[ElementHints.oldPrice.rawValue.trailingZeroBitCount] = ["line-through"]
        return PhraseFinder(groups)
    }()
}
