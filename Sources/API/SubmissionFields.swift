import Batches
import JSON

/// Reads the members of a submit body one by one and collects what is wrong with them. `null` counts as
/// absent everywhere; so does an empty string where the contract says so (section 1.3).
struct SubmissionFields {
    private let object: JSONObject
    private(set) var problems: [Problem] = []

    init(_ object: JSONObject) { self.object = object }

    /// `urls`: strings, or objects with a `url`; order and duplicates are kept.
    mutating func entries(_ rules: SubmissionRules) -> [NewBatch.Entry] {
        guard let value = present("urls") else {
            refuse("urls", "is required")
            return []
        }
        guard case .array(let elements) = value else {
            refuse("urls", "must be a list of URLs, not \(value.typeName)")
            return []
        }
        guard !elements.isEmpty else {
            refuse("urls", "must hold at least one URL")
            return []
        }
        guard elements.count <= rules.maxURLs else {
            refuse("urls", "holds \(elements.count) URLs, at most \(rules.maxURLs) are allowed")
            return []
        }
        var entries: [NewBatch.Entry] = []
        entries.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let entry = entry(element, field: "urls[\(index)]", rules) { entries.append(entry) }
        }
        return entries
    }

    private mutating func entry(
        _ element: JSON, field: String, _ rules: SubmissionRules
    ) -> NewBatch.Entry? {
        guard let url = element.stringValue ?? element["url"]?.stringValue else {
            refuse(field, "must be a URL string, or an object whose url is one")
            return nil
        }
        guard url.utf8.count <= Self.urlLimitBytes else {
            refuse(field, "is longer than \(Self.urlLimitBytes) bytes")
            return nil
        }
        // Blanks and line ends around a URL are no part of it.
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let inner = url.utf8.drop(while: isBlank).reversed().drop(while: isBlank)
        guard !inner.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            refuse(field, "must not contain control characters")
            return nil
        }
        switch rules.checkURL(url) {
        case .success(let host): return NewBatch.Entry(url: url, host: host)
        case .failure(.invalid(let reason)): refuse(field, reason)
        case .failure(.addressNotAllowed(let reason)):
            problems.append(Problem(field: field, reason: reason, isForbiddenAddress: true))
        }
        return nil
    }

    /// A string that counts as absent when it is empty.
    private mutating func text(_ name: String, limitBytes: Int = .max) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.stringValue else {
            refuse(name, "must be a string, not \(value.typeName)")
            return nil
        }
        guard text.utf8.count <= limitBytes else {
            refuse(name, "is longer than \(limitBytes) bytes")
            return nil
        }
        guard !text.utf8.contains(0) else {
            refuse(name, "must not contain NUL")
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// False when absent.
    mutating func flag(_ name: String) -> Bool {
        guard let value = present(name) else { return false }
        guard let flag = value.boolValue else {
            refuse(name, "must be true or false, not \(value.typeName)")
            return false
        }
        return flag
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, emptyIsAbsent: Bool
    ) -> Choice? {
        guard let value = present(name) else { return nil }
        if emptyIsAbsent, value == .string("") { return nil }
        if let choice = value.stringValue.flatMap(Choice.init(rawValue:)) { return choice }
        let allowed = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        refuse(name, "must be one of \(allowed)")
        return nil
    }

    /// Lower-case: two letters, `eu` and `global` included (contract section 17).
    mutating func proxyCountry() -> String? {
        guard let text = text("proxyCountry")?.lowercased() else { return nil }
        let isCode = text.utf8.count == 2 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        guard isCode || text == "global" else {
            refuse("proxyCountry", "must be a two-letter country code, \"eu\" or \"global\"")
            return nil
        }
        return text
    }

    mutating func prompt() -> String? { text("prompt", limitBytes: Self.promptLimitBytes) }

    mutating func cookies(_ rules: SubmissionRules) -> String? {
        guard let text = text("cookies", limitBytes: Self.cookieLimitBytes) else { return nil }
        if let problem = rules.checkCookies(text) {
            refuse("cookies", problem)
            return nil
        }
        return text
    }

    private func present(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    private mutating func refuse(_ field: String, _ reason: String) {
        problems.append(Problem(field: field, reason: reason))
    }

    private static let urlLimitBytes = 8192
    private static let promptLimitBytes = 16 << 10
    private static let cookieLimitBytes = 64 << 10
}
