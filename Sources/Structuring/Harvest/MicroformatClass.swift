/// What the class names of one element say in microformats.
struct MicroformatClass {
    enum Kind { case text, link, date, markup }

    struct Property: Equatable {
        let kind: Kind
        let name: String

        init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    var roots: [String] = []
    var properties: [Property] = []
    /// The vocabulary of a classic root; nil for microformats2.
    var classic: ClassicMicroformat?
    private var classicRoots: [(String, ClassicMicroformat)] = []

    /// Takes in the names of a class attribute. `outer` is the vocabulary of a classic item around it.
    mutating func read(_ classes: UnsafeBufferPointer<UInt8>, in outer: ClassicMicroformat?, hasOwner: Bool) {
        var start = 0
        var count = 0
        for place in 0...classes.count where place == classes.count || Self.parts(classes[place]) {
            let token = UnsafeBufferPointer(rebasing: classes[start..<place])
            start = place + 1
            guard !token.isEmpty, count < 50 else { continue }
            count += 1
            if Self.isRoot(token) {
                let root = String(decoding: token, as: UTF8.self)
                if !roots.contains(root) { roots.append(root) }
            } else if let (root, vocabulary) = ClassicMicroformat.root(token) {
                classicRoots.append((root, vocabulary))
            }
            guard hasOwner else { continue }
            if let outer {
                for property in outer.properties(token) where !properties.contains(property.property) {
                    properties.append(property.property)
                    if let root = property.root { implied.append(root) }
                }
            } else if let property = Self.property(token), !properties.contains(property) {
                properties.append(property)
            }
        }
    }

    private var implied: [(String, ClassicMicroformat)] = []

    /// Decides between the kinds of roots: an element with a new one has no classic one.
    mutating func settle() {
        guard roots.isEmpty else { return }
        let found = classicRoots.isEmpty ? implied : classicRoots
        guard !found.isEmpty else { return }
        for (root, vocabulary) in found where !roots.contains(root) {
            roots.append(root)
            classic = classic.map { $0.joined(with: vocabulary) } ?? vocabulary
        }
    }

    /// HTML's white space: a vertical tab is none.
    private static func parts(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0C || byte == 0x0D
    }

    /// `h-` and a name.
    static func isRoot(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        token.count > 2 && token[0] == UInt8(ascii: "h") && token[1] == UInt8(ascii: "-")
            && isName(token.dropFirst(2))
    }

    private static func property(_ token: UnsafeBufferPointer<UInt8>) -> Property? {
        guard token.count > 2 else { return nil }
        let kind: Kind
        var prefix = 2
        switch (token[0], token[1]) {
        case (UInt8(ascii: "p"), UInt8(ascii: "-")): kind = .text
        case (UInt8(ascii: "u"), UInt8(ascii: "-")): kind = .link
        case (UInt8(ascii: "e"), UInt8(ascii: "-")): kind = .markup
        case (UInt8(ascii: "d"), UInt8(ascii: "t")) where token[2] == UInt8(ascii: "-"):
            kind = .date
            prefix = 3
        default: return nil
        }
        let name = token.dropFirst(prefix)
        return isName(name) ? Property(kind, String(decoding: name, as: UTF8.self)) : nil
    }

    /// Words of lower case letters joined by dashes; only the first, a vendor's prefix, may hold digits.
    private static func isName(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard !name.isEmpty else { return false }
        var isFirst = true
        var hasDigit = false
        var length = 0
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): length += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard isFirst else { return false }
                hasDigit = true
                length += 1
            case UInt8(ascii: "-"):
                guard length > 0 else { return false }
                isFirst = false
                length = 0
            default: return false
            }
        }
        return length > 0 && !(isFirst && hasDigit)
    }
}
