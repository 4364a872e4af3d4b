@testable import HTML

extension Document {
    /// The tree in the notation of html5lib-tests, a line a node.
    func dump(below root: NodeID = .document) -> String {
        var lines: [String] = []
        var depths = [root: -1]
        for node in subtree(of: root).dropFirst() {
            guard let parent = parent(of: node), let above = depths[parent] else { continue }
            let depth = above + 1
            depths[node] = depth
            let indent = "| " + String(repeating: "  ", count: depth)
            switch kind(of: node) {
            case .document: break
            case .doctype: lines.append("| " + doctypeLine)
            case .text: lines.append("\(indent)\"\(text(of: node))\"")
            case .comment: lines.append("\(indent)<!-- \(text(of: node)) -->")
            case .fragment: lines.append("\(indent)content")
            case .element:
                let prefix: String
                switch namespace(of: node) {
                case .html: prefix = ""
                case .svg: prefix = "svg "
                case .mathML: prefix = "math "
                }
                lines.append("\(indent)<\(prefix)\(string(of: name(of: node)))>")
                lines += attributeLines(of: node).map { indent + "  " + $0 }
            }
        }
        return lines.joined(separator: "\n")
    }

    private var doctypeLine: String {
        guard let doctype else { return "<!DOCTYPE >" }
        if doctype.publicID.isEmpty, doctype.systemID.isEmpty { return "<!DOCTYPE \(doctype.name)>" }
        return "<!DOCTYPE \(doctype.name) \"\(doctype.publicID)\" \"\(doctype.systemID)\">"
    }

    private func attributeLines(of node: NodeID) -> [String] {
        let prefixed = ["xlink", "xml", "xmlns"]
        let lines = attributes(of: node).map { attribute in
            var name = string(of: attribute.name)
            let parts = name.split(separator: ":")
            if namespace(of: node) != .html, parts.count == 2, prefixed.contains(String(parts[0])),
                Name.knownForeignAttributes.contains(attribute.name)
            {
                name = parts.joined(separator: " ")
            }
            return (name, "\(name)=\"\(attribute.value)\"")
        }
        return lines.sorted { $0.0.utf16.lexicographicallyPrecedes($1.0.utf16) }.map(\.1)
    }
}

extension Name {
    /// Attributes that have a namespace of their own on foreign elements.
    static let knownForeignAttributes: Set<Name> = [
        .xlinkActuate, .xlinkArcrole, .xlinkHref, .xlinkRole, .xlinkShow, .xlinkTitle, .xlinkType, .xmlLang,
        .xmlSpace, .xmlnsXlink,
    ]
}
