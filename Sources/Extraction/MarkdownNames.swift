import HTML

/// Names without a number of their own that matter here, looked up once a document; nil where it has none.
struct MarkdownNames {
    let alttext: Name?
    /// Attributes that hold TeX.
    let tex: [Name]
    /// Some script of the page searches its text for TeX.
    let hasTeXInText: Bool

    init(_ document: Document, _ arena: Arena) {
        alttext = document.name("alttext")
        tex = [
            "data-math", "data-tex", "data-latex", "data-entry", "data-expr", "data-formula", "data-katex",
        ]
        .compactMap { document.name($0) }
        hasTeXInText = Self.loadsMathScript(arena)
    }

    private static func loadsMathScript(_ arena: Arena) -> Bool {
        for index in arena.nodes.indices where arena.isElement(index, .script) {
            if let source = arena.attribute(.src, of: index),
                source.containsIgnoringCase("mathjax") || source.containsIgnoringCase("katex")
            {
                return true
            }
        }
        return false
    }
}
