/// The mixed-case names of SVG by their lower-case spelling.
struct ForeignNames: Sendable {
    static let shared = ForeignNames()

    private var elements: [Int32]
    private var attributes: [Int32]

    private init() {
        let count = Name.knownCount
        elements = Array(0..<count)
        attributes = elements
        let known = NameTable.known
        for index in 0..<count {
            let spelling = known.utf8(of: Int(index))
            let lower = spelling.map(\.asciiLowercased)
            guard !lower.elementsEqual(spelling), index != Name.definitionURL.rawValue else { continue }
            let plain = lower.withUnsafeBufferPointer { known.find(NameTable.key(of: $0), $0) }
            guard let plain else { continue }
            if index < Name.annotation.rawValue { elements[plain] = index }
            if index > Name.annotation.rawValue || index == Name.glyphRef.rawValue {
                attributes[plain] = index
            }
        }
    }

    func svgElement(_ name: Name) -> Name { Self.look(up: name, in: elements) }

    func svgAttribute(_ name: Name) -> Name { Self.look(up: name, in: attributes) }

    private static func look(up name: Name, in table: [Int32]) -> Name {
        let index = Int(name.rawValue)
        return index < table.count ? Name(rawValue: table[index]) : name
    }
}
