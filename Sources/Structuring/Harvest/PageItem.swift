import HTML
import JSON

/// Where a value was found; in the order of trust.
package enum DataSource: String, Sendable {
    case jsonLD = "json-ld"
    case microdata
    case rdfa
    case microformats
    case meta
    case state
    case visible
    case label
    case table
    case cards
    case url
    case prompt
    case model
}

/// Something that the page describes with markup for machines.
///
/// Whatever the syntax, `members` look like JSON-LD without prefixes: `@type`, `@id` and properties, a value
/// being a text, a number, another object, or an array of them.
package struct PageItem: Sendable {
    package let types: [String]
    package let members: JSONObject
    package let source: DataSource
    /// Where in the page it was, for syntaxes that annotate visible content.
    package let node: NodeID?

    init(members: JSONObject, source: DataSource, node: NodeID? = nil) {
        self.members = members
        self.source = source
        self.node = node
        types = Self.types(of: members)
    }

    static func types(of members: JSONObject) -> [String] {
        switch members["@type"] {
        case .string(let type): [shortName(type)]
        case .array(let types): types.compactMap { $0.stringValue.map(shortName) }
        default: []
        }
    }

    /// `Product` for `https://schema.org/Product`, `schema:Product` and `Product`.
    static func shortName(_ name: String) -> String {
        guard
            let end = name.utf8.lastIndex(where: {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ":")
            })
        else { return name }
        return String(name[name.utf8.index(after: end)...])
    }
}
