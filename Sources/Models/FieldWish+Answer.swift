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
        guard case .object(let members) = answer else { return answer }
        var kept = JSONObject()
        for (name, value) in members {
            let node = schema.root.properties.first { $0.name == name }.map { schema[$0.node] }
            let isCopied = MemberAligner.isCopied(name, description: node?.description, format: node?.format)
            kept[name] = isCopied && !isOnPage(value) ? .null : value
        }
        return .object(kept)
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
