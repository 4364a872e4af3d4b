import HTML

/// Finds when the page was published, where only the visible page tells.
enum DateFinder {
    /// Texts that hold a date, the most likely first.
    static func dates(in view: PageView, monthFirst: Bool) -> [(text: String, node: NodeID)] {
        let heading = view.mainHeading ?? 0
        var found: [(text: String, node: NodeID, score: Double)] = []
        for (position, spot) in view.spots.enumerated() {
            guard found.count < 200 else { break }
            let isTime = view.document.isElement(spot.node, .time)
            let stamp = isTime ? view.document.attribute(.datetime, of: spot.node) : nil
            guard isTime || spot.hints.contains(.date) || spot.count <= 80 else { continue }
            let text = stamp ?? view.text(of: spot)
            guard text.utf8.count <= 200,
                text.utf8.contains(where: \.isASCIIDigit), DateText(text, monthFirst: monthFirst) != nil
            else { continue }
            var score = 1.0
            if isTime { score += 1 }
            if spot.hints.contains(.date) { score += 1 }
            if !spot.context.isDisjoint(with: [.related, .chrome, .comment, .hidden]) { score -= 2 }
            let words = Folding.words(view.text(of: spot))
            if updates.contains(where: words.containsText) { score -= 0.7 }
            if publications.contains(where: words.containsText) { score += 0.7 }
            score -= min(2, Double(abs(position - heading)) / 20)
            found.append((text, spot.node, score))
        }
        return found.sorted { $0.score > $1.score }.map { ($0.text, $0.node) }
    }

    private static let updates = [
        "updat", "modif", "aktualis", "mis a jour", "actualiz", "aggiorna", "обновлен", "edited", "zuletzt",
    ]
    private static let publications = [
        "publi", "posted", "veroffentlicht", "erstellt", "опубликован", "created", "pubblicat",
    ]
}
