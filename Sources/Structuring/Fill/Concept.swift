import Extraction

/// Something that many schemas ask for under many names, and where pages keep it.
struct Concept: Sendable {
    enum ID: String, Sendable {
        case title, price, oldPrice, lowPrice, highPrice, currency, sku, gtin, mpn, brand, availability,
            condition, author
        case published, modified, description, body, image, images, url, rating, ratingCount, ingredients,
            instructions
        case prepTime, cookTime, totalTime, servings, category, cuisine, keywords, publisher, language,
            telephone, email
        case address, street, city, region, postalCode, country, startDate, endDate, location, company,
            salary, salaryMin
        case salaryMax, employmentType, remote, reviews, comments, score, duration, calories, isbn, pages,
            weight, color
        case size, material, model, seller, latitude, longitude, openingHours, siteName, version, licence,
            downloads
    }

    let id: ID
    /// Folded names, English first.
    let names: [String]
    /// Of the names: labels on pages are compared with them.
    let nameHashes: [WordHash]
    /// Steps into an item, best first.
    let paths: [[String]]
    /// Names of meta elements, best first.
    let metas: [String]

    /// What a field of this name and description asks for.
    static func named(_ name: String, description: String? = nil) -> Concept? {
        let folded = Folding.name(name)
        if let concept = lookup(folded) { return concept }
        guard let description else { return nil }
        // "the shop's item number" and the like: the beginning of the description, if it is short.
        let words = Folding.words(description.prefix { $0 != "." && $0 != "," && $0 != "(" }.description)
        return words.utf8.count <= 60 ? lookup(words) : nil
    }

    /// Looks the words up whole, then without words that only say of what kind or in which unit.
    static func lookup(_ folded: String) -> Concept? {
        if let concept = byName[folded] { return concept }
        var words = folded.split(separator: " ").map(String.init)
        guard words.count <= 8 else { return nil }
        while let last = words.last, units.contains(last), words.count > 1 { words.removeLast() }
        while let first = words.first, articles.contains(first), words.count > 1 { words.removeFirst() }
        if let concept = byName[words.joined(separator: " ")] { return concept }
        if let first = words.first, kinds.contains(first), words.count > 1 {
            if let concept = byName[words.dropFirst().joined(separator: " ")] { return concept }
        }
        if words.count > 1, words.last == "name" || words.last == "names" {
            if let concept = byName[words.dropLast().joined(separator: " ")], concept.id != .title {
                return concept
            }
        }
        return singular(words)
    }

    private static func singular(_ words: [String]) -> Concept? {
        guard let last = words.last, last.hasSuffix("s"), last.utf8.count > 3 else { return nil }
        let stem = last.hasSuffix("ies") ? String(last.dropLast(3)) + "y" : String(last.dropLast())
        return byName[(words.dropLast() + [stem]).joined(separator: " ")]
    }

    /// The concept whose name a label on the page is.
    static func labelled(_ folded: String) -> Concept? { byName[folded] }

    /// The concept whose name a label of this hash (`Folding.wordsHash`) is.
    static func labelled(_ label: WordHash) -> Concept? { byNameHash[label] }

    static func isName(_ label: WordHash) -> Bool { allNames.contains(label) }

    private static let byNameHash = Dictionary(
        uniqueKeysWithValues: byName.map { (Folding.hash(ofWords: $0.key), $0.value) })

    private static let allNames: HashedBits = {
        var hashes = HashedBits(minimumCapacity: 2_000)
        for hash in byNameHash.keys { hashes[hash] = 1 }
        return hashes
    }()

    static let byID: [ID: Concept] = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    private static let byName: [String: Concept] = {
        var map: [String: Concept] = [:]
        for concept in all {
            for name in concept.names where map[name] == nil { map[name] = concept }
        }
        return map
    }()

    private static let units: Set<String> = [
        "minutes", "minute", "mins", "min", "hours", "seconds", "secs", "usd", "eur", "gbp", "iso", "text",
        "string", "value",
        "amount", "info", "in", "date", "time", "list", "raw",
    ]
    private static let articles: Set<String> = [
        "the", "a", "an", "its", "their", "current", "main", "full", "all", "every", "each", "of", "this",
        "page", "primary",
    ]
    private static let kinds: Set<String> = [
        "product", "item", "article", "recipe", "book", "job", "event", "page", "post", "news", "story",
        "movie", "offer",
        "listing", "property", "course", "video", "podcast", "restaurant", "place", "business", "blog",
        "document", "shop",
        "total", "average", "aggregate", "customer", "user",
    ]
}
