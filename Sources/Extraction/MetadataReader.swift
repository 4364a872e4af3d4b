import HTML
import JSON

/// Weighs what a page says about itself. For each value the first source that has it wins:
///
/// 1. JSON-LD, the entity that the page is about;
/// 2. Open Graph and the news vocabulary of `meta` (`article:…`);
/// 3. Twitter cards, Dublin Core, and the `meta` names of publishing systems;
/// 4. microdata (`itemprop`);
/// 5. what a reader sees: `title`, `h1`, bylines, `time` elements, dates in the address.
package struct MetadataReader {
    private let signals: MetadataSignals
    private let data: LinkedData
    private let main: JSONObject?
    private let url: String?
    private let base: PageURL?

    package static func read(_ document: Document, url: String?) -> PageMetadata {
        Arena.with(document) { arena in
            MetadataReader(MetadataSignals(arena), url: url).metadata()
        }
    }

    init(_ signals: MetadataSignals, url: String?) {
        self.signals = signals
        self.url = url
        base = url.flatMap { PageURL($0) }
        data = LinkedData(signals.linkedData)
        main = Self.mainEntity(of: data, url: signals.canonical ?? url)
    }

    private func metadata() -> PageMetadata {
        var result = PageMetadata()
        result.siteName = siteName()
        result.title = title(siteName: result.siteName)
        result.description =
            first(
                "og:description", "description", "twitter:description", "dc.description",
                "dcterms.description")
            ?? clean(data.text(main?["description"])) ?? property("description")
        result.authors = authors()
        result.published = published()
        result.modified = modified()
        result.language = language()
        result.canonicalURL = absolute(signals.canonical ?? meta("og:url") ?? data.url(main?["url"]))
        result.image = absolute(
            meta("og:image:secure_url") ?? meta("og:image") ?? meta("og:image:url") ?? meta("twitter:image")
                ?? meta("twitter:image:src") ?? data.url(main?["image"]) ?? data.url(main?["thumbnailUrl"])
                ?? property("image") ?? meta("thumbnail"))
        result.keywords = keywords()
        result.type = main.flatMap { LinkedData.types(of: $0).first } ?? meta("og:type") ?? itemType()
        return result
    }

    // MARK: The entity

    private static let articleTypes: Set<String> = [
        "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "LiveBlogPosting",
        "TechArticle",
        "ScholarlyArticle", "SocialMediaPosting", "Report", "AdvertiserContentArticle", "SatiricalArticle",
        "DiscussionForumPosting", "MedicalScholarlyArticle", "Recipe", "Product", "VideoObject", "QAPage",
        "Review",
        "Course", "Event", "Book", "Movie", "PodcastEpisode", "HowTo", "JobPosting", "SoftwareApplication",
    ]
    private static let pageTypes: Set<String> = [
        "WebPage", "ItemPage", "AboutPage", "CollectionPage", "ProfilePage", "FAQPage", "MedicalWebPage",
    ]

    /// The article, product or the like that the page is about: the one with the page's address, else the first
    /// that has a headline, else the first; a plain web page where there is none.
    private static func mainEntity(of data: LinkedData, url: String?) -> JSONObject? {
        var best: (entity: JSONObject, score: Int)?
        for entity in data.entities {
            let types = LinkedData.types(of: entity)
            var score = 0
            if types.contains(where: articleTypes.contains) {
                score = 100
            } else if types.contains(where: pageTypes.contains) {
                score = 20
            } else {
                continue
            }
            if types.contains(where: { $0.hasSuffix("Article") || $0.hasSuffix("Posting") }) { score += 10 }
            if types.contains("VideoObject") || types.contains("Review") || types.contains("Event") {
                score -= 30
            }
            if entity["headline"] != nil || entity["name"] != nil { score += 5 }
            if entity["datePublished"] != nil { score += 5 }
            if entity["author"] != nil { score += 3 }
            if let url, Self.isAbout(entity, url, data) { score += 12 }
            if best.map({ score > $0.score }) ?? true { best = (entity, score) }
        }
        return best?.entity
    }

    private static func isAbout(_ entity: JSONObject, _ url: String, _ data: LinkedData) -> Bool {
        for name in ["url", "mainEntityOfPage", "@id"] {
            if let address = data.url(entity[name]), key(address) == key(url) { return true }
        }
        return false
    }

    /// An address without what often differs between two spellings of it.
    private static func key(_ url: String) -> Substring {
        var key = url.prefix { $0 != "?" && $0 != "#" }
        if let scheme = key.firstRange(of: "://") { key = key[scheme.upperBound...] }
        if key.hasPrefix("www.") { key = key.dropFirst(4) }
        while key.last == "/" { key = key.dropLast() }
        return key
    }

    // MARK: Title

    private func title(siteName: String?) -> String? {
        let headline = clean(data.text(main?["headline"])).flatMap { $0.count > 3 ? $0 : nil }
        // What the page shows or declares elsewhere tells where a title ends and the site's name begins.
        let known = signals.headings + [headline, property("headline")].compactMap { $0 }
        let declared = first("og:title", "twitter:title").map {
            PageTitle.withoutSite($0, site: siteName, headings: known)
        }
        if let declared, siteName.map({ !PageTitle.isName(declared, $0) }) ?? true { return declared }
        if let headline = headline ?? property("headline"), !isContradicted(headline) { return headline }
        if let title = first("dc.title", "dcterms.title", "parsely-title", "sailthru.title") { return title }
        if let document = clean(signals.title) {
            return PageTitle.withoutSite(document, site: siteName, headings: known)
        }
        return declared ?? signals.headings.lazy.compactMap(clean).first ?? clean(data.text(main?["name"]))
    }

    /// Whether the page's title begins with its heading and has nothing of `headline`: that is a description.
    private func isContradicted(_ headline: String) -> Bool {
        guard let document = clean(signals.title), let heading = signals.headings.first, !heading.isEmpty
        else {
            return false
        }
        return document.hasPrefix(heading) && !document.contains(headline) && !heading.contains(headline)
    }

    // MARK: Authors

    private func authors() -> [String] {
        let house = Set(
            [siteName(), data.text(data.object(main?["publisher"])?["name"])].compactMap { $0?.lowercased() })
        var fallback: [String] = []
        for source in authorSources {
            var seen: Set<String> = []
            let names = source(self).filter { seen.insert($0.lowercased()).inserted }
            // The publisher is named where nobody better is.
            let isHouse = names.allSatisfy { house.contains($0.lowercased()) }
            if !names.isEmpty, !isHouse { return names }
            if fallback.isEmpty { fallback = names }
        }
        return fallback
    }

    private var authorSources: [(MetadataReader) -> [String]] {
        let metas = [
            "article:author", "author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author",
            "byl",
            "citation_author", "og:article:author", "article:author_name", "cxenseparse:author",
            "dc.contributor",
        ]
        return [{ $0.people($0.main?["author"]) }, { $0.people($0.main?["creator"]) }]
            + metas.map { name in { ($0.signals.metas[name] ?? []).flatMap(AuthorNames.split) } }
            + [
                { ($0.signals.properties["author"] ?? []).flatMap(AuthorNames.split) },
                { $0.signals.linkedAuthors.flatMap(AuthorNames.split) },
                { $0.signals.bylines.prefix(3).flatMap(AuthorNames.split) },
            ]
    }

    private func people(_ value: JSON?) -> [String] {
        LinkedData.list(value).prefix(40).flatMap { person -> [String] in
            if let text = person.stringValue { return AuthorNames.split(text) }
            guard let object = data.object(person) else { return [] }
            let name = data.text(object["name"]) ?? joined(object["givenName"], object["familyName"])
            if let names = LinkedData.list(object["name"]) as [JSON]?, names.count > 1 {
                return names.compactMap(\.stringValue).flatMap { AuthorNames.split($0) }
            }
            return name.map { AuthorNames.split($0) } ?? []
        }
    }

    private func joined(_ first: JSON?, _ second: JSON?) -> String? {
        let parts = [data.text(first), data.text(second)].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    // MARK: Dates

    private func published() -> String? {
        if let date = date(main?["datePublished"]) ?? date(main?["uploadDate"]) { return date }
        for name in Self.publicationNames {
            if let date = meta(name).flatMap(DateReader.iso) { return date }
        }
        if let date = propertyDate("datepublished") ?? date(main?["dateCreated"])
            ?? propertyDate("datecreated")
        {
            return date
        }
        let marked = signals.times.first(where: \.isPublished).flatMap { DateReader.iso($0.value) }
        if let date = marked ?? dateInAddress() { return date }
        return signals.times.lazy.compactMap { DateReader.iso($0.value) }.first
    }

    private static let publicationNames = [
        "article:published_time", "og:published_time", "article:published", "datepublished", "date_published",
        "publish-date", "publish_date", "publication_date", "pubdate", "parsely-pub-date", "sailthru.date",
        "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created",
        "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime",
        "originalpublicationdate",
        "date", "created", "article:post_date", "displaydate", "ptime", "pdate",
    ]

    private static let modificationNames = [
        "article:modified_time", "og:updated_time", "article:modified", "last-modified", "lastmod",
        "dcterms.modified", "dc.date.modified", "datemodified", "revised", "updated_time",
    ]

    private func modified() -> String? {
        if let date = date(main?["dateModified"]) { return date }
        for name in Self.modificationNames {
            if let date = meta(name).flatMap(DateReader.iso) { return date }
        }
        return propertyDate("datemodified")
    }

    private func date(_ value: JSON?) -> String? { data.text(value).flatMap(DateReader.iso) }

    private func propertyDate(_ name: String) -> String? { property(name).flatMap(DateReader.iso) }

    /// `/2024/05/01/` in the page's address.
    private func dateInAddress() -> String? {
        guard let url = signals.canonical ?? url else { return nil }
        let parts = url.split(whereSeparator: { $0 == "/" || $0 == "-" || $0 == "." })
        guard parts.count >= 3 else { return nil }
        for index in 0...(parts.count - 3) {
            guard parts[index].count == 4, let year = Int(parts[index]), (1990...2100).contains(year),
                parts[index + 1].count <= 2, parts[index + 2].count <= 2
            else { continue }
            return DateReader.iso("\(parts[index])-\(parts[index + 1])-\(parts[index + 2])")
        }
        return nil
    }

    // MARK: The rest

    private func siteName() -> String? {
        if let name = first(
            "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")
        {
            return name
        }
        if let name = clean(data.text(data.object(main?["publisher"])?["name"])) { return name }
        let site = data.entities.first { LinkedData.types(of: $0).contains("WebSite") }
        return clean(data.text(site?["name"]))
    }

    private func language() -> String? {
        let value =
            signals.language ?? meta("content-language") ?? meta("og:locale") ?? meta("language")
            ?? data.text(main?["inLanguage"])
        guard let tag = clean(value), let first = tag.split(whereSeparator: { $0 == "," || $0 == " " }).first
        else {
            return nil
        }
        let parts = first.split(whereSeparator: { $0 == "-" || $0 == "_" })
        guard let language = parts.first, (2...8).contains(language.count), language.allSatisfy(\.isLetter)
        else {
            return nil
        }
        return
            ([language.lowercased()]
            + parts.dropFirst().map { $0.count == 2 ? $0.uppercased() : String($0) }).joined(separator: "-")
    }

    private func keywords() -> [String] {
        var values: [String] = []
        for name in ["keywords", "news_keywords", "article:tag", "parsely-tags", "sailthru.tags"]
        where values.isEmpty {
            values = (signals.metas[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
        }
        if values.isEmpty {
            values = LinkedData.list(main?["keywords"]).compactMap { data.text($0) }
                .flatMap { $0.split(separator: ",").map(String.init) }
        }
        var seen: Set<String> = []
        return values.compactMap(clean).filter { seen.insert($0.lowercased()).inserted }
    }

    private func itemType() -> String? {
        signals.itemTypes.first?.split(separator: "/").last.map(String.init)
    }

    private func meta(_ name: String) -> String? { signals.metas[name]?.first }

    private func first(_ names: String...) -> String? {
        for name in names {
            if let value = clean(meta(name)) { return value }
        }
        return nil
    }

    private func property(_ name: String) -> String? { clean(signals.properties[name]?.first) }

    /// Text on one line; references that were escaped twice are read; nil when nothing is left.
    private func clean(_ text: String?) -> String? { text.flatMap { PlainText.clean($0) } }

    private func absolute(_ reference: String?) -> String? {
        guard var reference, !reference.isEmpty else { return nil }
        return reference.withUTF8 { PageURL.resolve($0, against: base) }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
