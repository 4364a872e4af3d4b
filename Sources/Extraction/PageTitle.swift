/// Takes the name of the site off a page's title.
enum PageTitle {
    private static let separators: [String] = [
        " | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", " > ", " ‹ ", " › ", " ~ ",
        "｜", "：", "ㅣ", " |",
    ]

    /// `Headline | Site` without `| Site`. What is taken is known by its name or by a heading that goes without it.
    static func withoutSite(_ title: String, site: String?, headings: [String]) -> String {
        // What is longer is no title, and not worth the search.
        guard title.utf8.count <= 600 else { return title }
        let headings = headings.map { $0.utf8.count <= 600 ? key($0) : "" }
        if headings.contains(key(title)) { return title }
        var best = title
        let isASCII = title.utf8.allSatisfy { $0 < 0x80 }
        for separator in separators {
            // Searching texts by character is slow, and most titles have none of the signs.
            if isASCII, !contains(title, separator) { continue }
            var rest = best
            // From the end: a site's name, and the section before it.
            while let range = rest.ranges(of: separator).last {
                let head = String(rest[..<range.lowerBound])
                let tail = String(rest[range.upperBound...])
                guard !key(head).isEmpty else { break }
                let isSite = site.map { isName(tail, $0) } ?? false
                if headings.contains(key(head)) { return head }
                guard
                    isSite
                        || site == nil && separator.first == " " && wordCount(tail) <= 3
                            && wordCount(head) >= 3
                else { break }
                rest = head
                best = head
                if isSite { return head }
            }
            if let range = best.firstRange(of: separator) {
                let head = String(best[..<range.lowerBound])
                let tail = String(best[range.upperBound...])
                if headings.contains(key(tail)) { return tail }
                if let site, isName(head, site), !key(tail).isEmpty { return tail }
            }
        }
        return best
    }

    /// Whether `text` is the name of the site, or one begins with the other.
    static func isName(_ text: String, _ site: String) -> Bool {
        let text = key(text)
        let site = key(site)
        guard min(text.count, site.count) * 2 >= max(text.count, site.count), !text.isEmpty else {
            return false
        }
        return site.hasPrefix(text) || text.hasPrefix(site)
    }

    private static func wordCount(_ text: String) -> Int { text.split(separator: " ").count }

    /// Whether the bytes of `part` stand in `text`.
    private static func contains(_ text: String, _ part: String) -> Bool {
        var text = text
        var part = part
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard text.count >= part.count else { return false }
                return (0...text.count - part.count).contains { start in
                    part.indices.allSatisfy { text[start + $0] == part[$0] }
                }
            }
        }
    }

    /// Letters and digits in lower case.
    private static func key(_ text: String) -> String {
        let bytes = text.utf8
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: bytes.lazy.filter(\.isAlphanumeric).map(\.lowercased), as: UTF8.self)
        }
        return text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
