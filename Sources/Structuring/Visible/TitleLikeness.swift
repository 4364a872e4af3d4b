/// Tells how like a text is to one of a page's titles.
struct TitleLikeness {
    private let titles: [Set<Substring>]

    /// The titles are folded.
    init(_ titles: [String]) {
        self.titles = titles.map { Set($0.split(separator: " ")) }
    }

    /// 0 to 1: the share of words that a text has in common with the nearest of the titles.
    func likeness(of text: String) -> Double {
        let words = Set(Folding.words(text).split(separator: " "))
        guard !words.isEmpty else { return 0 }
        return titles.map { title in
            title.isEmpty ? 0 : Double(words.count { title.contains($0) }) / Double(words.count)
        }.max() ?? 0
    }
}
