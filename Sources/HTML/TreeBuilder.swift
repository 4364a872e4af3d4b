/// The WHATWG tree construction stage (§13.2.6): turns tokens into nodes, scripting off.
struct TreeBuilder: TokenSink {
    enum Mode: UInt8 {
        case initial, beforeHTML, beforeHead, inHead, inHeadNoscript, afterHead, inBody, text
        case inTable, inTableText, inCaption, inColumnGroup, inTableBody, inRow, inCell, inTemplate
        case afterBody, inFrameset, afterFrameset, afterAfterBody, afterAfterFrameset
    }

    /// The element that a fragment is parsed as the content of.
    struct Context {
        var name: Name
        var namespace: Namespace
        var isMathMLTextPoint = false
        var isHTMLPoint = false
    }

    var nodes: [NodeRecord]
    var open = OpenElements()
    var formatting = FormattingElements()
    var mode = Mode.initial
    /// Where to go back to from `.text` and `.inTableText`.
    var originalMode = Mode.initial
    var templateModes: [Mode] = []
    var headElement: Int32 = -1
    var formElement: Int32 = -1
    var framesetOK = true
    var fosterParenting = false
    /// After `pre` and the like a first line feed is left out.
    var skipsLineFeed = false
    /// True while the adjusted current node is in SVG or MathML.
    var inForeign = false
    var context: Context?

    /// Characters of a table that wait for the next other token.
    var pendingTableText: [ByteRange] = []
    var pendingHasNonSpace = false

    /// Attributes that later `html` and `body` tags add.
    var extraAttributes = ExtraAttributes()

    var doctype: Doctype?
    var quirksMode = QuirksMode.none
    /// True once a node may be out of document order or cut off.
    var isDisordered = false
    /// The last comment that was put after the body.
    var trailingComment: Int32?
    var hasSelectedContent = false
    var hasTemplates = false
    /// Options with a `selected` attribute, kept once there is a `selectedcontent`.
    var selectedOptions: Set<Int32> = []
    var outcome: ParseOutcome = []
    let nodeLimit: Int
    /// Steps that repairing misnested formatting may still take.
    var repairBudget: Int
    /// Texts that were moved in the side buffer, and how many bytes are reserved for each there.
    var reservedText: [Int32: Int32] = [:]

    let rules = ElementRules.shared

    init(sourceCount: Int, limits: ParseLimits, context: Context? = nil) {
        nodes = [NodeRecord(kind: .document)]
        nodes.reserveCapacity(sourceCount / 24)
        nodeLimit = min(limits.nodes, Int(Int32.max) - 8)
        repairBudget = 100_000 + sourceCount
        self.context = context
    }

    var isFull: Bool { nodes.count >= nodeLimit }

    var allowsCDATA: Bool { inForeign }

    // MARK: Nodes

    mutating func makeNode(_ record: NodeRecord) -> Int32 {
        let index = Int32(truncatingIfNeeded: nodes.count)
        nodes.append(record)
        return index
    }

    /// Makes `child`, which has no parent, the last child of `parent`.
    @inline(__always)
    mutating func append(_ child: Int32, to parent: Int32) {
        let last = nodes[Int(parent)].lastChild
        nodes[Int(child)].parent = parent
        nodes[Int(child)].previousSibling = last
        if last >= 0 {
            nodes[Int(last)].nextSibling = child
        } else {
            nodes[Int(parent)].firstChild = child
        }
        nodes[Int(parent)].lastChild = child
    }

    mutating func insert(_ child: Int32, before sibling: Int32) {
        let parent = nodes[Int(sibling)].parent
        let previous = nodes[Int(sibling)].previousSibling
        nodes[Int(child)].parent = parent
        nodes[Int(child)].previousSibling = previous
        nodes[Int(child)].nextSibling = sibling
        nodes[Int(sibling)].previousSibling = child
        if previous >= 0 {
            nodes[Int(previous)].nextSibling = child
        } else {
            nodes[Int(parent)].firstChild = child
        }
        isDisordered = true
    }

    mutating func detach(_ child: Int32) {
        let record = nodes[Int(child)]
        isDisordered = true
        guard record.parent >= 0 else { return }
        if record.previousSibling >= 0 {
            nodes[Int(record.previousSibling)].nextSibling = record.nextSibling
        } else {
            nodes[Int(record.parent)].firstChild = record.nextSibling
        }
        if record.nextSibling >= 0 {
            nodes[Int(record.nextSibling)].previousSibling = record.previousSibling
        } else {
            nodes[Int(record.parent)].lastChild = record.previousSibling
        }
        nodes[Int(child)].parent = -1
        nodes[Int(child)].previousSibling = -1
        nodes[Int(child)].nextSibling = -1
    }

    /// Moves all children of `source` to the end of `target`, which has none. Linear in the children.
    mutating func moveChildren(of source: Int32, to target: Int32) {
        var child = nodes[Int(source)].firstChild
        nodes[Int(target)].firstChild = child
        nodes[Int(target)].lastChild = nodes[Int(source)].lastChild
        nodes[Int(source)].firstChild = -1
        nodes[Int(source)].lastChild = -1
        while child >= 0 {
            nodes[Int(child)].parent = target
            repairBudget -= 1
            child = nodes[Int(child)].nextSibling
        }
        isDisordered = true
    }

    // MARK: Places

    /// Where a node goes: to the end of `parent`, or before `sibling` in it.
    struct Place {
        var parent: Int32
        var sibling: Int32 = -1
    }

    /// The appropriate place for inserting a node when the current node is the target.
    @inline(__always)
    var place: Place {
        if fosterParenting { return placeWithFostering(target: open.count - 1) }
        return Place(parent: open.top.container)
    }

    func placeWithFostering(target index: Int) -> Place {
        let target = open[index]
        guard fosterParenting, target.isHTML else { return Place(parent: target.container) }
        switch target.name {
        case .table, .tbody, .tfoot, .thead, .tr: return fosterPlace
        default: return Place(parent: target.container)
        }
    }

    private var fosterPlace: Place {
        let template = open.topmost(.template)
        let table = open.topmost(.table)
        if template >= 0, table < template { return Place(parent: open[template].container) }
        guard table >= 0 else { return Place(parent: open[0].container) }
        let node = open[table].node
        let parent = nodes[Int(node)].parent
        if parent >= 0 { return Place(parent: parent, sibling: node) }
        return Place(parent: open[max(0, table - 1)].container)
    }

    @inline(__always)
    mutating func insert(_ node: Int32, at place: Place) {
        if place.sibling >= 0 {
            insert(node, before: place.sibling)
        } else {
            append(node, to: place.parent)
            if fosterParenting { isDisordered = true }
        }
    }

    // MARK: Elements

    /// Inserts an HTML element for a start tag and makes it the current node.
    @inline(__always)
    mutating func insertElement(_ tag: TagToken) {
        push(insertLeaf(tag), tag)
    }

    /// Inserts an HTML element that stays closed, such as `br`.
    @inline(__always)
    @discardableResult
    mutating func insertLeaf(_ tag: TagToken) -> Int32 {
        let node = makeNode(
            NodeRecord(
                kind: .element, name: tag.name.rawValue,
                range: ByteRange(start: tag.attributeStart, count: tag.attributeCount)))
        insert(node, at: place)
        return node
    }

    /// Inserts an element without attributes.
    mutating func insertElement(_ name: Name) {
        insertElement(TagToken(name: name))
    }

    @inline(__always)
    mutating func push(_ node: Int32, _ tag: TagToken) {
        open.push(
            OpenElements.Entry(
                node: node, container: node, name: tag.name, namespace: .html,
                boundaries: rules.boundaries(html: tag.name)), &nodes)
        inForeign = false
    }

    mutating func pop() {
        open.pop()
        updateForeign()
    }

    /// Takes an element out of the stack wherever it is in it. Linear in the elements above.
    mutating func removeOpen(_ node: Int32) {
        let index = open.index(of: node, nodes)
        guard index >= 0 else { return }
        repairBudget -= 4 * (open.count - index - 1)
        open.remove(at: index, &nodes)
        updateForeign()
    }

    /// Closes open elements until `count` are left.
    mutating func truncate(to count: Int) {
        open.truncate(to: count)
        updateForeign()
    }

    @inline(__always)
    mutating func updateForeign() {
        if open.count > 1 || context == nil {
            inForeign = open.count > 0 && !open.top.isHTML
        } else {
            inForeign = open.count == 1 && context.map { $0.namespace != .html } ?? false
        }
    }

    /// Pops up to and including the topmost element of that name.
    mutating func popThrough(_ name: Name) {
        let index = open.topmost(name)
        if index >= 0 { truncate(to: index) }
    }

    func currentIs(_ name: Name) -> Bool {
        open.count > 0 && open.top.isHTML && open.top.name == name
    }

    /// Closes elements whose end tag may be left out, but not one named `exception`.
    mutating func generateImpliedEndTags(except exception: Name? = nil) {
        while open.count > 0, open.top.isHTML {
            switch open.top.name {
            case .dd, .dt, .li, .optgroup, .option, .p, .rb, .rp, .rt, .rtc:
                if open.top.name == exception { return }
                pop()
            default: return
            }
        }
    }

    mutating func generateImpliedEndTagsThoroughly() {
        while open.count > 0, open.top.isHTML {
            switch open.top.name {
            case .caption, .colgroup, .dd, .dt, .li, .optgroup, .option, .p, .rb, .rp, .rt, .rtc, .tbody,
                .td, .tfoot, .th, .thead, .tr:
                pop()
            default: return
            }
        }
    }

    // MARK: Comments and doctype

    mutating func comment(_ text: ByteRange, _ arena: inout TokenArena) {
        skipsLineFeed = false
        flushTableText(&arena)
        let node = makeNode(NodeRecord(kind: .comment, range: text))
        switch mode {
        case .initial, .beforeHTML, .afterAfterBody, .afterAfterFrameset:
            append(node, to: 0)
            if open.count > 0 { noteTrailing(node) }
        case .afterBody:
            append(node, to: open[0].node)
            noteTrailing(node)
        default:
            if open.count == 0 { append(node, to: 0) } else { insert(node, at: place) }
        }
    }

    /// Comments after the body stay in document order only while nothing but their like follows.
    private mutating func noteTrailing(_ node: Int32) {
        let parent = nodes[Int(node)].parent
        if let last = trailingComment {
            let followsLast = node == last + 1 && parent <= nodes[Int(last)].parent
            if !followsLast { isDisordered = true }
        }
        trailingComment = node
    }

    mutating func doctype(_ token: DoctypeToken, _ arena: inout TokenArena) {
        flushTableText(&arena)
        guard mode == .initial else { return }
        let value = Doctype(
            name: token.name.map(arena.string) ?? "", publicID: token.publicID.map(arena.string) ?? "",
            systemID: token.systemID.map(arena.string) ?? "")
        doctype = value
        append(makeNode(NodeRecord(kind: .doctype)), to: 0)
        quirksMode = value.quirksMode(
            hasSystemID: token.systemID != nil, forced: token.forcesQuirks)
        mode = .beforeHTML
    }
}
