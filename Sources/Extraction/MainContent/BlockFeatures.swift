import HTML

/// The numbers by which the block model judges a text block, a row each.
///
/// A row holds, in this order: what the block is itself, the signs and settings around it, the sums of the
/// four elements above it in which the text grows, where it lies relative to the densest element, its
/// neighbours, and the page as a whole. The model is fitted to this order.
struct BlockFeatures {
    static let columns =
        32 + NameSigns.count * 3 + Setting.count + 4 * Self.aboveColumns + 18 + 24 + 31 + 9 + 12
        + 8 + TextSigns.families.count * 2 + 4 + Self.pageOutputs
    fileprivate static let aboveColumns = 14
    /// The last columns of each row: what the model says of the page.
    static let pageOutputs = PageType.allCases.count + 2

    private(set) var values: [Float]
    let rows: Int
    private let lengths: [Float]

    init(_ map: PageMap, _ hints: PageHints, _ document: Document) {
        let rows = map.blocks.count
        self.rows = rows
        lengths = map.blocks.map(\.length)
        values = Array(unsafeUninitializedCapacity: rows * Self.columns) { buffer, count in
            guard let start = buffer.baseAddress, rows > 0 else { return }
            var page = PageColumns(map, hints)
            var writer = BlockRows(map: map, hints: hints, document: document, values: RowWriter(next: start))
            for index in 0..<rows {
                writer.append(index, &page)
                count += Self.columns
                precondition(writer.values.next == start + count)
            }
        }
    }

    /// The mean of every column over the blocks, then the mean weighted by their lengths.
    func summary() -> [Float] {
        let width = Self.columns - Self.pageOutputs
        var sums = [Float](repeating: 0, count: width * 2)
        var weights: Float = 0
        values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<rows {
                    let start = values.baseAddress! + row * Self.columns
                    let weight = lengths[row]
                    weights += weight
                    for column in 0..<width {
                        let value = start[column]
                        sums[column] += value
                        sums[width &+ column] += value * weight
                    }
                }
            }
        }
        let count = max(1, Float(rows))
        let total = max(1, weights)
        for column in 0..<width {
            sums[column] /= count
            sums[width + column] /= total
        }
        return sums
    }

    /// Puts what the model says of the page into every row.
    mutating func fill(_ outputs: [Float]) {
        for row in 0..<rows {
            let start = (row + 1) * Self.columns - Self.pageOutputs
            for (index, output) in outputs.enumerated() { values[start + index] = output }
        }
    }
}

/// Writes the rows.
private struct BlockRows {
    let map: PageMap
    let hints: PageHints
    let document: Document
    var values: RowWriter

    private var rows: Int { map.blocks.count }

    init(map: PageMap, hints: PageHints, document: Document, values: RowWriter) {
        self.map = map
        self.hints = hints
        self.document = document
        self.values = values
    }

    mutating func append(_ index: Int, _ page: inout PageColumns) {
        appendOwn(index)
        appendSurroundings(index)
        appendPlace(index, &page)
        appendRelations(index)
        for distance in [-3, -2, -1, 1, 2, 3] { appendNeighbour(index + distance, distance) }
        values.append(contentsOf: page.values)
        values.append(0, times: BlockFeatures.pageOutputs)
    }

    private mutating func appendOwn(_ index: Int) {
        let block = map.blocks[index]
        let fact = map.facts[Int(block.firstNode)]
        let measure = block.measure
        let length = max(1, block.length)
        let words = max(1, Float(measure.wordCount))
        let triples = max(1, Float(block.triples))
        let element = map.facts[Int(block.element)]
        let name = document.name(of: NodeID(rawValue: block.element))
        values.append(contentsOf: [
            log1p(block.length), log1p(Float(measure.wordCount)), Float(measure.linkLength) / length,
            Float(measure.commas) / words, Float(measure.sentences) / words, log1p(Float(measure.sentences)),
            Float(measure.unspaced) / length, Float(measure.digits) / length,
            Float(measure.capitals) / length,
            words / max(1, Float(block.nodes)), ElementRole.code(name), Float(element.depth),
            measure.hasPrice ? 1 : 0, measure.hasDate ? 1 : 0,
            map.hiding(of: block) + (fact.isDecoration ? 0.5 : 0),
            Float(block.titleWords) / words, Float(min(5, block.copies)),
            Float(block.descriptionTriples) / triples, measure.endsSentence ? 1 : 0, measure.hasBar ? 1 : 0,
            hints.hasBody && block.triples > 0 ? Float(block.bodyTriples) / triples : -1,
            length / words, Float(min(50, element.twins)),
        ])
        var above = Int(element.parent)
        for _ in 0..<3 {
            values.append(above > 0 ? Float(min(50, map.facts[above].twins)) : 0)
            above = above > 0 ? Int(map.facts[above].parent) : -1
        }
        // The element directly above.
        let parent = Int(element.parent)
        values.append(parent > 0 ? ElementRole.code(document.name(of: NodeID(rawValue: Int32(parent)))) : 0)
        let sum = map.sums[Int(block.element)]
        values.append(contentsOf: [
            Float(sum.links), Float(sum.images), Float(sum.controls), Float(sum.blocks), sum.longLength,
        ])
    }

    private mutating func appendSurroundings(_ index: Int) {
        let block = map.blocks[index]
        let fact = map.facts[Int(block.firstNode)]
        var near: UInt32 = 0
        var above = Int(block.element)
        for _ in 0..<3 where above > 0 {
            near |= map.facts[above].own
            above = Int(map.facts[above].parent)
        }
        appendBits(fact.inherited, NameSigns.count)
        appendBits(near, NameSigns.count)
        appendBits(fact.setting, Setting.count)
        let total = max(1, map.sums[0].length)
        let best = max(0.001, map.sums[map.densest].score)
        var level = 0
        var previous: Float = -1
        above = Int(block.element)
        while above >= 0, level < 4 {
            let sum = map.sums[above]
            if sum.length > previous * 1.05 + 1 {
                let length = max(1, sum.length)
                let blocks = max(1, Float(sum.blocks))
                values.append(contentsOf: [
                    log1p(sum.length), sum.linkLength / length, sum.length / total, sum.longLength / length,
                    log1p(Float(sum.blocks)), sum.length / blocks, sum.paragraphLength / length,
                    Float(sum.images) / blocks, Float(sum.controls) / blocks, sum.score / best,
                    sum.commas / max(1, sum.words), Float(sum.headings) / blocks,
                    Float(min(50, map.facts[above].twins)), Float(sum.links) / blocks,
                ])
                level += 1
                previous = sum.length
            }
            above = Int(map.facts[above].parent)
        }
        while level < 4 {
            values.repeatLast(BlockFeatures.aboveColumns)
            level += 1
        }
    }

    /// Where the block lies, by reading order and by way to the densest element.
    private mutating func appendPlace(_ index: Int, _ page: inout PageColumns) {
        let block = map.blocks[index]
        let element = Int(block.element)
        let densest = map.densest
        func contains(_ ancestor: Int, _ node: Int) -> Bool {
            node >= ancestor && node < document.subtreeEnd(of: NodeID(rawValue: Int32(ancestor)))
        }
        var shared = densest
        var up = 0
        while shared > 0, !contains(shared, element) {
            shared = Int(map.facts[shared].parent)
            up += 1
        }
        var branch = element
        var down = 0
        while branch != shared, branch > 0, Int(map.facts[branch].parent) != shared {
            branch = Int(map.facts[branch].parent)
            down += 1
        }
        let sum = map.sums[max(0, branch)]
        let total = max(1, map.sums[0].length)
        let long = max(1, page.longLength)
        values.append(contentsOf: [
            Float(index) / Float(rows), page.lengthBefore / total, page.longBefore / long,
            log1p(Float(rows - index)), log1p(Float(index)),
            page.heading >= 0 ? Float(index - page.heading) : 0, page.heading < 0 ? 1 : 0,
            contains(densest, element) ? 1 : 0, Float(min(20, up)),
            map.sums[densest].length / max(1, map.sums[max(0, shared)].length), Float(min(20, down)),
            sum.linkShare, sum.length / total, sum.longLength / max(1, sum.length),
            sum.score / max(0.001, map.sums[densest].score),
            element < densest ? -1 : contains(densest, element) ? 0 : 1,
            ElementRole.code(document.name(of: NodeID(rawValue: Int32(max(0, branch))))),
            Float(min(50, map.facts[max(0, branch)].twins)),
        ])
        appendBits(map.facts[max(0, branch)].own, NameSigns.count)
        let blocks = max(1, Float(sum.blocks))
        values.append(contentsOf: [
            Float(sum.headings) / blocks, Float(sum.images) / blocks, Float(sum.controls) / blocks,
        ])
        appendAnchorage(index, map, document, &page)
        page.lengthBefore += block.length
        if block.isLong { page.longBefore += block.length }
    }

    /// How the block lies to the heading that names the page.
    private mutating func appendAnchorage(
        _ index: Int, _ map: PageMap, _ document: Document, _ page: inout PageColumns
    ) {
        guard map.anchor >= 0 else {
            values.append(contentsOf: [0, 0, -1, -1, 0, 0])
            return
        }
        let anchor = map.blocks[map.anchor]
        let element = Int(map.blocks[index].element)
        var shared = Int(anchor.element)
        var up: Float = 0
        while shared > 0,
            !(element >= shared && element < document.subtreeEnd(of: NodeID(rawValue: Int32(shared))))
        {
            shared = Int(map.facts[shared].parent)
            up += 1
        }
        let article = map.facts[element].article
        let holdsAnchor = article >= 0 && article == map.facts[Int(anchor.element)].article
        values.append(contentsOf: [
            anchor.measure.wordCount > 0
                ? Float(anchor.titleWords) / Float(anchor.measure.wordCount) : 0,
            Float(max(-60, min(200, index - map.anchor))), min(20, up),
            map.sums[max(0, shared)].length / max(1, map.sums[0].length),
            article < 0 ? 0 : holdsAnchor ? 1 : -1, Float(min(5, page.topHeadings)),
        ])
        if index > map.anchor, map.isTopHeading(map.blocks[index]) { page.topHeadings += 1 }
    }

    /// The first words, the group of blocks of the same shape, and the heading above.
    private mutating func appendRelations(_ index: Int) {
        let block = map.blocks[index]
        let group = map.groups[Int(block.group)]
        let length = max(1, group.length)
        values.append(contentsOf: [
            log1p(group.blocks), group.length / max(1, map.sums[0].length),
            group.length / max(1, group.blocks),
            group.linkLength / length, group.longLength / length, block.length / length,
            Float(block.sinceLong), Float(block.untilLong),
        ])
        appendBits(block.signs, TextSigns.families.count)
        let words = block.measure.wordCount
        values.append(contentsOf: [
            Float(min(20, block.openings)), Float(min(20, block.endings)),
            block.strongLength / max(1, block.length),
            block.startsWithLink ? 1 : 0, block.endsWithLink ? 1 : 0, Float(min(9, block.measure.colon)),
            Float(block.measure.colon) / max(1, Float(words)),
        ])
        for family in TextSigns.telling { values.append(Float(block.endSigns >> UInt32(family) & 1)) }
        guard block.heading >= 0 else {
            values.append(-1, times: TextSigns.families.count + 4)
            return
        }
        let heading = map.blocks[Int(block.heading)]
        appendBits(heading.signs, TextSigns.families.count)
        var above = Int(heading.element)
        var levels = 0
        while above > 0, document.subtreeEnd(of: NodeID(rawValue: Int32(above))) <= Int(block.element),
            levels < 9
        {
            above = Int(map.facts[above].parent)
            levels += 1
        }
        values.append(contentsOf: [
            Float(index - Int(block.heading)),
            ElementRole.code(document.name(of: NodeID(rawValue: heading.element))),
            Float(levels), Float(heading.titleWords) / max(1, Float(heading.measure.wordCount)),
        ])
    }

    private mutating func appendNeighbour(_ index: Int, _ distance: Int) {
        guard index >= 0, index < rows else {
            values.append(contentsOf: [-1, -1, -1, -1])
            return
        }
        let block = map.blocks[index]
        let words = max(1, Float(block.measure.wordCount))
        values.append(log1p(block.length))
        values.append(Float(block.measure.linkLength) / max(1, block.length))
        values.append(Float(block.measure.sentences) / words)
        if distance == 1 || distance == -1 {
            values.append(ElementRole.code(document.name(of: NodeID(rawValue: block.element))))
        } else {
            values.append(Float(block.measure.commas) / words)
        }
    }

    private mutating func appendBits(_ bits: UInt32, _ count: Int) {
        for bit in 0..<count { values.append(Float(bits >> UInt32(bit) & 1)) }
    }
}

/// Puts numbers one after the other into memory that has room for them.
private struct RowWriter {
    private(set) var next: UnsafeMutablePointer<Float>

    @inline(__always)
    mutating func append(_ value: Float) {
        next.initialize(to: value)
        next += 1
    }

    @inline(__always)
    mutating func append(_ value: Float, times count: Int) {
        for _ in 0..<count { append(value) }
    }

    @inline(__always)
    mutating func append(contentsOf values: [Float]) {
        for value in values { append(value) }
    }

    /// Writes the last `count` numbers again.
    mutating func repeatLast(_ count: Int) {
        for _ in 0..<count { append((next - count).pointee) }
    }
}

/// What is the same for all blocks of a page, and the running sums of the pass over them.
private struct PageColumns {
    var values: [Float] = []
    var longLength: Float = 0
    var heading = -1
    var lengthBefore: Float = 0
    /// Blocks of `h1` since the anchor.
    var topHeadings = 0
    var longBefore: Float = 0

    init(_ map: PageMap, _ hints: PageHints) {
        let all = map.sums[0]
        let total = max(1, all.length)
        let count = max(1, Float(map.blocks.count))
        var longBlocks: Float = 0
        var prices: Float = 0
        for (index, block) in map.blocks.enumerated() {
            if block.isLong {
                longBlocks += 1
                longLength += block.length
            }
            if block.measure.hasPrice { prices += 1 }
            if heading < 0, map.isTopHeading(block) { heading = index }
        }
        let address = hints.address
        values = [
            log1p(total), all.linkLength / total, log1p(count), longLength / total, log1p(longBlocks),
            log1p(Float(all.paragraphs)), all.paragraphLength / total, log1p(Float(map.articles)),
            log1p(prices),
            prices / count, log1p(Float(map.codeElements)), log1p(Float(all.images)),
            log1p(Float(all.controls)),
            log1p(Float(all.links)), hints.openGraphType,
            hints.types.contains(.article) ? 1 : 0, hints.types.contains(.product) ? 1 : 0,
            hints.types.contains(.collection) ? 1 : 0, hints.types.contains(.forum) ? 1 : 0,
            hints.isForumSoftware ? 1 : 0, address.slashes, address.length, address.isFrontPage ? 1 : 0,
            address.isProduct ? 1 : 0, address.isCollection ? 1 : 0, address.isForum ? 1 : 0,
            address.isDocumentation ? 1 : 0, address.isArticle ? 1 : 0, address.lastSegmentHyphens,
            map.sums[map.densest].score, all.sentences / max(1, all.words),
        ]
    }
}
