import HTML

/// Finds elements that carry a field's own name: as class, id, `data-` attribute, `itemprop` or `name`.
enum MarkedFinder {
    static func texts(named key: String, in view: PageView) -> [(text: String, place: String)] {
        let document = view.document
        var found: [(text: String, place: String)] = []
        var keys: [String: Bool] = [:]
        for node in document.nodes where document.isElement(node) {
            guard found.count < 5 else { break }
            let attributes = document.attributes(of: node)
            for position in attributes.indices {
                switch attributes.name(at: position) {
                case .class, .id, .itemprop, .name:
                    let value = attributes[position].value
                    let isMatch =
                        keys[value]
                        ?? value.split(separator: " ").prefix(20).contains { Folding.key(String($0)) == key }
                    keys[value] = isMatch
                    guard isMatch else { continue }
                    let text = PropertyValue.text(of: node, in: document, baseURL: view.baseURL)
                    if !text.isEmpty, text.utf8.count <= 2_000 { found.append((text, value)) }
                default: continue
                }
                break
            }
        }
        return found
    }
}
