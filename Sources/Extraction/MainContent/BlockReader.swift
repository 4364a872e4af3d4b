/// Reads the text of one block after the other: measures it, and counts the words it shares with the page's head.
struct BlockReader: WordSink {
    private(set) var block = PageMap.TextBlock(element: 0, firstNode: 0)
    private var measure = TextMeasure()
    private var previous = WordHash()
    private var beforePrevious = WordHash()
    private var ending = (WordHash(), WordHash(), WordHash())
    private let titleWords: HashedBits
    private let descriptionTriples: HashedBits
    private let bodyTriples: HashedBits
    private let signs = TextSigns.words

    init(_ hints: PageHints) {
        titleWords = hints.titleWords
        descriptionTriples = hints.descriptionTriples
        bodyTriples = hints.bodyTriples
    }

    mutating func open(_ block: PageMap.TextBlock) {
        self.block = block
        measure = TextMeasure()
        previous = WordHash()
        beforePrevious = WordHash()
        ending = (WordHash(), WordHash(), WordHash())
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, isBlank: Bool, isLink: Bool, isStrong: Bool) {
        if !isBlank {
            if block.nodes == 0 { block.startsWithLink = isLink }
            block.nodes += 1
            block.endsWithLink = isLink
        }
        var measure = measure
        let before = measure.length
        measure.add(bytes, isLink: isLink, to: &self)
        if isStrong { block.strongLength += Float(measure.length - before) }
        self.measure = measure
    }

    /// The block that was open, all counted.
    mutating func close() -> PageMap.TextBlock {
        var measure = measure
        measure.finish(to: &self)
        block.measure = measure
        block.ending = ending.2
        block.endSigns = signs[ending.0] | signs[ending.1] | signs[ending.2]
        return block
    }

    mutating func take(_ word: WordHash) {
        if titleWords.contains(word) { block.titleWords += 1 }
        if block.wordsSeen < 2 { block.opening.add(word) }
        ending = (ending.1, ending.2, word)
        if block.wordsSeen < TextSigns.reach {
            block.wordsSeen += 1
            block.signs |= signs[word]
        }
        if !beforePrevious.isEmpty {
            var triple = beforePrevious
            triple.add(previous)
            triple.add(word)
            block.triples += 1
            if bodyTriples.contains(triple) { block.bodyTriples += 1 }
            if descriptionTriples.contains(triple) { block.descriptionTriples += 1 }
        }
        beforePrevious = previous
        previous = word
    }
}
