import HTML

/// The part of a page that it is about, without its frame.
package struct MainContent {
    /// How the content was found, from the best way to the last resort.
    package enum Step: String, Sendable {
        /// The block model told content from frame.
        case blocks
        /// The model found nothing; all visible text outside of navigation was taken.
        case visibleText
        /// The page shows next to nothing, but its JSON-LD has the text of an article.
        case structuredData
        /// The page shows next to nothing, but keeps a text for its scripts.
        case pageState
        /// The page has more blocks than are judged; all of it was taken.
        case wholePage
        /// The page has nothing to read.
        case nothing
    }

    package private(set) var roots: [NodeID] = []
    /// Subtrees below the roots that are left out.
    package private(set) var excluded: NodeSet
    package private(set) var step: Step
    /// Plain text, a paragraph a line, that stands for the content after step `structuredData`; otherwise empty.
    package private(set) var structuredText: [UInt8] = []
    /// HTML that stands for the content after step `pageState`; otherwise empty.
    package private(set) var stateHTML: [UInt8] = []
    /// What kind of page it is taken for.
    package let pageType: PageType
    /// True when the content lies in `noscript` elements, since scripts would show it.
    package let readsNoscript: Bool

    /// Content shorter than this is weighed against the text that scripts would show.
    private static let poorLength: Float = 400

    /// `url` is the page's own; its words hint at the kind of page.
    package init(of document: Document, url: String?) {
        readsNoscript = Self.readsNoscript(document)
        guard !BlockCount.isExceeded(by: document) else {
            pageType = .listing
            step = .wholePage
            excluded = NodeSet(count: document.count)
            roots = [document.body ?? .document]
            return
        }
        let hints = PageHints(document, url: url)
        let map = PageMap(document, hints: hints, readsNoscript: readsNoscript)
        var features = BlockFeatures(map, hints, document)
        let judgement = BlockModel.fitted.judge(&features)
        pageType = judgement.type
        var kept = Self.choose(judgement, map)
        Self.keepNames(of: map, document, &kept)
        step = .blocks
        if !kept.contains(true) {
            step = .visibleText
            kept = map.blocks.map {
                map.hiding(of: $0) == 0
                    && map.facts[Int($0.firstNode)].setting & Setting([.nav, .footer, .dialog]).rawValue == 0
            }
        }
        if !kept.contains(true) { step = .nothing }
        var length: Float = 0
        for (block, isKept) in zip(map.blocks, kept) where isKept { length += block.length }
        if hints.bodyText.count > 200, Float(hints.bodyText.count) > length * 4 {
            step = .structuredData
            structuredText = hints.bodyText
        } else if length < Self.poorLength {
            let state = PageState(document)
            if Float(state.length) > length * 4 {
                step = .pageState
                stateHTML = state.html
            }
        }
        excluded = NodeSet(count: document.count)
        cut(document, map, kept)
    }

    private static func readsNoscript(_ document: Document) -> Bool {
        Arena.with(document) { PageText(of: (document.body ?? .document).index, in: $0).isInNoscript }
    }

    /// The blocks that together promise the best balance of precision and recall.
    ///
    /// Taking blocks from the likeliest down, the expected F1 of what is taken first rises, then falls; the
    /// threshold is put at its top, within bounds. The bounds of an article lie high, since a stray line
    /// costs it more than it brings; they give way where they would cost a third of the expected score.
    private static func choose(_ judgement: BlockModel.Judgement, _ map: PageMap) -> [Bool] {
        let probabilities = judgement.blocks
        let isArticle = judgement.type == .article
        let bounds: ClosedRange<Float> =
            isArticle ? 0.45 + 0.19 * min(1, judgement.news / 0.3)...0.65 : 0.3...0.55
        let order = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }
        var expected: Float = 0
        for index in order {
            expected += probabilities[index] * max(0.5, Float(map.blocks[index].measure.words))
        }
        var taken: Float = 0
        var right: Float = 0
        var best: Float = 0
        var threshold: Float = 1
        var bounded: Float = 0
        for index in order {
            let words = max(0.5, Float(map.blocks[index].measure.words))
            taken += words
            right += probabilities[index] * words
            let score = 2 * right / (taken + expected)
            if score > best {
                best = score
                threshold = probabilities[index]
            }
            if probabilities[index] >= bounds.lowerBound { bounded = score }
        }
        let isTooHigh = isArticle && threshold < bounds.lowerBound && bounded * 1.5 < best
        threshold = min(max(threshold, isTooHigh ? 0.2 : bounds.lowerBound), bounds.upperBound)
        return probabilities.map { $0 >= threshold }
    }

    /// Takes the names of listed things along with what is kept of them: the term of a definition, the heading of a
    /// card, the linked title of an entry. By itself a short linked text looks like navigation.
    private static func keepNames(of map: PageMap, _ document: Document, _ kept: inout [Bool]) {
        func isHeading(_ block: PageMap.TextBlock) -> Bool {
            ElementRole.isHeading(document.name(of: NodeID(rawValue: block.element)))
        }
        func isName(_ block: PageMap.TextBlock) -> Bool {
            block.measure.wordCount <= longestName && block.measure.digits * 2 < block.measure.length
                && (block.startsWithLink || isHeading(block)) && map.hiding(of: block) == 0
        }
        var names: [Int] = []
        for index in kept.indices.dropFirst() where kept[index] && !kept[index - 1] {
            let text = map.blocks[index]
            guard text.measure.linkLength * 2 < text.measure.length else { continue }
            let previous = map.blocks[index - 1]
            var name: Int?
            if isHeading(previous), map.isSibling(previous, of: text), isName(previous) { name = index - 1 }
            let start = map.recordStart(of: text, document)
            var before = index - 1
            while before >= 0, !kept[before], Int(map.blocks[before].firstNode) > start {
                if isName(map.blocks[before]), name == nil || isHeading(map.blocks[before]) { name = before }
                before -= 1
            }
            if let name { names.append(name) }
        }
        guard names.count >= 3 else { return }
        for index in names { kept[index] = true }
    }

    private static let longestName: Int32 = 16

    /// Turns the blocks kept into roots and subtrees to leave out.
    private mutating func cut(_ document: Document, _ map: PageMap, _ kept: [Bool]) {
        // Kept blocks in each subtree.
        var counts = [Int32](repeating: 0, count: document.count)
        var blockAt = [Int32](repeating: -1, count: document.count)
        for index in stride(from: document.count - 1, to: 0, by: -1) {
            let block = map.facts[index].textBlock
            if block >= 0, kept[Int(block)] { counts[index] += 1 }
            if block >= 0 { blockAt[index] = block }
            if blockAt[index] < 0, index + 1 < document.count { blockAt[index] = blockAt[index + 1] }
            let parent = Int(map.facts[index].parent)
            if parent >= 0 { counts[parent] += counts[index] }
        }
        guard counts[0] > 0 else { return }
        var root = 0
        var isLower = true
        while isLower {
            isLower = false
            for child in document.elementChildren(of: NodeID(rawValue: Int32(root)))
            where counts[child.index] == counts[root] {
                root = child.index
                isLower = true
                break
            }
        }
        roots = [NodeID(rawValue: Int32(root))]
        var index = root + 1
        let end = document.subtreeEnd(of: roots[0])
        var last = false
        while index < end {
            let node = NodeID(rawValue: Int32(index))
            if counts[index] > 0 {
                if map.facts[index].textBlock >= 0 { last = true }
                index += 1
                continue
            }
            let next = document.subtreeEnd(of: node)
            switch document.kind(of: node) {
            case .text:
                if map.facts[index].textBlock >= 0 {
                    excluded.insert(node)
                    last = false
                }
            case .element:
                // Pictures and rules stay where the text before and after them stays.
                let hasText = map.sums[index].blocks > 0
                let following = next < document.count ? blockAt[next] : -1
                if hasText || !last || following < 0 || !kept[Int(following)] { excluded.insert(node) }
                if hasText { last = false }
            default: break
            }
            index = next
        }
    }

    /// The rows of the model with the text of their blocks, for fitting it.
    package static func trainingRows(of document: Document, url: String?) -> TrainingRows {
        let hints = PageHints(document, url: url)
        let map = PageMap(document, hints: hints, readsNoscript: readsNoscript(document))
        var texts = [[UInt8]](repeating: [], count: map.blocks.count)
        for node in document.nodes {
            let block = map.facts[node.index].textBlock
            if block >= 0 { document.withText(of: node) { texts[Int(block)].append(contentsOf: $0) } }
        }
        return TrainingRows(
            columns: BlockFeatures.columns, values: BlockFeatures(map, hints, document).values,
            texts: texts.map { String(decoding: $0, as: UTF8.self) },
            words: map.blocks.map { Int($0.measure.words) })
    }

    package struct TrainingRows {
        package let columns: Int
        package let values: [Float]
        package let texts: [String]
        package let words: [Int]
    }
}
