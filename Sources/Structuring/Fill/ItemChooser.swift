import JSON

/// Decides which of a page's items a schema is about, and which others may add to it.
struct ItemChooser {
    let data: PageData
    /// Words that tell the kind of thing: the schema's title and description, the prompt.
    let hint: String
    let headings: [String]
    private let likeness: TitleLikeness

    enum Family: Hashable {
        case product, article, recipe, job, event, place, person, media, page, navigation, other
    }

    init(_ data: PageData, hint: String) {
        self.data = data
        self.hint = " \(Folding.name(hint)) "
        let heading = data.headings.prefix(5).map { VisibleText.line(of: $0, in: data.document, limit: 400) }
        let metas = [data.meta(["og:title", "twitter:title"]), data.title].compactMap { $0 }
        headings = (heading + metas).map(Folding.words)
        likeness = TitleLikeness(headings)
    }

    /// The items that tell of the page's thing, the fullest first; empty when none does.
    func items(for fields: [Field]) -> [PageItem] {
        let candidates = Self.candidates(data.items)
        let scored = candidates.enumerated().map { ($0.offset, $0.element, score($0.element, for: fields)) }
        guard let best = scored.max(by: { ($0.2, -$0.0) < ($1.2, -$1.0) }), best.2 > 0 else { return [] }
        let main = best.1
        let name = Self.name(of: main).map(Folding.words)
        let family = Self.family(of: main)
        let others = scored.filter { position, item, score in
            guard position != best.0, score > 0 else { return false }
            let other = Self.family(of: item)
            if other == .page { return true }
            guard other == family || other == .article && family == .page else { return false }
            guard let name, let otherName = Self.name(of: item).map(Folding.words) else { return true }
            return name == otherName || name.containsText(otherName) || otherName.containsText(name)
        }
        return [main] + others.sorted { ($0.2, -$0.0) > ($1.2, -$1.0) }.prefix(8).map(\.1)
    }

    /// Items and what they are mainly about.
    static func candidates(_ items: [PageItem]) -> [PageItem] {
        var all: [PageItem] = []
        for item in items.prefix(400) {
            all.append(item)
            for name in [
                "mainEntity", "mainEntityOfPage", "about", "itemReviewed", "hasPart", "item", "children",
            ] {
                guard let inner = item.members[name] else { continue }
                for case .object(let members) in inner.arrayValue ?? [inner]
                where members.count > 1 && all.count < 600 {
                    all.append(PageItem(members: members, source: item.source, node: item.node))
                }
            }
        }
        return all
    }

    private func score(_ item: PageItem, for fields: [Field]) -> Double {
        var score = 0.0
        for field in fields where Self.tells(item, field) { score += field.concept?.id == .title ? 0.5 : 1 }
        guard score > 0 else { return 0 }
        let family = Self.family(of: item)
        if let words = Self.hints[family], words.contains(where: hint.containsText) { score += 4 }
        switch family {
        case .navigation: score -= 5
        case .page, .person, .other: score -= 0.5
        default: score += 0.5
        }
        if let name = Self.name(of: item) {
            let words = Folding.words(name)
            if headings.contains(words) {
                score += 2
            } else if likeness.likeness(ofWords: words) > 0.7 {
                score += 1.2
            }
        }
        if let url = item.members["url"]?.stringValue ?? item.members["@id"]?.stringValue, isPageURL(url) {
            score += 1
        }
        return score + min(Double(item.members.count), 30) * 0.03
    }

    private func isPageURL(_ url: String) -> Bool {
        func plain(_ text: String) -> Substring.UTF8View {
            var rest = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            if let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[colon...].starts(with: "://".utf8) {
                rest = rest[rest.index(colon, offsetBy: 3)...]
            }
            while rest.last == UInt8(ascii: "/") { rest.removeLast() }
            return rest
        }
        let target = plain(url)
        return [data.url, data.canonicalURL].contains { $0.map { plain($0).elementsEqual(target) } ?? false }
    }

    private static func tells(_ item: PageItem, _ field: Field) -> Bool {
        if let concept = field.concept,
            concept.paths.contains(where: { ItemPath.leads($0, in: item.members) })
        {
            return true
        }
        return item.members.contains { Folding.isKey(field.key, of: $0.name) && !ItemPath.isEmpty($0.value) }
    }

    static func name(of item: PageItem) -> String? {
        for key in ["name", "headline", "title"] {
            if let text = item.members[key]?.stringValue { return TextCleaner.line(text) }
        }
        return nil
    }

    static func family(of item: PageItem) -> Family {
        for type in item.types {
            if let family = families[type] { return family }
            if type.hasSuffix("Article") || type.hasSuffix("Posting") { return .article }
            if type.hasSuffix("Event") || type.hasSuffix("Festival") { return .event }
            if type.hasSuffix("Page") { return .page }
            if type.hasSuffix("Store") || type.hasSuffix("Business") { return .place }
        }
        return .other
    }

    private static let families: [String: Family] = [
        "Product": .product, "ProductGroup": .product, "IndividualProduct": .product,
        "ProductModel": .product, "Vehicle": .product,
        "Car": .product, "h-product": .product, "Book": .product, "SoftwareApplication": .product,
        "Offer": .product,
        "Report": .article, "h-entry": .article, "Review": .article, "LiveBlogPosting": .article,
        "CreativeWork": .article,
        "Recipe": .recipe, "h-recipe": .recipe, "JobPosting": .job, "Event": .event, "h-event": .event,
        "Person": .person,
        "h-card": .person, "Organization": .other, "NewsMediaOrganization": .other, "LocalBusiness": .place,
        "Restaurant": .place,
        "Hotel": .place, "Place": .place, "Movie": .media, "VideoObject": .media, "MusicRecording": .media,
        "TVSeries": .media,
        "AudioObject": .media, "PodcastEpisode": .media, "WebPage": .page, "ItemPage": .page,
        "AboutPage": .page,
        "BreadcrumbList": .navigation, "ListItem": .navigation, "WebSite": .navigation,
        "SiteNavigationElement": .navigation,
        "SearchAction": .navigation, "WPHeader": .navigation, "WPFooter": .navigation,
        "WPSideBar": .navigation,
        "ImageObject": .navigation, "ImageGallery": .navigation, "Comment": .navigation, "FAQPage": .page,
        "Question": .article,
    ]

    private static let hints: [Family: [String]] = [
        .product: [" product", " item ", " shop", " book ", " goods ", " offer "],
        .article: [" article", " news", " blog", " post ", " story"],
        .recipe: [" recipe", " dish ", " meal "],
        .job: [" job", " vacanc", " position "], .event: [" event", " concert", " conference"],
        .place: [" business", " restaurant", " hotel", " place ", " store "],
        .person: [" person", " profile ", " people "],
        .media: [" movie", " video", " film ", " song ", " podcast"],
    ]
}
