import Extraction
import Glibc
import HTML
import Structuring

/// Feeds parser, selectors, verdict, Markdown, main content and schema filling mutations of small pages: `fuzz-html [SECONDS] [SEED]`.
///
/// A crash ends the program; the seed printed at the start gives the same inputs again. After each parse
/// the promises of the arena are checked, and the last line tells the
/// greatest time a byte.
@main
enum FuzzHTML {
    static func main() {
        let arguments = CommandLine.arguments
        let seconds = arguments.dropFirst().first.flatMap { Int($0) } ?? 60
        let seed = arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? .random(in: .min ... .max)
        print("seed \(seed), \(seconds) s")
        fflush(nil)

        var random = SplitMix(state: seed)
        var corpus = FuzzCorpus.pages.map { Array($0.utf8) }
        let start = ContinuousClock.now
        var rounds = 0
        var bytes = 0
        var slowest = (perByte: 0.0, page: [UInt8]())
        while ContinuousClock.now - start < .seconds(seconds) {
            let page = mutated(&corpus, &random)
            var perByte = Double.infinity
            let before = random
            // Once more where it looks slow, since another program may have been in the way.
            for _ in 0..<3 where perByte > slowest.perByte {
                random = before
                let taken = ContinuousClock().measure { check(page, &random) }
                perByte = min(perByte, taken / .seconds(1) / Double(page.count + 1000))
            }
            if perByte > slowest.perByte { slowest = (perByte, page) }
            rounds += 1
            bytes += page.count
        }
        let rate = Int(1e9 * slowest.perByte)
        print("\(rounds) pages, \(bytes) bytes, slowest \(rate) ns a byte (\(slowest.page.count) bytes):")
        print(String(decoding: slowest.page.prefix(2000), as: UTF8.self).debugDescription)
    }

    private static func check(_ page: [UInt8], _ random: inout SplitMix) {
        var limits = ParseLimits()
        if random.below(4) == 0 { limits.depth = 4 + random.below(60) }
        if random.below(8) == 0 { limits.nodes = 1 + random.below(300) }
        let document: Document
        switch random.below(4) {
        case 0:
            document = HTMLParser.parse(
                page, transportEncoding: random.pick(FuzzCorpus.encodings), limits: limits)
        case 1:
            let context = random.pick(FuzzCorpus.contexts)
            guard let parsed = try? HTMLParser.parseFragment(utf8: page, context: context, limits: limits)
            else {
                preconditionFailure("the context \(context) was refused")
            }
            document = parsed
        default: document = HTMLParser.parse(page, limits: limits)
        }
        checkArena(document, depth: limits.depth)
        checkSelector(document, &random)
        checkReading(document, &random)
    }

    /// Whatever is read from a page is valid text, and the same when it is read again.
    private static func checkReading(_ document: Document, _ random: inout SplitMix) {
        precondition(PageVerdict(of: document) == PageVerdict(of: document))
        let url = "https://example.org/a/b?c"
        let mode: Reader.Mode = random.below(2) == 0 ? .full : .article
        let markdown = Reader().read(document, url: url, mode: mode).markdown
        precondition(String(validating: markdown, as: UTF8.self) != nil)
        precondition(Reader().read(document, url: url, mode: mode).markdown == markdown)
        guard random.below(4) == 0 else { return }
        _ = Structurer().fill(
            schema: nil, prompt: random.pick(FuzzCorpus.prompts), document: document, url: url,
            markdown: markdown)
    }

    /// Links and numbers must agree, and no element may lie deeper than allowed.
    private static func checkArena(_ document: Document, depth limit: Int) {
        var depths = [Int](repeating: 0, count: document.count)
        for node in document.nodes {
            precondition(node == .document || document.parent(of: node) != nil)
            var next = node.index + 1
            for child in document.children(of: node) {
                precondition(child.index == next && document.parent(of: child) == node)
                depths[child.index] = depths[node.index] + 1
                precondition(!document.isElement(child) || depths[child.index] <= limit)
                next = document.subtreeEnd(of: child)
            }
            precondition(next == document.subtreeEnd(of: node))
            document.withText(of: node) { precondition($0.count == document.textLength(of: node)) }
            for attribute in document.attributes(of: node) {
                precondition(document.hasAttribute(attribute.name, of: node))
            }
        }
        precondition(document.subtreeEnd(of: .document) == document.count)
    }

    private static func checkSelector(_ document: Document, _ random: inout SplitMix) {
        var text = Array(random.pick(FuzzCorpus.selectors).utf8)
        for _ in 0..<random.below(3) where !text.isEmpty {
            let position = random.below(text.count)
            switch random.below(3) {
            case 0: text.remove(at: position)
            case 1: text.insert(random.pick(Array("()[]:>+~*.#=n2 ,a\\\"".utf8)), at: position)
            default: text += Array(random.pick(FuzzCorpus.selectors).utf8)
            }
        }
        guard let selector = try? Selector.parse(String(decoding: text, as: UTF8.self)) else { return }
        let found = document.select(selector)
        precondition(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
        precondition(found.allSatisfy { document.isElement($0) })
    }

    // MARK: Mutation

    private static func mutated(_ corpus: inout [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
        var page = random.pick(corpus)
        for _ in 0..<1 + random.below(6) {
            let position = random.below(page.count + 1)
            switch random.below(8) {
            case 0: page.insert(UInt8(random.below(256)), at: position)
            case 1:
                let end = min(page.count, position + random.below(20))
                page.removeSubrange(position..<end)
            case 2, 3: page.insert(contentsOf: Array(random.pick(FuzzCorpus.tokens).utf8), at: position)
            case 4:
                let other = random.pick(corpus)
                page.insert(contentsOf: other.prefix(random.below(other.count + 1)), at: position)
            case 5:
                let token = Array(random.pick(FuzzCorpus.tokens).utf8)
                for _ in 0..<random.below(60) { page.insert(contentsOf: token, at: position) }
            case 6:
                let end = min(page.count, position + random.below(60))
                let part = Array(page[position..<end])
                for _ in 0..<random.below(12) { page.insert(contentsOf: part, at: position) }
            default: page = Array(page.prefix(position))
            }
        }
        page = Array(page.prefix(20_000))
        if random.below(20) == 0 { corpus[random.below(corpus.count)] = page }
        return page
    }
}

/// A small generator of numbers, the same for the same seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}
