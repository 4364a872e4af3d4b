import JSON

/// The superset facts that a worker stored with an item, decoded only where an answer shows one of them.
struct ItemExtra {
    private let members: JSON

    /// Text that is no JSON object has no members.
    init(_ text: [UInt8]?) {
        guard let text, let value = try? JSONParser.parse(text, depthLimit: 128) else {
            members = .null
            return
        }
        members = value
    }

    subscript(name: String) -> JSON? { members[name] }
}
