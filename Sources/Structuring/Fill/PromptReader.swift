import JSON

/// Makes a schema of what a prompt asks for in plain words: "Extract the product name, price and availability",
/// "top 10 post titles and their scores".
package enum PromptReader {
    /// Nil when the prompt names no fields.
    package static func schema(for prompt: String?) -> Schema? {
        guard let prompt, let wish = wish(of: prompt), !wish.fields.isEmpty else { return nil }
        var properties = JSONObject()
        for field in wish.fields { properties[field.key] = field.schema }
        let record: JSON = [
            "type": "object", "properties": .object(properties),
            "required": .array(properties.names.map(JSON.string)),
        ]
        guard wish.isList else { return Schema.check(record).schema }
        let element: JSON = wish.fields.count == 1 ? ["type": "string"] : record
        var list = JSONObject([("type", "array"), ("items", element)])
        if let limit = wish.limit { list["maxItems"] = .integer(Int64(limit)) }
        return Schema.check(.object(list)).schema
    }

    struct Wish: Equatable {
        struct Part: Equatable {
            let key: String
            let schema: JSON
        }

        var isList: Bool
        var limit: Int?
        var fields: [Part]
    }

    /// What comes behind these is not looked at.
    private static let scalarLimit = 4096
    private static let wordLimit = 120
    private static let partLimit = 200
    private static let fieldLimit = 40

    static func wish(of prompt: String) -> Wish? {
        // The first sentence that names something; what follows is about form.
        let beginning = String(prompt.unicodeScalars.prefix(scalarLimit))
        let text = beginning.replacing("\n", with: ", ").squashed
        let sentence = text.split(separator: ". ").first.map(String.init) ?? text
        var words = sentence.split(separator: " ").prefix(wordLimit).map {
            $0.trimmingSuffix { "!?\"'.".contains($0) }
        }.map(String.init)
        let lead = words.prefix { leads.contains(Folding.words($0)) }.count
        words.removeFirst(lead)
        if let end = words.firstIndex(where: { tails.contains(Folding.words($0)) }), end > 0 {
            words.removeSubrange(end...)
        }
        let folded = words.map { Folding.words($0) }
        var isList = folded.contains { lists.contains($0) }
        var limit: Int?
        if let top = folded.firstIndex(where: { $0 == "top" || $0 == "first" }), top + 1 < folded.count,
            let number = Int(folded[top + 1])
        {
            (isList, limit) = (true, min(max(number, 1), 500))
        }
        var body = words.joined(separator: " ")
        // "all products with name and price", "for each post: title, score"
        for mark in [
            ": ", " with their ", " with the ", " with ", " including ", " extract ", " get ", " return ",
        ] {
            guard let range = body.firstRange(of: mark) else { continue }
            body = String(body[range.upperBound...])
            break
        }
        var seen = Set<String>()
        var fields: [Wish.Part] = []
        for part in parts(of: body).prefix(partLimit) where fields.count < fieldLimit {
            guard let field = field(part, isList: isList), seen.insert(field.key).inserted else { continue }
            fields.append(field)
        }
        return fields.isEmpty ? nil : Wish(isList: isList, limit: limit, fields: fields)
    }

    private static func parts(of body: String) -> [String] {
        var parts = [body]
        for separator in [",", ";", " and ", " & ", " und ", " et ", " y "] {
            parts = parts.flatMap { $0.split(separator: separator).map(String.init) }
        }
        return parts.map(\.squashed).filter { !$0.isEmpty }
    }

    private static func field(_ part: String, isList: Bool) -> Wish.Part? {
        var words = turned(Folding.name(part).split(separator: " ").map(String.init))
        words.removeAll { fillers.contains($0) || $0.utf8.allSatisfy(\.isASCIIDigit) }
        guard (1...5).contains(words.count) else { return nil }
        let concept = Concept.lookup(words.joined(separator: " "))
        if isList, let last = words.last, concept?.id != .ingredients {
            words[words.count - 1] = singular(last)
        }
        return Wish.Part(
            key: words.joined(separator: "_"),
            schema: schema(for: concept, isPlural: !isList && words.last?.hasSuffix("s") == true))
    }

    /// "summary of the article" as "article summary", "number of comments" as "comment count".
    private static func turned(_ words: [String]) -> [String] {
        guard let of = words.firstIndex(of: "of"), of > 0, of + 1 < words.count else { return words }
        let head = words[..<of].drop { fillers.contains($0) }
        let tail = words[(of + 1)...].drop { fillers.contains($0) }
        guard let last = head.last, let owner = tail.last else { return words }
        let qualifier = tail.dropLast() + [singular(owner)]
        if head.count == 1, last == "number" || last == "count" {
            return Array(qualifier + ["count"])
        }
        return Array(qualifier + head)
    }

    private static func schema(for concept: Concept?, isPlural: Bool) -> JSON {
        switch concept?.id {
        case .ingredients, .instructions, .keywords, .images: ["type": "array", "items": ["type": "string"]]
        case .author where isPlural: ["type": "array", "items": ["type": "string"]]
        case .rating, .ratingCount, .score, .pages: ["type": ["number", "string"]]
        case .url, .image: ["type": "string", "format": "uri"]
        default: ["type": ["string", "number", "boolean"]]
        }
    }

    private static func singular(_ word: String) -> String {
        guard word.utf8.count > 3, word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"),
            word != "news", word != "series"
        else {
            return word
        }
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        return String(word.dropLast())
    }

    private static let leads: Set<String> = [
        "please", "extract", "get", "find", "give", "me", "return", "scrape", "collect", "fetch", "list",
        "show", "pull", "grab", "i",
        "want", "need", "to", "us", "the", "data", "can", "you", "read", "out", "tell", "what", "is", "are",
    ]
    private static let tails: Set<String> = [
        "from", "in", "as", "on", "formatted", "using", "into", "if", "so", "where", "when", "that", "which",
    ]
    private static let lists: Set<String> = ["all", "every", "each", "list", "top"]
    private static let fillers: Set<String> = [
        "the", "a", "an", "all", "their", "its", "each", "every", "of", "this", "these", "list", "top",
        "first", "for", "also", "any", "s",
        "both", "page", "current", "following", "fields", "information", "details", "data",
    ]
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
