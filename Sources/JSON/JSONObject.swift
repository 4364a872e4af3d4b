/// The members of a JSON object in their order; names are unique, compared scalar by scalar (RFC 8259 §8.3).
///
/// Look-up is linear up to 16 members and hashed beyond, so that large hostile objects stay linear to build.
package struct JSONObject: Sendable {
    package private(set) var members: [(name: String, value: JSON)] = []
    private var positions: [ExactName: Int] = [:]

    package init() {}

    package init(minimumCapacity: Int) { members.reserveCapacity(minimumCapacity) }

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
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Appends a member where there is none of that name; only then its value is made.
    mutating func add(_ name: String, _ value: () -> JSON) {
        if position(of: name) == nil { append(name, value()) }
    }

    private mutating func append(_ name: String, _ value: JSON) {
        members.append((name, value))
        index(from: members.count - 1)
    }

    private func position(of name: String) -> Int? {
        if members.count > Self.linearLimit { return positions[ExactName(name)] }
        let name = ExactName(name)
        return members.firstIndex { ExactName($0.name) == name }
    }

    private mutating func index(from start: Int) {
        guard members.count > Self.linearLimit else { return }
        for position in (positions.isEmpty ? 0 : start)..<members.count {
            positions[ExactName(members[position].name)] = position
        }
    }

    private static let linearLimit = 16
}

extension JSONObject: Equatable {
    /// Order counts: two objects with the same members in another order are different texts.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) {
            ExactName($0.name) == ExactName($1.name) && $0.value == $1.value
        }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[(name: String, value: JSON)]> { members.makeIterator() }
}
