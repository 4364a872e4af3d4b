import Extraction

/// What classes and styles already seen say of their elements.
struct HintCache {
    private let classes: ClassValues
    /// By the number of the class; nil where it was not seen yet.
    private var ofClasses: [ElementHints?]
    private var styles = HashedBits(minimumCapacity: 16)

    init(_ classes: ClassValues) {
        self.classes = classes
        ofClasses = Array(repeating: nil, count: classes.count + 1)
    }

    /// `position` is the attribute's among all of the page.
    mutating func hints(ofClass value: UnsafeBufferPointer<UInt8>, at position: Int) -> ElementHints {
        let number = classes.number(at: position)
        if let hints = ofClasses[number] { return hints }
        let hints = ElementHints(ofName: value)
        ofClasses[number] = hints
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
