import Structuring

/// Cuts a page's Markdown to what a model can take in.
///
/// A page that fits goes whole. Of a longer one the pieces that hold the words asked for are kept, with its beginning;
/// what is spread over a page (lists) is asked of several parts in the page's order, single values of the best part first.
struct PageParts {
    /// A few lines that belong together.
    private struct Piece {
        let range: Range<Int>
        let tokens: Int
        var score = 0.0
    }

    let words: Set<String>
    let tokensPerPart: Int
    let partLimit: Int
    /// Keep the page's order over all parts; else the most telling pieces come first.
    let keepsOrder: Bool

    private static let pieceBytes = 1200

    func cut(_ markdown: [UInt8]) -> [[UInt8]] {
        guard TokenEstimate.tokens(in: markdown) > tokensPerPart else {
            return markdown.allSatisfy { $0 <= 0x20 } ? [] : [markdown]
        }
        let pieces = scored(pieces(of: markdown), in: markdown)
        let ranked = pieces.indices.sorted {
            (pieces[$1].score, $0) < (pieces[$0].score, $1)
        }
        var parts: [[Int]] = []
        if keepsOrder {
            let kept = taken(ranked[...], of: pieces, budget: tokensPerPart * partLimit).sorted()
            var rest = kept[...]
            while !rest.isEmpty, parts.count < partLimit {
                var room = tokensPerPart
                let part = rest.prefix {
                    room -= pieces[$0].tokens
                    return room >= 0
                }
                guard !part.isEmpty else { break }
                parts.append(Array(part))
                rest = rest.dropFirst(part.count)
            }
        } else {
            var rest = ranked
            while !rest.isEmpty, parts.count < partLimit {
                // Further parts are worth a request only where they say something of what is asked.
                if let first = rest.first, !parts.isEmpty, pieces[first].score == 0 { break }
                let part = taken(rest[...], of: pieces, budget: tokensPerPart)
                guard !part.isEmpty else { break }
                parts.append(part.sorted())
                let used = Set(part)
                rest.removeAll { used.contains($0) }
            }
        }
        return parts.map { text(of: $0, pieces, markdown) }
    }

    /// The first pieces of `order` that fit together.
    private func taken(_ order: ArraySlice<Int>, of pieces: [Piece], budget: Int) -> [Int] {
        var room = budget
        return order.filter {
            // The mark of a gap is counted with each piece.
            guard pieces[$0].tokens + 4 <= room else { return false }
            room -= pieces[$0].tokens + 4
            return true
        }
    }

    private func text(of part: [Int], _ pieces: [Piece], _ markdown: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var previous: Int?
        for index in part {
            if let previous, previous + 1 != index { text += Array("\n[...]\n".utf8) }
            text += markdown[pieces[index].range]
            previous = index
        }
        return text
    }

    // MARK: Pieces

    /// Whole lines where lines are short enough; a piece ends at an empty line or when it is full.
    private func pieces(of markdown: [UInt8]) -> [Piece] {
        let limit = max(60, min(Self.pieceBytes, tokensPerPart))
        var pieces: [Piece] = []
        var start = 0
        func close(at end: Int) {
            guard end > start else { return }
            pieces.append(
                Piece(range: start..<end, tokens: TokenEstimate.tokens(in: markdown[start..<end])))
            start = end
        }
        var line = 0
        while line < markdown.count {
            let end = markdown[line...].firstIndex(of: 0x0A).map { $0 + 1 } ?? markdown.count
            if end - start > limit, line > start { close(at: line) }
            while end - start > limit {
                close(at: Self.cut(markdown, from: start, near: start + limit))
            }
            if markdown[line..<end].allSatisfy({ $0 <= 0x20 }) { close(at: end) }
            line = end
        }
        close(at: markdown.count)
        return pieces
    }

    /// A place to cut a long line: behind a blank if there is one near, and never inside a character.
    private static func cut(_ text: [UInt8], from start: Int, near limit: Int) -> Int {
        if let blank = text[(start + (limit - start) / 2)..<limit].lastIndex(of: 0x20) { return blank + 1 }
        var place = limit
        while place > start + 1, text[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    /// Pieces by the words that they hold, rare words counting more; a heading lends to what is under it.
    private func scored(_ pieces: [Piece], in markdown: [UInt8]) -> [Piece] {
        let found = pieces.map { piece in
            Set(
                Folding.words(String(decoding: markdown[piece.range], as: UTF8.self)).split(separator: " ")
                    .lazy.map(String.init).filter(words.contains))
        }
        var frequency: [String: Int] = [:]
        for word in found.joined() { frequency[word, default: 0] += 1 }
        var scored = pieces
        var heading = 0.0
        var headTokens = tokensPerPart / 6
        for index in pieces.indices {
            let own = found[index].reduce(0) { $0 + 1 / Double(frequency[$1] ?? 1).squareRoot() }
            if markdown[pieces[index].range].first == UInt8(ascii: "#") { heading = own / 2 }
            scored[index].score = own + heading
            // The beginning says what the page is about.
            if headTokens > 0 {
                scored[index].score += 10
                headTokens -= pieces[index].tokens
            }
        }
        return scored
    }
}
