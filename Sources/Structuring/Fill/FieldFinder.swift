import HTML
import JSON

/// Looks for the values of single fields, in stages from the surest source to the least.
struct FieldFinder {
    enum Stage: CaseIterable { case items, meta, visible, labels, derived, marked, state }

    let data: PageData
    private let markdown: [UInt8]?
    /// All that may be asked for.
    private let fields: [Field]
    private var wanted: WantedNames?
    private var view: PageView?
    private var labels: LabelList?
    private var marked: MarkedFinder?
    private var heading: String??
    private var prices: [PriceFinder.Price]?
    private var state: StateReader?

    init(data: PageData, markdown: [UInt8]?, fields: [Field]) {
        self.data = data
        self.fields = fields
        self.markdown = markdown
    }

    /// The visible page is looked at once, and only when something is asked of it.
    mutating func pageView() -> PageView {
        if let view { return view }
        let made = PageView(data)
        view = made
        return made
    }

    private mutating func wantedNames() -> WantedNames {
        if let wanted { return wanted }
        let made = WantedNames(fields.flatMap(\.stateKeys))
        wanted = made
        return made
    }

    mutating func pageLabels() -> LabelList {
        if let labels { return labels }
        let found = LabelReader.labels(of: pageView(), data.labelled)
        labels = found
        return found
    }

    /// The main heading, for which alone not the whole page is looked at.
    mutating func pageHeading() -> String? {
        if let view { return view.heading }
        if let heading { return heading }
        let found = PageView.heading(of: data)
        heading = .some(found)
        return found
    }

    mutating func pagePrices() -> [PriceFinder.Price] {
        if let prices { return prices }
        let found = PriceFinder.prices(in: pageView())
        prices = found
        return found
    }

    // MARK: Single values

    mutating func values(of field: Field, node: SchemaNode, scope: Scope, stage: Stage) -> [Found] {
        // Inside a part of the thing, "name" or "url" are the part's own, not the page's.
        let isPage = scope.isPage && !(scope.isNested && FieldFinder.isGeneral(field.concept))
        let found: [Found]
        switch stage {
        case .items:
            found =
                scope.isNested && scope.isPage && !isPage ? [] : itemsAndMore(field, scope, isPage: isPage)
        case .meta: found = isPage ? fromMeta(field) : []
        case .visible: found = isPage ? fromVisible(field, node: node) : []
        case .labels: found = isPage ? fromLabels(field) : []
        case .derived: found = derived(field, scope)
        case .marked: found = isPage ? fromMarked(field) : []
        case .state: found = isPage ? fromState(field) : []
        }
        return found.compactMap { ValueShaper.shape($0, for: field, node: node, data: data) }
    }

    /// The items' values, preceded for some fields by what pages are known to tell better elsewhere.
    private mutating func itemsAndMore(_ field: Field, _ scope: Scope, isPage: Bool) -> [Found] {
        let found = fromItems(field, scope.items)
        guard isPage, !scope.isNested else { return found }
        switch field.concept?.id {
        case .image:
            // The picture to share is the main one; items list several, thumbnails among them.
            return fromMeta(field).prefix(1).filter { !PageTitle.isLogo($0.value) } + found
        case .title:
            guard let main = scope.items.first,
                [.product, .recipe, .job].contains(ItemChooser.family(of: main))
            else {
                return TitleVote.winner(
                    among: found + fromMeta(field) + fromVisible(field, node: SchemaNode()), data: data)
                    + found
            }
            return found
        default: return found
        }
    }

    /// What follows from other fields: the time in total from its parts.
    private mutating func derived(_ field: Field, _ scope: Scope) -> [Found] {
        guard field.concept?.id == .totalTime else { return [] }
        var seconds = 0.0
        var places: [String] = []
        for id in [Concept.ID.prepTime, .cookTime] {
            guard let concept = Concept.byID[id] else { continue }
            let part = Field(concept: concept)
            let found = fromItems(part, scope.items) + (scope.isPage ? fromLabels(part) : [])
            let time = found.lazy.compactMap { found in
                found.value.stringValue.flatMap { DurationText.seconds($0) }.map { ($0, found.place) }
            }.first
            guard let time, time.0 > 0 else { continue }
            seconds += time.0
            places.append(time.1)
        }
        guard seconds > 0, let minutes = Int(exactly: (seconds / 60).rounded()) else { return [] }
        let place = places.joined(separator: " + ")
        return [Found(value: .string("PT\(minutes)M"), source: .jsonLD, place: place, confidence: 0.7)]
    }

    private static func isGeneral(_ concept: Concept?) -> Bool {
        switch concept?.id {
        case .title, .url, .description, .image, .images, .published, .author, .category, .keywords, .body,
            .language:
            true
        default: false
        }
    }

    private func fromItems(_ field: Field, _ items: [PageItem]) -> [Found] {
        var found: [Found] = []
        for (rank, item) in items.enumerated() {
            func add(_ value: JSON, _ place: String) {
                let base = item.source == .jsonLD ? 0.95 : 0.92
                let type = item.types.first ?? "item"
                found.append(
                    Found(
                        value: value, source: item.source, place: "\(type).\(place)",
                        confidence: base - (rank == 0 ? 0 : 0.1)))
            }
            // The name as the schema writes it is the surest, where the item knows it.
            for (name, value) in item.members
            where Folding.isKey(field.key, of: name) && !name.hasPrefix("@") && !ItemPath.isEmpty(value) {
                add(value, name)
            }
            for path in field.concept?.paths ?? [] {
                let values = ItemPath.values(path, in: item.members)
                for value in values.prefix(20) { add(value, path.joined(separator: ".")) }
            }
            if let value = Self.additionalProperty(field, in: item) { add(value, "additionalProperty") }
            if field.concept == nil, let (value, place) = Self.inner(field, in: item) { add(value, place) }
        }
        return found
    }

    /// A member one level inside: `streetAddress` in `address`.
    private static func inner(_ field: Field, in item: PageItem) -> (JSON, String)? {
        for (name, value) in item.members {
            for case .object(let members) in (value.arrayValue ?? [value]).prefix(5) {
                for (innerName, inner) in members where !ItemPath.isEmpty(inner) && !innerName.hasPrefix("@")
                {
                    let key = Folding.key(innerName)
                    if key == field.key && key.utf8.count > 3 || Folding.key(name) + key == field.key {
                        return (inner, "\(name).\(innerName)")
                    }
                }
            }
        }
        return nil
    }

    private static func additionalProperty(_ field: Field, in item: PageItem) -> JSON? {
        for value in ItemPath.values(["additionalProperty"], in: item.members) {
            guard let name = value["name"]?.stringValue, let inner = value["value"] else { continue }
            if Folding.isKey(field.key, of: name) { return inner }
            if let concept = Concept.labelled(Folding.words(name)), concept.id == field.concept?.id {
                return inner
            }
        }
        return nil
    }

    private func fromMeta(_ field: Field) -> [Found] {
        var found: [Found] = []
        for name in field.concept?.metas ?? [] {
            for meta in data.metas where meta.name == name {
                found.append(Found(value: .string(meta.content), source: .meta, place: name, confidence: 0.8))
            }
        }
        if field.concept == nil {
            for meta in data.metas {
                let last = meta.name.split { $0 == ":" || $0 == "." }.last.map(String.init) ?? meta.name
                guard Folding.isKey(field.key, of: last) || Folding.isKey(field.key, of: meta.name) else {
                    continue
                }
                found.append(
                    Found(value: .string(meta.content), source: .meta, place: meta.name, confidence: 0.7))
            }
        }
        return found
    }

    private mutating func fromLabels(_ field: Field) -> [Found] {
        let labels = pageLabels()
        var entries = labels.entries(Folding.hash(ofWords: field.words))
        for name in field.concept?.nameHashes ?? [] { entries += labels.entries(name) }
        return entries.prefix(10).map {
            Found(
                value: .string(labels.value(of: $0)), source: $0.source, place: labels.label(of: $0),
                confidence: 0.7)
        }
    }

    /// Elements whose class, id, `data-` attribute or `name` is the field's own name.
    private mutating func fromMarked(_ field: Field) -> [Found] {
        guard field.key.utf8.count >= 3 else { return [] }
        let finder = marked ?? MarkedFinder(data, wanted: wantedNames())
        marked = finder
        return finder.texts(named: field.key).map {
            Found(value: .string($0.text), source: .visible, place: $0.place, confidence: 0.5)
        }
    }

    private mutating func fromState(_ field: Field) -> [Found] {
        var reader = state ?? StateReader(data, wanted: wantedNames())
        state = nil
        defer { state = reader }
        return reader.values(keys: field.stateKeys).map {
            Found(value: $0.value, source: .state, place: $0.place, confidence: 0.5)
        }
    }

    // MARK: The visible page

    private mutating func fromVisible(_ field: Field, node: SchemaNode) -> [Found] {
        func seen(_ text: String, _ place: String, _ confidence: Double) -> Found {
            Found(value: .string(text), source: .visible, place: place, confidence: confidence)
        }
        switch field.concept?.id {
        case .title:
            let title = data.title.map { PageTitle.withoutSite($0, data: data) }
            return [
                pageHeading().map { seen($0, "heading", 0.7) }, title.map { seen($0, "title", 0.5) },
            ].compactMap { $0 }
        case .price, .lowPrice:
            return pagePrices().prefix(3).map { seen($0.text, "price near the heading", 0.6) }
        case .currency:
            return pagePrices().compactMap(\.currency).prefix(1).map {
                seen($0, "currency of the price", 0.6)
            }
        case .availability:
            guard let stock = StockFinder.stock(in: pageView()) else { return [] }
            let isWord = node.types.contains(.string) && node.allowed == nil && stock.isStated
            return [
                seen(
                    isWord ? stock.text : StockText.term(stock.reading), "stock text",
                    stock.isStated ? 0.6 : 0.4)
            ]
        case .author:
            let names = BylineFinder.authors(in: pageView())
            return names.isEmpty ? [] : [seen(names.joined(separator: ", "), "byline", 0.6)]
        case .published:
            return DateFinder.dates(in: pageView(), monthFirst: data.writesMonthFirst).prefix(2).map {
                seen($0.text, "date on the page", 0.5)
            }
        case .sku:
            return SKUFinder.codes(in: pageView(), labels: pageLabels(), url: data.canonicalURL ?? data.url)
                .map {
                    seen($0, "code on the page", 0.5)
                }
        case .url:
            return [data.canonicalURL ?? data.url].compactMap { $0 }.map {
                Found(value: .string($0), source: .url, place: "address", confidence: 0.9)
            }
        case .language: return data.language.map { [seen($0, "html lang", 0.9)] } ?? []
        case .body:
            return markdown.map { [seen(String(decoding: $0, as: UTF8.self), "main content", 0.7)] } ?? []
        case .rating:
            return RatingFinder.rating(in: pageView()).map { [seen($0, "rating on the page", 0.5)] } ?? []
        default: return []
        }
    }

    // MARK: Lists

    /// Whole lists of single values, the best first.
    mutating func lists(of field: Field, node: SchemaNode, scope: Scope, stage: Stage) -> [Found] {
        let isPage = scope.isPage && !scope.isNested
        switch stage {
        case .items:
            for item in scope.items {
                for group in Self.listGroups(field, in: item) {
                    let values = ListShaper.elements(group.values, for: field, data: data)
                    guard !values.isEmpty else { continue }
                    let place = "\(item.types.first ?? "item").\(group.place)"
                    return [Found(value: .array(values), source: item.source, place: place, confidence: 0.9)]
                }
            }
            return []
        case .meta:
            guard isPage else { return [] }
            let found = fromMeta(field)
            guard let first = found.first else { return [] }
            let values = ListShaper.elements(
                found.filter { $0.place == first.place }.map(\.value), for: field, data: data)
            return values.isEmpty
                ? [] : [Found(value: .array(values), source: .meta, place: first.place, confidence: 0.7)]
        case .visible:
            guard isPage else { return [] }
            if field.concept?.id == .author {
                let names = BylineFinder.authors(in: pageView())
                return names.isEmpty
                    ? []
                    : [
                        Found(
                            value: .array(names.map(JSON.string)), source: .visible, place: "byline",
                            confidence: 0.6)
                    ]
            }
            let lines = SectionFinder.lines(for: field, in: pageView())
            return lines.isEmpty
                ? []
                : [
                    Found(
                        value: .array(lines.map(JSON.string)), source: .visible, place: "list",
                        confidence: 0.5)
                ]
        case .labels:
            let isLong = field.concept?.id == .ingredients || field.concept?.id == .instructions
            guard isPage, !isLong, let entry = fromLabels(field).first else { return [] }
            let values = ListShaper.elements([entry.value], for: field, data: data)
            return values.isEmpty
                ? []
                : [Found(value: .array(values), source: entry.source, place: entry.place, confidence: 0.6)]
        case .derived, .marked: return []
        case .state:
            guard isPage, field.concept?.id != .author else { return [] }
            return fromState(field).filter { $0.value.arrayValue?.isEmpty == false }
        }
    }

    private static func listGroups(_ field: Field, in item: PageItem) -> [(values: [JSON], place: String)] {
        var groups: [(values: [JSON], place: String)] = []
        for (name, value) in item.members
        where Folding.isKey(field.key, of: name) && !name.hasPrefix("@") {
            groups.append((value.arrayValue ?? [value], name))
        }
        for path in field.concept?.paths ?? [] {
            let values = ItemPath.values(path, in: item.members)
            if !values.isEmpty { groups.append((values, path.joined(separator: "."))) }
        }
        return groups
    }

    // MARK: Objects

    /// The objects inside the scope's items that a field of that name means.
    func objects(for field: Field, in scope: Scope) -> [(JSONObject, PageItem)] {
        var found: [(JSONObject, PageItem)] = []
        for item in scope.items {
            var paths: [[String]] = item.members.names.filter {
                Folding.isKey(field.key, of: $0)
                    || field.key.hasSuffix("s") && Folding.isKey(String(field.key.dropLast()), of: $0)
            }.map { [$0] }
            for path in field.concept?.paths ?? [] {
                paths.append(path)
                if path.count > 1 { paths.append(path.dropLast()) }
            }
            for path in paths {
                for case .object(let members) in ItemPath.values(path, in: item.members) {
                    found.append((members, item))
                }
                if !found.isEmpty { return found }
            }
        }
        return found
    }

    /// All labelled values of the page as an object.
    mutating func properties() -> JSONObject {
        var members = JSONObject()
        for item in data.items {
            for value in ItemPath.values(["additionalProperty"], in: item.members) {
                guard let name = value["name"]?.stringValue, let inner = value["value"],
                    !ItemPath.isEmpty(inner)
                else { continue }
                members[name] = inner
            }
        }
        let labels = pageLabels()
        for entry in labels.entries
        where entry.source == .table || view?.document.isElement(entry.node, .dd) == true {
            guard members.count < 200 else { break }
            let label = labels.label(of: entry)
            if members[label] == nil { members[label] = .string(labels.value(of: entry)) }
        }
        return members
    }

    /// Groups of like records in the page, the most promising first.
    mutating func recordGroups(for fields: [Field], words: String) -> [[PageItem]] {
        RecordFinder.groups(for: fields, words: words, data: data, view: pageView())
    }

    /// Records without members: one text each.
    mutating func plainRows(words: String) -> [JSON] {
        RecordFinder.titles(words: words, data: data, view: pageView()).map(JSON.string)
    }
}
