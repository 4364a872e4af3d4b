import JSON

/// Chooses among the titles that a page gives itself in several places: those that agree win.
enum TitleVote {
    /// The winner alone; empty when there is no title at all.
    static func winner(among found: [Found], data: PageData) -> [Found] {
        var ballots: [(found: Found, key: String, weight: Double)] = []
        for candidate in found {
            guard let text = candidate.value.stringValue.map({ TextCleaner.line($0) }), !text.isEmpty else {
                continue
            }
            let isWhole = candidate.source != .meta && candidate.place != "title"
            let title = isWhole ? text : PageTitle.withoutSite(text, data: data)
            let vote = Found(
                value: .string(title), source: candidate.source, place: candidate.place,
                confidence: candidate.confidence)
            ballots.append((vote, Folding.key(title), weight(of: candidate)))
        }
        var best: (found: Found, score: Double)?
        for ballot in ballots {
            let score = ballots.reduce(0) { $0 + ($1.key == ballot.key ? $1.weight : 0) }
            if score > best?.score ?? 0 { best = (ballot.found, score) }
        }
        return best.map { [$0.found] } ?? []
    }

    private static func weight(of candidate: Found) -> Double {
        switch candidate.source {
        case .jsonLD, .microdata, .rdfa, .microformats: candidate.place.hasSuffix("headline") ? 1.1 : 0.6
        case .visible: candidate.place == "heading" ? 1.2 : 0.5
        case .meta: candidate.place == "og:title" ? 0.6 : 0.3
        default: 0.2
        }
    }
}
