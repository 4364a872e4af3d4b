import Extraction
import HTML
import JSON

/// Fills a schema, or the wishes of a prompt, from what a page says itself. No model, no I/O.
package struct Structurer: Sendable {
    package init() {}

    /// The page's data in the shape of `schema`, or of the fields that `prompt` names.
    ///
    /// With neither the page's own description of itself is given. `markdown` is the page's main content;
    /// it fills fields that ask for the text.
    package func fill(
        schema: Schema?, prompt: String?, document: Document, url: String?, markdown: [UInt8]? = nil
    ) -> StructuredResult {
        fill(schema: schema, prompt: prompt, data: PageData(document, url: url), markdown: markdown)
    }

    /// The same over data that was gathered before.
    package func fill(schema: Schema?, prompt: String?, data: PageData, markdown: [UInt8]? = nil)
        -> StructuredResult
    {
        let target = schema ?? PromptReader.schema(for: prompt) ?? Self.ownDescription(data)
        let hint = [target.root.title, target.root.description, prompt].compactMap { $0 }.joined(
            separator: " ")
        var filler = Filler(schema: target, data: data, hint: hint, markdown: markdown)
        return filler.fill()
    }

    /// The fields that a prompt names; nil when it names none.
    package static func schema(forPrompt prompt: String) -> Schema? { PromptReader.schema(for: prompt) }

    /// What is told of a page when nobody says what they want: by the kind of thing that it shows.
    private static func ownDescription(_ data: PageData) -> Schema {
        let families = Set(ItemChooser.candidates(data.items).map { ItemChooser.family(of: $0) })
        var names = ["title", "description", "url", "image", "language"]
        if families.contains(.recipe) {
            names += ["author", "ingredients", "instructions", "total_time", "servings", "rating"]
        } else if families.contains(.product) {
            names += ["price", "currency", "availability", "sku", "brand", "rating"]
        } else if families.contains(.job) {
            names += ["company", "location", "employment_type", "salary", "date_published"]
        } else if families.contains(.event) {
            names += ["start_date", "end_date", "location"]
        } else {
            names += ["authors", "date_published", "site_name"]
        }
        let lists: Set<String> = ["authors", "ingredients", "instructions"]
        let nodes: [SchemaNode] = names.map { name in
            var node = SchemaNode()
            node.types = lists.contains(name) ? .array : .scalars
            return node
        }
        var root = SchemaNode()
        root.types = .object
        root.properties = names.enumerated().map {
            .init(name: $0.element, node: $0.offset, isRequired: false)
        }
        return Schema(nodes: nodes + [root], rootIndex: names.count, source: .null)
    }
}
