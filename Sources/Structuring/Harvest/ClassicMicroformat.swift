/// The vocabulary of a classic microformat: which class names are which properties of its successor.
struct ClassicMicroformat: Sendable {
    private let names: [String: [Named]]

    private struct Named: Sendable {
        let property: MicroformatClass.Property
        /// The kind of item that the property holds, as `h-adr`.
        let root: String?
    }

    /// The successor's name and the vocabulary of a classic root.
    static func root(_ token: UnsafeBufferPointer<UInt8>) -> (String, ClassicMicroformat)? {
        // Most class names are no roots: their first letter and their length tell already.
        guard token.count >= 3, token.count <= 17 else { return nil }
        switch token[0] {
        case UInt8(ascii: "a") where token.count == 3, UInt8(ascii: "g") where token.count == 3,
            UInt8(ascii: "h") where token.count >= 5, UInt8(ascii: "v"):
            let name = String(decoding: token, as: UTF8.self)
            return roots[name].map { ($0, vocabulary(of: $0)) }
        default: return nil
        }
    }

    func properties(
        _ token: UnsafeBufferPointer<UInt8>
    ) -> [(property: MicroformatClass.Property, root: (String, ClassicMicroformat)?)] {
        guard token.count <= 20, let found = names[String(decoding: token, as: UTF8.self)] else { return [] }
        return found.map { named in (named.property, named.root.map { ($0, Self.vocabulary(of: $0)) }) }
    }

    /// Whether `rel` names properties too.
    let readsRelations: Bool

    func relation(_ name: String) -> MicroformatClass.Property? { names["rel=\(name)"]?.first?.property }

    /// What an element with two classic roots understands.
    func joined(with other: ClassicMicroformat) -> ClassicMicroformat {
        ClassicMicroformat(names: names.merging(other.names) { $0 + $1 })
    }

    private init(names: [String: [Named]]) {
        self.names = names
        readsRelations = names.keys.contains { $0.hasPrefix("rel=") }
    }

    private static func vocabulary(of root: String) -> ClassicMicroformat {
        vocabularies[root] ?? ClassicMicroformat(names: [:])
    }

    private static let roots = [
        "adr": "h-adr", "geo": "h-geo", "hentry": "h-entry", "hfeed": "h-feed", "hnews": "h-news",
        "hproduct": "h-product", "hrecipe": "h-recipe", "hresume": "h-resume", "hreview": "h-review",
        "hreview-aggregate": "h-review-aggregate", "vcard": "h-card", "vevent": "h-event",
    ]

    private static let vocabularies = tables.mapValues { table in
        var names: [String: [Named]] = [:]
        for entry in table.split(whereSeparator: \.isWhitespace) {
            // class:property, class:property:root; the class alone where its name stays.
            let parts = entry.split(separator: ":")
            guard let last = parts.dropFirst().first ?? parts.first else { continue }
            let root = parts.count > 2 ? String(parts[2]) : nil
            let kind: MicroformatClass.Kind
            var name = last
            if last.hasPrefix("u-") {
                kind = .link
                name = last.dropFirst(2)
            } else if last.hasPrefix("dt-") {
                kind = .date
                name = last.dropFirst(3)
            } else if last.hasPrefix("e-") {
                kind = .markup
                name = last.dropFirst(2)
            } else {
                kind = .text
            }
            names[String(parts[0]), default: []].append(
                Named(property: .init(kind, String(name)), root: root))
        }
        return ClassicMicroformat(names: names)
    }

    private static let tables = [
        "h-adr":
            "post-office-box extended-address street-address locality region postal-code country-name",
        "h-geo": "latitude longitude",
        "h-card": """
        fn:name honorific-prefix given-name additional-name family-name honorific-suffix nickname
        sort-string email:u-email logo:u-logo photo:u-photo url:u-url uid:u-uid category rel=tag:u-category
        org organization-name organization-unit title:job-title role tel bday:dt-bday note label mailer
        key sound:u-sound agent class tz rev:dt-rev adr:adr:h-adr geo:geo:h-geo
        """,
        "h-entry": """
        entry-title:name entry-summary:summary entry-content:e-content published:dt-published
        updated:dt-updated author category geo:geo:h-geo latitude longitude
        rel=bookmark:u-url rel=tag:category
        """,
        "h-feed": "author url:u-url photo:u-photo category rel=tag:category",
        "h-news": """
        entry geo:geo:h-geo latitude longitude source-org dateline rel=principles:u-principles
        """,
        "h-product": """
        fn:name photo:u-photo brand category rel=tag:category description identifier:u-identifier url:u-url
        review price
        """,
        "h-recipe": """
        fn:name ingredient yield instructions:e-instructions duration:dt-duration photo:u-photo summary
        author published:dt-published nutrition rel=tag:category
        """,
        "h-resume": """
        summary contact education:education:h-event experience:experience:h-event skill
        affiliation:affiliation:h-card publications
        """,
        "h-event": """
        summary:name dtstart:dt-start dtend:dt-end duration:dt-duration description url:u-url category
        rel=tag:category location geo:location:h-geo attendee contact organizer attach:u-attach status
        """,
        "h-item": "fn:name url:u-url photo:u-photo",
        "h-review": """
        summary:name item:item:h-item photo:u-photo url:u-url reviewer:author
        dtreviewed:dt-published rating best worst description:e-content rel=tag:category
        rel=bookmark:u-url
        """,
        "h-review-aggregate": """
        summary:name item:item:h-item photo:u-photo url:u-url rating average best worst count votes
        category rel=tag:category rel=bookmark:u-url
        """,
    ]
}
