import JSON
import Structuring

/// Tells the elements of a list apart by members that are settled in each of them, so that what a model says of an
/// element finds the one it means.
struct ElementKey: Sendable, Equatable {
    /// Of the members, in the schema's order.
    let names: [String]

    /// The first text that no two elements share; else the first few texts and numbers that no two share together.
    ///
    /// Nil where nothing tells them apart: then an answer could not be told to speak of one rather than of another.
    init?(of elements: [JSONObject], among properties: [SchemaNode.Property], in schema: Schema) {
        let settled = properties.filter { property in
            // Links are not in the text that a model reads.
            guard schema[property.node].format.map({ !["uri", "url", "uri-reference"].contains($0) }) ?? true
            else { return false }
            return elements.allSatisfy { Self.mark(of: $0[property.name]) != nil }
        }.map(\.name)
        let texts = settled.filter { name in elements.allSatisfy { $0[name]?.stringValue != nil } }
        func tellsApart(_ names: [String]) -> Bool {
            Set(elements.compactMap { Self.marks(of: $0, names) }).count == elements.count
        }
        let together = (2...3).lazy.map { Array(settled.prefix($0)) }
            .first { names in names.contains(where: texts.contains) && tellsApart(names) }
        guard !elements.isEmpty,
            let names = texts.first(where: { tellsApart([$0]) }).map({ [$0] }) ?? together
        else { return nil }
        self.names = names
    }

    /// `elements` with what `answers` have for members of theirs that are blank, and the places that were filled.
    ///
    /// An answer that has not the whole key of an element, letter case and signs aside, says nothing; where answers
    /// to one element contradict each other, neither is taken.
    func merge(_ answers: [JSON], into elements: [JSON], open: [String]) -> (
        elements: [JSON], filled: [(index: Int, name: String)]
    ) {
        var told: [[String]: [JSONObject]] = [:]
        for answer in answers {
            guard case .object(let members) = answer, let marks = Self.marks(of: members, names) else {
                continue
            }
            told[marks, default: []].append(members)
        }
        var elements = elements
        var filled: [(index: Int, name: String)] = []
        for index in elements.indices {
            guard case .object(var members) = elements[index], let marks = Self.marks(of: members, names),
                let said = told[marks]
            else { continue }
            for name in open where members[name]?.isBlank ?? true {
                let values = said.compactMap { $0[name] }.filter { !$0.isEmptyThroughout }
                guard let value = values.first, values.allSatisfy({ $0 == value }) else { continue }
                members[name] = value
                filled.append((index, name))
            }
            elements[index] = .object(members)
        }
        return (elements, filled)
    }

    private static func marks(of element: JSONObject, _ names: [String]) -> [String]? {
        let marks = names.compactMap { mark(of: element[$0]) }
        return marks.count == names.count ? marks : nil
    }

    /// What is compared of a member; nil for one that tells nothing apart.
    private static func mark(of value: JSON?) -> String? {
        switch value {
        case .string(let text):
            let words = text.utf8.count <= 300 ? Folding.words(text) : ""
            return words.isEmpty ? nil : words
        case .integer, .number: return value.map { String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self) }
        default: return nil
        }
    }
}
