import JSON

/// Writes structured data as a Markdown table: a row for each record, or for each member of one object.
package enum MarkdownGrid {
    /// Records that name other members each would make a grid of the square of their size; beyond this many cells
    /// each is written as it is.
    private static let cellLimit = 1 << 18

    package static func table(of value: JSON) -> String {
        switch value {
        case .object(let members):
            let rows = members.map { [$0.name, text($0.value)] }
            return grid(header: ["Field", "Value"], rows: rows)
        case .array(let elements):
            var names: [String] = []
            var known = Set<String>()
            for case .object(let members) in elements {
                for name in members.names where known.insert(name).inserted { names.append(name) }
            }
            guard !names.isEmpty, names.count * elements.count <= cellLimit else {
                return grid(header: ["Value"], rows: elements.map { [text($0)] })
            }
            return grid(
                header: names, rows: elements.map { element in names.map { text(element[$0] ?? .null) } })
        default: return text(value)
        }
    }

    private static func grid(header: [String], rows: [[String]]) -> String {
        let rule = header.map { _ in "---" }
        return ([header.map(escaped), rule] + rows.map { $0.map(escaped) })
            .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        default: String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
        }
    }

    /// A cell stays on its line and inside its bars.
    private static func escaped(_ text: String) -> String {
        text.squashed.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }
}
