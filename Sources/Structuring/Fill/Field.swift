/// One property of a schema as the filler looks for it.
struct Field: Sendable {
    let name: String
    let node: SchemaNode.Index
    /// Folded name, words apart; and without blanks.
    let words: String
    let key: String
    let concept: Concept?

    init(_ property: SchemaNode.Property, in schema: Schema) {
        let node = schema[property.node]
        name = property.name
        self.node = property.node
        words = Folding.name(property.name)
        key = Folding.joined(words)
        concept = Concept.named(property.name, description: node.description ?? node.title)
    }

    /// The names under which the state of an application may hold it, the likeliest first.
    var stateKeys: [String] {
        switch concept?.id {
        case .title, .description, .url, .image, .images, .category, .language, .published, nil: [key]
        case .sku?: [key, "sku", "productid"]
        case .some: [key] + (concept?.names ?? []).prefix(3).map(Folding.joined)
        }
    }

    /// A field that no schema has: what a derived value is made of.
    init(concept: Concept) {
        name = concept.id.rawValue
        node = 0
        words = concept.names.first ?? ""
        key = Folding.joined(words)
        self.concept = concept
    }
}
