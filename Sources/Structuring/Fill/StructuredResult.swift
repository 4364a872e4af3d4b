import JSON

/// A page's data in the shape that was asked for.
package struct StructuredResult: Sendable {
    /// What satisfies the schema; nothing but the data.
    package let value: JSON
    /// For each filled place (`offers[0].price`): where the value came from and how sure it is.
    package let provenance: JSON
    /// Places that the page's own data did not settle.
    package let missing: [String]

    package init(value: JSON, provenance: JSON, missing: [String]) {
        self.value = value
        self.provenance = provenance
        self.missing = missing
    }

    /// True when nothing at all was found.
    package var isEmpty: Bool { provenance.objectValue?.isEmpty ?? true }
}

/// A value on its way into a result.
struct Found: Sendable {
    let value: JSON
    let source: DataSource
    /// Where in the source: a path into an item, a label, the name of a meta element.
    let place: String
    let confidence: Double
}
