import HTML

/// A page as the block model sees it: facts about every node, and the blocks of text.
///
/// Built in one pass down the arena and one up; all later steps look up numbers.
struct PageMap {
    /// What is known of a node from itself and what it lies in.
    struct Facts {
        var parent: Int32 = -1
        /// The nearest element that is laid out as a block, itself included.
        var block: Int32 = 0
        var depth: Int32 = 0
        /// The signs of its own class and id.
        var own: UInt32 = 0
        /// The signs of it and all it lies in.
        var inherited: UInt32 = 0
        /// The `Setting` it is in.
        var setting: UInt32 = 0
        var isSkipped = false
        var isLink = false
        /// How many of the elements it is in hide themselves, and whether any hides from assistive readers.
        var hidden: UInt8 = 0
        var isDecoration = false
        var isStrong = false
        /// The innermost `article` it is in, -1 for none.
        var article: Int32 = -1
        /// How many siblings have the same name and class, itself included.
        var twins: Int32 = 0
        /// For a text node, its block of text; -1 for none.
        var textBlock: Int32 = -1
    }

    /// Sums over a subtree.
    struct Sums {
        var length: Float = 0
        var linkLength: Float = 0
        /// Length of long blocks of text that are mostly not links.
        var longLength: Float = 0
        var paragraphLength: Float = 0
        var words: Float = 0
        var commas: Float = 0
        var sentences: Float = 0
        var score: Float = 0
        var blocks: Int32 = 0
        var paragraphs: Int32 = 0
        var headings: Int32 = 0
        var images: Int32 = 0
        var links: Int32 = 0
        var controls: Int32 = 0

        mutating func add(_ other: Sums) {
            length += other.length
            linkLength += other.linkLength
            longLength += other.longLength
            paragraphLength += other.paragraphLength
            words += other.words
            commas += other.commas
            sentences += other.sentences
            blocks += other.blocks
            paragraphs += other.paragraphs
            headings += other.headings
            images += other.images
            links += other.links
            controls += other.controls
        }

        var linkShare: Float { linkLength / max(1, length) }
    }

    /// A run of text that nothing laid out as a block interrupts.
    struct TextBlock {
        /// The element it stands in.
        var element: Int32
        var firstNode: Int32
        var nodes: Int32 = 0
        var measure = TextMeasure()
        /// Shares of its words that the title and the description have, and of its word triples that the
        /// article text in the page's structured data has.
        var titleWords: Int32 = 0
        var descriptionTriples: Int32 = 0
        var bodyTriples: Int32 = 0
        var triples: Int32 = 0
        var wordsSeen = 0
        /// The `TextSigns` of its first words.
        var signs: UInt32 = 0
        /// The heading it comes under, in reading order; -1 for none.
        var heading: Int32 = -1
        /// Its group among `groups`.
        var group: Int32 = 0
        /// Blocks since the last long one, and to the next one.
        var sinceLong: Int32 = 99
        var untilLong: Int32 = 99
        /// How often the same text stands on the page.
        var copies: Int32 = 1
        /// The first two words and the last one as hashes, and how many blocks of the page share them.
        var opening = WordHash()
        var ending = WordHash()
        var openings: Int32 = 1
        var endings: Int32 = 1
        /// The `TextSigns` of its last three words.
        var endSigns: UInt32 = 0
        var strongLength: Float = 0
        var startsWithLink = false
        var endsWithLink = false

        var length: Float { Float(measure.length) }
        var isLong: Bool { measure.length >= 80 && measure.linkLength * 2 < measure.length }
    }

    /// Blocks that stand in elements of the same names and classes, three levels up.
    struct Group {
        var blocks: Float = 0
        var length: Float = 0
        var linkLength: Float = 0
        var longLength: Float = 0
    }

    private(set) var groups: [Group] = []
    /// The depth of hiding at which most of the running text lies: what lies no deeper counts as shown.
    private(set) var shownLevel: UInt8 = 0
    private(set) var facts: [Facts] = []
    private(set) var sums: [Sums]
    private(set) var blocks: [TextBlock] = []
    /// The element that holds most running text by the paragraph score, 0 if none does.
    private(set) var densest = 0
    /// The heading that says the page's title, or its first `h1`; -1 for neither.
    private(set) var anchor = -1
    private(set) var articles = 0
    private(set) var codeElements = 0
    /// A hash of each element's name and class.
    private var shapes: [UInt64] = []
    private var topHeadings = NodeSet(count: 0)

    /// `readsNoscript` is for pages that say only in `noscript` what scripts would show.
    init(_ document: Document, hints: PageHints, readsNoscript: Bool) {
        sums = Array(repeating: Sums(), count: document.count)
        topHeadings = NodeSet(count: document.count)
        Arena.with(document) { arena in
            descend(arena, readsNoscript: readsNoscript)
            findBlocks(arena, hints: hints)
        }
        relateBlocks(document)
        findAnchor(document)
        ascend(document)
    }

    /// Whether the block is the text of an `h1`.
    func isTopHeading(_ block: TextBlock) -> Bool {
        topHeadings.contains(NodeID(rawValue: block.element))
    }

    /// The element that is one of several alike and little more than the block: the entry of a list that the
    /// block tells of. For a definition it is the term. The block's own node, if there is neither.
    func recordStart(of block: TextBlock, _ document: Document) -> Int {
        var element = Int(block.element)
        for _ in 0..<6 where element > 0 && sums[element].blocks <= 12 {
            let node = NodeID(rawValue: Int32(element))
            if document.name(of: node) == .dd {
                var before = document.previousSibling(of: node)
                while let sibling = before, !document.isElement(sibling, .dt) {
                    before = document.previousSibling(of: sibling)
                }
                if let before { return before.index }
            }
            if facts[element].twins >= 3, sums[element].blocks > 1 { return element }
            element = Int(facts[element].parent)
        }
        return Int(block.firstNode)
    }

    /// Whether the blocks stand side by side in one element.
    func isSibling(_ first: TextBlock, of second: TextBlock) -> Bool {
        facts[Int(first.element)].parent == facts[Int(second.element)].parent
    }

    private mutating func descend(_ arena: Arena, readsNoscript: Bool) {
        let count = arena.nodes.count
        var names = NameCache()
        var twins = HashedBits(minimumCapacity: 256)
        var signatures = [UInt64](repeating: 0, count: count)
        var shapes = [UInt64](repeating: 0, count: count)
        var facts = [Facts](repeating: Facts(), count: count)
        for (index, record) in arena.nodes.enumerated() {
            var fact = Facts()
            if record.parent >= 0 {
                fact = facts[Int(record.parent)]
                fact.parent = record.parent
                fact.own = 0
                fact.twins = 0
            }
            switch record.kind {
            case .element: break
            case .fragment, .comment, .doctype:
                fact.isSkipped = true
                facts[index] = fact
                continue
            case .text, .document:
                facts[index] = fact
                continue
            }
            fact.depth += 1
            let name = record.namespace == .html ? Name(rawValue: record.name) : .svg
            let role = ElementRole(name)
            if role.isSkipped, !(readsNoscript && name == .noscript) { fact.isSkipped = true }
            if role.isBlock { fact.block = Int32(index) }
            fact.setting |= role.setting.rawValue
            switch name {
            case .a:
                fact.isLink = true
                sums[index].links = 1
            case .img: sums[index].images = 1
            case .input, .button, .select, .textarea: sums[index].controls = 1
            case .article:
                articles += 1
                fact.article = Int32(index)
            case .b, .strong: fact.isStrong = true
            case .pre, .code: codeElements += 1
            case .h1: topHeadings.insert(NodeID(rawValue: Int32(index)))
            default: break
            }
            var signature = UInt64(truncatingIfNeeded: name.rawValue) &+ 1
            if record.range.count > 0 {
                Self.readAttributes(
                    of: record, arena, isFrame: name == .html || name == .body, into: &fact,
                    names: &names, signature: &signature)
            }
            shapes[index] = signature
            if !fact.isSkipped, record.parent >= 0 {
                var key = WordHash()
                key.add(WordHash(seed: signature))
                key.add(WordHash(seed: UInt64(record.parent) &+ 1))
                signatures[index] = key.value
                twins.count(key)
            }
            facts[index] = fact
        }
        for index in signatures.indices where signatures[index] != 0 {
            facts[index].twins = Int32(twins[WordHash(seed: signatures[index])])
        }
        self.facts = facts
        self.shapes = shapes
    }

    private static func readAttributes(
        of record: NodeRecord, _ arena: Arena, isFrame: Bool, into fact: inout Facts,
        names: inout NameCache, signature: inout UInt64
    ) {
        for position in arena.attributeRange(record) {
            let attribute = arena.attributes[position]
            switch Name(rawValue: attribute.name) {
            case .class:
                let (signs, hash) = names.signs(of: arena.bytes(attribute.value))
                signature = (signature ^ hash) &* 0x9E37_79B9_7F4A_7C15
                if !isFrame { fact.own |= signs }
            case .id: if !isFrame { fact.own |= names.signs(of: arena.bytes(attribute.value)).signs }
            case .role:
                if !isFrame { fact.setting |= Setting.ofRole(arena.bytes(attribute.value)).rawValue }
            case .itemprop:
                let isContent = Setting.isContentProperty(arena.bytes(attribute.value))
                fact.setting |= (isContent ? Setting.contentProperty : .otherProperty).rawValue
            case .dataTestid, .dataType, .dataName, .dataRole, .ariaLabel:
                if !isFrame { fact.own |= names.signs(of: arena.bytes(attribute.value)).signs }
            case .hidden: fact.hidden = min(9, fact.hidden + 1)
            case .style:
                if arena.bytes(attribute.value).hidesByStyle { fact.hidden = min(9, fact.hidden + 1) }
            case .ariaHidden: if arena.bytes(attribute.value).equals("true") { fact.isDecoration = true }
            default: break
            }
        }
        fact.inherited |= fact.own
    }

    private mutating func findBlocks(_ arena: Arena, hints: PageHints) {
        var copies = HashedBits(minimumCapacity: 256)
        var openings = HashedBits(minimumCapacity: 256)
        var endings = HashedBits(minimumCapacity: 256)
        var reader = BlockReader(hints)
        var isOpen = false

        func close() {
            guard isOpen else { return }
            let block = reader.close()
            copies.count(block.measure.hash)
            openings.count(block.opening)
            endings.count(block.ending)
            blocks.append(block)
            isOpen = false
        }

        for (index, record) in arena.nodes.enumerated() {
            switch record.kind {
            case .element:
                if facts[index].block == Int32(index) { close() }
            case .text:
                guard !facts[index].isSkipped else { continue }
                let block = facts[index].block
                if isOpen, reader.block.element != block { close() }
                let bytes = arena.bytes(record.range)
                let isBlank = bytes.isBlank
                if !isOpen {
                    guard !isBlank else { continue }
                    reader.open(TextBlock(element: block, firstNode: Int32(index)))
                    isOpen = true
                }
                facts[index].textBlock = Int32(blocks.count)
                let fact = facts[index]
                reader.add(bytes, isBlank: isBlank, isLink: fact.isLink, isStrong: fact.isStrong)
            default: break
            }
        }
        close()
        for index in blocks.indices {
            blocks[index].copies = Int32(copies[blocks[index].measure.hash])
            blocks[index].openings = Int32(openings[blocks[index].opening])
            blocks[index].endings = Int32(endings[blocks[index].ending])
        }
    }

    /// How many hiding elements the text lies in beyond most of the page's text.
    func hiding(of block: TextBlock) -> Float {
        Float(max(shownLevel, facts[Int(block.firstNode)].hidden) - shownLevel)
    }

    /// The first heading that repeats most of the title, or the first `h1`.
    private mutating func findAnchor(_ document: Document) {
        var first = -1
        for (index, block) in blocks.enumerated() {
            let name = document.name(of: NodeID(rawValue: block.element))
            guard name == .h1 || name == .h2 || name == .h3 else { continue }
            if first < 0, name == .h1 { first = index }
            let words = max(1, block.measure.wordCount)
            guard words >= (name == .h1 ? 2 : 3), block.titleWords * 4 >= words * 3 else { continue }
            anchor = index
            return
        }
        anchor = first
    }

    /// Finds each block's heading, its group, and how far running text is.
    private mutating func relateBlocks(_ document: Document) {
        var heading: Int32 = -1
        var since: Int32 = 99
        var lengths = [Float](repeating: 0, count: 10)
        for block in blocks where block.isLong {
            lengths[Int(facts[Int(block.firstNode)].hidden)] += block.length
        }
        if let most = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) { shownLevel = UInt8(most) }
        var numbers = HashedBits(minimumCapacity: 64)
        for index in blocks.indices {
            let element = Int(blocks[index].element)
            blocks[index].heading = heading
            if ElementRole.isHeading(document.name(of: NodeID(rawValue: blocks[index].element))) {
                heading = Int32(index)
            }
            blocks[index].sinceLong = since
            since = blocks[index].isLong ? 1 : min(99, since + 1)

            var shape = WordHash()
            var above = element
            for _ in 0..<3 where above > 0 {
                shape.add(WordHash(seed: shapes[above]))
                above = Int(facts[above].parent)
            }
            if shape.isEmpty { shape = WordHash(seed: 1) }
            var number = Int(numbers[shape]) - 1
            if number < 0 {
                number = groups.count
                groups.append(Group())
                numbers[shape] = UInt32(groups.count)
            }
            blocks[index].group = Int32(number)
            groups[number].blocks += 1
            groups[number].length += blocks[index].length
            groups[number].linkLength += Float(blocks[index].measure.linkLength)
            if blocks[index].isLong { groups[number].longLength += blocks[index].length }
        }
        var until: Int32 = 99
        for index in blocks.indices.reversed() {
            blocks[index].untilLong = until
            until = blocks[index].isLong ? 1 : min(99, until + 1)
        }
    }

    private mutating func ascend(_ document: Document) {
        for block in blocks {
            let element = Int(block.element)
            let name = document.name(of: NodeID(rawValue: block.element))
            let length = block.length
            sums[element].length += length
            sums[element].linkLength += Float(block.measure.linkLength)
            sums[element].words += Float(block.measure.wordCount)
            sums[element].commas += Float(block.measure.commas)
            sums[element].sentences += Float(block.measure.sentences)
            sums[element].blocks += 1
            if block.isLong { sums[element].longLength += length }
            if name == .p {
                sums[element].paragraphLength += length
                sums[element].paragraphs += 1
            }
            if ElementRole.isHeading(name) { sums[element].headings += 1 }
            guard length >= 25, ElementRole.isProse(name) else { continue }
            var score =
                (1 + Float(block.measure.commas) + min(3, length / 100))
                * (1 - Float(block.measure.linkLength) / max(1, length))
            var above = Int(facts[element].parent)
            for level in 0..<3 where above > 0 {
                sums[above].score += score
                if level == 0 || level == 1 { score /= 2 }
                above = Int(facts[above].parent)
            }
        }
        var best: Float = 0
        for index in stride(from: sums.count - 1, to: 0, by: -1) {
            let sum = sums[index]
            let value = sum.score * (1 - sum.linkShare)
            if value >= best, value > 0 {
                best = value
                densest = index
            }
            let parent = Int(facts[index].parent)
            if parent >= 0 { sums[parent].add(sum) }
        }
    }
}
