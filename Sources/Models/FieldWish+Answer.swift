import JSON
import Structuring

extension FieldWish {
    /// An answer in the shape of the schema, only what was asked for; and what is wrong with it.
    func fit(_ answer: JSON, baseURL: String?) -> (fitted: JSON, faults: [String]) {
        var answer = answer
        // The wrapper that an object is sent in where the schema is a list.
        if schema.root.properties.isEmpty, let items = answer["items"] { answer = items }
        let aligned = MemberAligner(schema: schema).align(answer)
        let fitted = SchemaFitter(schema: schema, baseURL: baseURL).fit(aligned)
        let wanted = adding(fitted, to: .null).value
        return (wanted.isEmptyThroughout ? .null : wanted, faults(of: aligned, fitted: fitted))
    }

    /// `answer` without values that can only be copied and that the page does not have: nobody infers a telephone number.
    package func withoutInventions(_ answer: JSON, isOnPage: (JSON) -> Bool) -> JSON {
        withoutInventions(answer, at: schema.rootIndex, levels: Schema.levelLimit + 2, isOnPage)
    }

    private func withoutInventions(
        _ value: JSON, at index: SchemaNode.Index, levels: Int, _ isOnPage: (JSON) -> Bool
    ) -> JSON {
        guard levels > 0 else { return value }
        let node = schema[schema.objectNode(at: index)]
        switch value {
        case .array(let elements):
            guard let items = node.items else { return value }
            return .array(elements.map { withoutInventions($0, at: items, levels: levels - 1, isOnPage) })
        case .object(let members):
            var kept = JSONObject()
            for (name, value) in members {
                let place = node.properties.first { $0.name == name }?.node
                let field = place.map { schema[$0] }
                let isCopied = MemberAligner.isCopied(
                    name, description: field?.description, format: field?.format)
                if isCopied {
                    kept[name] = isOnPage(value) ? value : .null
                } else {
                    kept[name] =
                        place.map { withoutInventions(value, at: $0, levels: levels - 1, isOnPage) } ?? value
                }
            }
            return .object(kept)
        default: return value
        }
    }

    /// What the schema has where nothing is known.
    var blank: JSON { SchemaFitter(schema: schema).fit(.null) }
}

extension JSON {
    /// Blank, or an object of which every member is.
    var isEmptyThroughout: Bool {
        if case .object(let members) = self { return members.allSatisfy { $0.value.isEmptyThroughout } }
        return isBlank
    }
}
