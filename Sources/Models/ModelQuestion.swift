import Structuring

/// What a model is asked of one page.
package struct ModelQuestion: Sendable {
    package enum Wish: Sendable {
        /// Places of a schema.
        case fields(FieldWish)
        /// Whatever the prompt asks for, as a JSON object or array.
        case value
        /// Prose that follows the prompt, as Markdown.
        case markdown
        /// The same without markup.
        case plainText
    }

    package var wish: Wish
    package var prompt: String?
    package var title: String?
    package var url: String?
    /// UTF-8 Markdown.
    package var page: [UInt8]

    package init(wish: Wish, prompt: String?, page: [UInt8], title: String? = nil, url: String? = nil) {
        self.wish = wish
        self.prompt = prompt.flatMap { $0.isEmpty ? nil : $0 }
        self.page = page
        self.title = title
        self.url = url
    }

    /// Words that the parts of a page that matter are likely to hold; folded.
    var words: Set<String> {
        var texts: [String] = []
        if let prompt { texts.append(prompt) }
        var synonyms: [String] = []
        if case .fields(let wish) = wish {
            for name in wish.names {
                let node = wish.schema.root.properties.first { $0.name == name }.map { wish.schema[$0.node] }
                let note = node?.description ?? node?.title
                texts += [Folding.name(name), note ?? ""]
                synonyms += MemberAligner.words(for: name, description: note)
            }
            if wish.schema.root.properties.isEmpty { texts.append(FieldSchema.list(of: wish)) }
        }
        let words =
            texts.flatMap { Folding.words($0).split(separator: " ") }
            + synonyms.flatMap { $0.split(separator: " ") }
        return Set(words.map(String.init).filter { $0.utf8.count > 2 && !Self.commonWords.contains($0) })
    }

    /// Whether the targets of links may be part of the answer.
    var wantsTargets: Bool {
        var text = prompt ?? ""
        switch wish {
        case .markdown: return true
        case .value, .plainText: break
        case .fields(let wish):
            if wish.schema.nodes.contains(where: { $0.format == "uri" || $0.format == "url" }) { return true }
            text += " " + FieldSchema.list(of: wish)
        }
        return Folding.name(text).split(separator: " ").contains { Self.targetWords.contains(String($0)) }
    }

    private static let targetWords: Set<String> = [
        "url", "urls", "link", "links", "href", "uri", "image", "images", "photo", "photos", "picture",
        "pictures",
        "logo", "website", "homepage", "thumbnail", "avatar", "src", "address", "email", "mail", "domain",
    ]

    private static let commonWords: Set<String> = [
        "the", "and", "for", "with", "from", "this", "that", "all", "any", "are", "was", "what", "which",
        "who", "how",
        "each", "every", "their", "its", "into", "page", "website", "site", "extract", "give", "find", "list",
        "get",
        "please", "value", "values", "field", "text", "string", "number", "object", "members", "one", "null",
        "true",
        "false", "whole", "must", "return", "not", "has", "have", "where", "when", "only", "about",
    ]
}
