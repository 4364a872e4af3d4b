import JSON

/// Makes one single value fit a node that asks for text, a number or a truth value.
struct ScalarFitter {
    let node: SchemaNode
    let name: String
    let baseURL: String?

    /// Nil when the node wants something else or the value says nothing of the kind.
    func fit(_ value: JSON) -> JSON? {
        let types = node.types
        switch value {
        case .string(let text):
            if types.contains(.string), let text = string(text) { return .string(text) }
            if !types.isDisjoint(with: [.number, .integer]), let number = number(from: text) {
                return number
            }
            if types.contains(.boolean), let flag = Self.truth(text) { return .bool(flag) }
            return nil
        case .integer, .number:
            if let number = bounded(value) { return number }
            if types.contains(.string) { return self.text(ofNumber: value).flatMap(string).map(JSON.string) }
            if types.contains(.boolean), let whole = value.integerValue, whole == 0 || whole == 1 {
                return .bool(whole == 1)
            }
            return nil
        case .bool(let flag):
            if types.contains(.boolean) { return value }
            if types.contains(.string) { return string(flag ? "true" : "false").map(JSON.string) }
            return nil
        case .null, .array, .object: return nil
        }
    }

    // MARK: Numbers

    private func number(from text: String) -> JSON? {
        if let seconds = durationSeconds(text) { return bounded(.number(seconds)) }
        let isMoney = CurrencyText.code(in: text) != nil || Self.isPriceName(name)
        guard var found = NumberText(text, isMoney: isMoney)?.value else { return nil }
        if let factor = Self.magnitude(after: text) { found *= factor }
        return bounded(.number(found))
    }

    /// The number as one of the node's types, when it lies in the node's bounds.
    private func bounded(_ value: JSON) -> JSON? {
        guard let number = value.doubleValue, number.isFinite else { return nil }
        // No `? … : nil` here: JSON takes a nil literal too, as its null.
        if node.types.contains(.number) {
            guard node.acceptance(of: number) == .yes else { return nil }
            return value
        }
        guard node.types.contains(.integer),
            let whole = value.integerValue ?? Int64(exactly: number.rounded()),
            node.acceptance(of: Double(whole)) == .yes
        else {
            return nil
        }
        return .integer(whole)
    }

    /// Lengths of time in the unit that the field's name or description states; minutes when none is.
    private func durationSeconds(_ text: String) -> Double? {
        let words = " \(Folding.name(name)) \(Folding.words(node.description ?? "")) "
        let isAsked = [
            " time", " duration", "minute", " hours", " seconds", " length ", " runtime", " dauer", " zeit",
        ]
        .contains { words.containsText($0) }
        guard isAsked || text.hasPrefix("PT") || text.hasPrefix("P0"),
            let seconds = DurationText.seconds(text)
        else { return nil }
        if words.containsText("second") || words.containsText(" secs ") { return seconds }
        if words.containsText(" hours ") || words.containsText(" hrs ") { return seconds / 3600 }
        if words.containsText(" days ") { return seconds / 86_400 }
        return seconds / 60
    }

    /// "1.2k", "3M views".
    private static func magnitude(after text: String) -> Double? {
        guard let found = NumberText(text), found.range.lowerBound <= 1 else { return nil }
        let rest = NumberText.simplified(text).dropFirst(found.range.upperBound)
        guard let letter = rest.first,
            rest.dropFirst().first.map({ $0 == 0x20 || $0 == UInt8(ascii: "+") }) ?? true
        else {
            return nil
        }
        switch letter {
        case UInt8(ascii: "k"), UInt8(ascii: "K"): return 1_000
        case UInt8(ascii: "M"): return 1_000_000
        case UInt8(ascii: "B"): return 1_000_000_000
        default: return nil
        }
    }

    static func isPriceName(_ name: String) -> Bool {
        let words = " \(Folding.name(name)) "
        return [
            " price", " cost ", " amount ", " preis", " prix ", " precio ", " prezzo ", " salary ", " total ",
            " fee ",
        ]
        .contains { words.containsText($0) }
    }

    private func text(ofNumber value: JSON) -> String? {
        String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    }

    // MARK: Truth

    static func truth(_ text: String) -> Bool? {
        guard text.utf8.count < 400 else { return nil }
        let folded = Folding.words(text)
        if yes.contains(folded) { return true }
        if no.contains(folded) { return false }
        return StockText.read(folded: folded).map(StockText.isAvailable)
    }

    private static let yes: Set<String> = [
        "true", "yes", "y", "1", "on", "ja", "oui", "si", "sim", "да", "так", "tak", "ano", "kylla", "evet",
        "是", "はい", "예",
        "included", "enabled", "checked", "available",
    ]
    private static let no: Set<String> = [
        "false", "no", "n", "0", "off", "none", "nein", "non", "nao", "nee", "нет", "ні", "nie", "ne", "ei",
        "hayir", "否",
        "いいえ", "아니요", "disabled", "unchecked", "not available",
    ]

    // MARK: Text

    private func string(_ text: String) -> String? {
        var text = text
        if let format = node.format {
            guard let formatted = Self.formatted(text, as: format, baseURL: baseURL) else { return nil }
            text = formatted
        }
        if node.maxLength < text.unicodeScalars.count {
            text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(node.maxLength)))
        }
        if let pattern = node.pattern, !pattern.matches(text) {
            // What surrounds the wanted text may be blanks and labels only.
            guard
                let part = text.split(whereSeparator: \.isWhitespace).map(String.init).prefix(200).first(
                    where: pattern.matches)
            else { return nil }
            text = part
        }
        return node.acceptsString(text) ? text : nil
    }

    static func formatted(_ text: String, as format: String, baseURL: String?) -> String? {
        let isLink = format == "uri" || format == "url" || format == "iri"
        if TextFormat.accepts(text, as: format) { return isLink && URLText.isScript(text) ? nil : text }
        if isLink { return URLText.absolute(text, base: baseURL) }
        let text = text.squashed
        switch format {
        case "date": return DateText(text)?.date
        case "date-time": return DateText(text)?.dateTime
        case "time":
            guard var date = DateText(year: 2000, month: 1, day: 1) else { return nil }
            date.readTime(Array(text.utf8.prefix(40)), from: 0)
            return date.secondOfDay == nil ? nil : String(date.dateTime.dropFirst(11))
        case "duration":
            return DurationText.seconds(text).flatMap { seconds in
                Int64(exactly: seconds.rounded()).map { "PT\($0)S" }
            }
        case "email", "idn-email":
            let address = text.lowercased().hasPrefix("mailto:") ? String(text.dropFirst(7)) : text
            return address.split(whereSeparator: { " <>(),;".contains($0) }).map(String.init).first(
                where: TextFormat.isEmail)
        default: return TextFormat.accepts(text, as: format) ? text : nil
        }
    }
}
