/// The members of a JSON object in their order; names are unique.
///
/// Look-up is linear up to 16 members and hashed beyond, so that large hostile objects stay linear to build.
package struct JSONObject: Sendable {
    package private(set) var members: [(name: String, value: JSON)] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// Members in order; of two with one name the later value wins, at the earlier one's place.
    package init(_ members: [(String, JSON)]) {
        for (name, value) in members { self[name] = value }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var names: [String] { members.map(\.name) }

    /// Setting a new name appends it; setting nil removes the member (linear in the number of members).
    package subscript(name: String) -> JSON? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                positions = [:]
                index(from: 0)
            case (nil, let value?):
                members.append((name, value))
                index(from: members.count - 1)
            case (nil, nil): break
            }
        }
    }

    private func position(of name: String) -> Int? {
        if members.count > Self.linearLimit { return positions[name] }
        return members.firstIndex { $0.name == name }
    }

    private mutating func index(from start: Int) {
        guard members.count > Self.linearLimit else { return }
        for position in (positions.isEmpty ? 0 : start)..<members.count {
            positions[members[position].name] = position
        }
    }

    private static let linearLimit = 16
}

extension JSONObject: Equatable {
    /// Order counts: two objects with the same members in another order are different texts.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[(name: String, value: JSON)]> { members.makeIterator() }
}
