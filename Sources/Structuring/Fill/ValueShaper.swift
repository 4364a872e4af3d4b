import JSON

/// Turns what a source says into what a field of that concept means, before the schema's own fitting.
enum ValueShaper {
    /// Nil when the value cannot be meant.
    static func shape(_ found: Found, for field: Field, node: SchemaNode, data: PageData) -> Found? {
        guard let value = shape(found.value, for: field, node: node, data: data) else { return nil }
        return Found(value: value, source: found.source, place: found.place, confidence: found.confidence)
    }

    private static func shape(_ value: JSON, for field: Field, node: SchemaNode, data: PageData) -> JSON? {
        switch field.concept?.id {
        case .image: return image(value, data: data)
        case .url, .images: return link(value, data: data)
        case .author: return people(value)
        case .price, .lowPrice, .highPrice, .oldPrice: return price(value, node: node)
        case .availability: return availability(value, node: node)
        case .sku, .gtin, .mpn: return code(value)
        case .published, .modified, .startDate, .endDate: return date(value, node: node, data: data)
        case .prepTime, .cookTime, .totalTime, .duration: return plain(value)
        case .servings: return servings(value)
        case .rating, .ratingCount: return rating(value)
        case .body, .instructions: return plain(value)
        default: return line(value)
        }
    }

    /// The scalar that stands for a value, texts on one line without markup.
    static func line(_ value: JSON) -> JSON? {
        switch value {
        case .string(let text):
            let text = TextCleaner.line(text)
            guard !text.isEmpty else { return nil }
            return .string(text)
        case .array(let elements):
            var list: [JSON] = []
            for element in elements.prefix(500) { if let element = line(element) { list.append(element) } }
            guard !list.isEmpty else { return nil }
            return .array(list)
        case .object(let members):
            guard let inner = SchemaFitter.plainValue(of: members) else { return value }
            return inner.objectValue == nil ? line(inner) : value
        case .null: return nil
        default: return value
        }
    }

    private static func plain(_ value: JSON) -> JSON? {
        guard case .string(let text) = value else { return line(value) }
        return .string(TextCleaner.lines(text).joined(separator: "\n"))
    }

    private static func link(_ value: JSON, data: PageData) -> JSON? {
        var value = value
        if case .array(let elements) = value, let first = elements.first { value = first }
        if case .object(let members) = value {
            value = members["url"] ?? members["contentUrl"] ?? members["@id"] ?? .null
        }
        guard let text = value.stringValue,
            let url = URLText.absolute(TextCleaner.withoutReferences(text), base: data.baseURL)
        else { return nil }
        return .string(url)
    }

    private static func image(_ value: JSON, data: PageData) -> JSON? {
        guard let link = link(value, data: data), let text = link.stringValue, !text.hasPrefix("data:") else {
            return nil
        }
        return link
    }

    private static func people(_ value: JSON) -> JSON? {
        // One text is one byline: "Salt & Pepper" stays whole.
        if case .string(let text) = value {
            let name = BylineFinder.withoutPrefix(text)
            guard name.utf8.count <= 200, !name.hasPrefix("http"),
                name.unicodeScalars.contains(where: \.properties.isAlphabetic)
            else { return nil }
            return .string(name)
        }
        let names = ListShaper.names([value])
        guard !names.isEmpty else { return nil }
        return .string(names.joined(separator: ", "))
    }

    private static func price(_ value: JSON, node: SchemaNode) -> JSON? {
        var value = value
        if case .object(let members) = value {
            guard let inner = members["price"] ?? members["value"] ?? members["amount"] ?? members["lowPrice"]
            else { return nil }
            value = inner
        }
        switch value {
        case .string(let text):
            guard let number = NumberText(text, isMoney: true), number.value >= 0 else { return nil }
            let words = Folding.words(node.description ?? "")
            let wantsDigits = ["decimal", "number", "numeric", "no currency", "without currency"].contains(
                where: words.containsText)
            if !node.types.contains(.string) || wantsDigits { return .string(number.text) }
            return .string(text.squashed)
        case .integer, .number: return value
        default: return nil
        }
    }

    private static func availability(_ value: JSON, node: SchemaNode) -> JSON? {
        guard let text = line(value)?.stringValue else { return value.boolValue.map(JSON.bool) }
        if text.hasPrefix("http") || text.hasPrefix("schema:") { return .string(PageItem.shortName(text)) }
        return .string(text)
    }

    private static func code(_ value: JSON) -> JSON? {
        guard let inner = line(value) else { return nil }
        guard case .string(let text) = inner else { return inner.integerValue == nil ? nil : inner }
        guard text.utf8.count <= 60, text.split(separator: " ").count <= 4, !text.hasPrefix("http") else {
            return nil
        }
        return .string(text)
    }

    private static func date(_ value: JSON, node: SchemaNode, data: PageData) -> JSON? {
        switch value {
        case .string(let text):
            let text = TextCleaner.line(text)
            // With a format the fitter makes its form; day and month are settled here, by the page's language.
            if node.format == nil { return .string(withoutLabel(text)) }
            guard let date = DateText(text, monthFirst: data.writesMonthFirst) else { return nil }
            return .string(date.secondOfDay == nil && node.format == "date" ? date.date : date.dateTime)
        case .integer(let number):
            guard let date = DateText(unixTime: number), number > 100_000_000 else { return value }
            return .string(date.dateTime)
        default: return line(value)
        }
    }

    /// "erstellt: 1. April 2025" without its first word.
    private static func withoutLabel(_ date: String) -> String {
        guard let colon = date.utf8.firstIndex(of: 0x3A), !date.hasPrefix("http"),
            !date[..<colon].utf8.contains(where: \.isASCIIDigit)
        else { return date }
        let rest = String(date[date.utf8.index(after: colon)...]).squashed
        return rest.isEmpty ? date : rest
    }

    private static func servings(_ value: JSON) -> JSON? {
        guard case .array(let elements) = value else { return line(value) }
        let texts = elements.compactMap { line($0) }
        return texts.first { $0.stringValue.map { $0.contains(" ") } ?? false } ?? texts.first
    }

    private static func rating(_ value: JSON) -> JSON? {
        guard case .object(let members) = value else { return line(value) }
        return (members["ratingValue"] ?? members["reviewCount"] ?? members["ratingCount"]).flatMap {
            line($0)
        }
    }
}

/// Turns what a source gives for a list into its elements.
enum ListShaper {
    static func elements(_ values: [JSON], for field: Field, data: PageData) -> [JSON] {
        switch field.concept?.id {
        case .author: return names(values).map(JSON.string)
        case .instructions: return steps(values).map(JSON.string)
        case .ingredients: return values.flatMap { texts($0) }.map(JSON.string)
        case .keywords, .category, .cuisine:
            return values.flatMap { texts($0) }.flatMap { $0.split { $0 == "," || $0 == ";" || $0 == "|" } }
                .map { String($0).squashed }
                .filter { !$0.isEmpty }.map(JSON.string)
        case .image, .images, .url:
            var links: [JSON] = []
            for value in values {
                var value = value
                if case .object(let members) = value {
                    value = members["url"] ?? members["contentUrl"] ?? .null
                }
                guard let text = value.stringValue, let url = URLText.absolute(text, base: data.baseURL)
                else { continue }
                links.append(.string(url))
            }
            return links.withoutRepeats
        default:
            return values.compactMap { ValueShaper.line($0) }
        }
    }

    private static func texts(_ value: JSON) -> [String] {
        switch value {
        case .string(let text): TextCleaner.lines(text)
        case .array(let elements): elements.prefix(500).flatMap { texts($0) }
        case .object(let members):
            SchemaFitter.plainValue(of: members)?.stringValue.map { [TextCleaner.line($0)] } ?? []
        case .integer, .number: [String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)]
        case .null, .bool: []
        }
    }

    /// Person names in texts and objects, each once.
    static func names(_ values: [JSON]) -> [String] {
        var names: [String] = []
        var open = Array(values.reversed())
        while let value = open.popLast(), names.count < 50 {
            switch value {
            case .array(let elements): open += elements.prefix(50).reversed()
            case .object(let members):
                if let name = members["name"] ?? members["@name"] ?? members["text"] { open.append(name) }
            case .string(let text): names += BylineFinder.names(in: text)
            default: continue
            }
        }
        return BylineFinder.unique(names)
    }

    /// Steps of a recipe: texts, `HowToStep`, sections of steps, or one text with a line for each.
    private static func steps(_ values: [JSON]) -> [String] {
        var steps: [String] = []
        var open = Array(values.reversed())
        while let value = open.popLast(), steps.count < 500 {
            switch value {
            case .array(let elements): open += elements.prefix(500).reversed()
            case .string(let text): steps += TextCleaner.lines(text)
            case .object(let members):
                if let inner = members["itemListElement"] ?? members["steps"] ?? members["step"] {
                    open.append(inner)
                } else if let text = members["text"] ?? members["description"] ?? members["name"] {
                    open.append(text)
                }
            default: continue
            }
        }
        return steps
    }
}
