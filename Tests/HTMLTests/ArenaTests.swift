import Testing

@testable import HTML

/// What the arena promises whatever was parsed.
struct ArenaTests {
    static let pages = [
        "<!doctype html><p>a<b>b</b></p><!-- c --><ul><li>x<li>y</ul>",
        "<table>foster<tr>ed<td>x<b>y</table><b><p>1</b>2</body><!--x--></html><!--y--><p>late",
        "<b><i><u><p>a</b>b<div></i>c</u>d", "<template><td>x</template><title>t</title>",
        "<html><body></body><link><!--a--></html><!--b--><meta>", "<head></head><script>x</script><p>",
        "<body><frameset><frame></frameset><noframes>x", "<a><div><a><div><a><table><a>",
        "<select><button><selectedcontent></button><option>x<b>y</select>",
        "<html a><html b><body c><body d>",
        String(repeating: "<div>x", count: 2000) + "tail" + String(repeating: "</div>y", count: 2000),
        String(repeating: "<b id=q><p>", count: 600) + "z",
    ]

    @Test(arguments: pages)
    func nodesAreInDocumentOrder(_ page: String) {
        Self.check(HTMLParser.parse(utf8: Array(page.utf8)))
    }

    /// Expects all links to agree with each other and with document order.
    static func check(_ document: Document) {
        var expected = 0
        var open: [Int] = []
        for node in document.nodes {
            #expect(node.index == expected)
            expected += 1
            while let end = open.last, end <= node.index { open.removeLast() }
            let end = document.subtreeEnd(of: node)
            #expect(end > node.index && end <= (open.last ?? document.count))
            open.append(end)

            var previous: NodeID?
            var next = node.index + 1
            for child in document.children(of: node) {
                #expect(child.index == next)
                #expect(document.parent(of: child) == node)
                #expect(document.previousSibling(of: child) == previous)
                #expect(document.contains(node, child))
                previous = child
                next = document.subtreeEnd(of: child)
            }
            #expect(document.lastChild(of: node) == previous)
            #expect(next == end)
        }
        #expect(expected == document.count)
    }

    @Test
    func traversalStaysWithinTheSubtree() throws {
        let document = HTMLParser.parse(utf8: Array("<div><p>a</p>b</div>c".utf8))
        let div = try #require(document.nodes.first { document.isElement($0, .div) })
        #expect(document.subtree(of: div).map { document.text(of: $0) } == ["", "", "a", "b"])
        #expect(document.textContent(of: div) == "ab")
        #expect(document.elementChildren(of: div).map { document.name(of: $0) } == [.p])
    }

    @Test
    func templateContentIsNoText() {
        let document = HTMLParser.parse(utf8: Array("a<template>b</template>c".utf8))
        #expect(document.textContent(of: .document) == "ac")
    }

    @Test
    func deepElementsAreFlattenedInOrder() throws {
        var limits = ParseLimits()
        limits.depth = 5
        let page =
            "<div id=1>a<div id=2>b<div id=3>c<div id=4>d<div id=5>e</div>f</div>g</div>h</div>i</div>j"
        let document = HTMLParser.parse(utf8: Array(page.utf8), limits: limits)
        Self.check(document)
        #expect(document.outcome == .flattened)
        #expect(!document.isTruncated)
        #expect(document.textContent(of: .document) == "abcdefghij")
        func depth(_ node: NodeID) -> Int { document.parent(of: node).map { depth($0) + 1 } ?? 0 }
        let elements = document.nodes.filter { document.isElement($0) }
        #expect(elements.map(depth).max() == 5)
        let fifth = try #require(document.element(withID: "5"))
        #expect(document.textContent(of: fifth) == "e")
    }

    @Test(arguments: [
        "<div><div><br>x", "<div><template><p>", "<div><div><template><p>", "<div><div><div><div>",
    ])
    func noElementIsDeeperThanTheLimit(_ page: String) {
        var limits = ParseLimits()
        limits.depth = 4
        let document = HTMLParser.parse(utf8: Array(page.utf8), limits: limits)
        Self.check(document)
        func depth(_ node: NodeID) -> Int { document.parent(of: node).map { depth($0) + 1 } ?? 0 }
        #expect(document.nodes.allSatisfy { !document.isElement($0) || depth($0) <= 4 })
    }

    @Test
    func nodeLimitEndsTheParse() {
        var limits = ParseLimits()
        limits.nodes = 100
        let document = HTMLParser.parse(
            utf8: Array(String(repeating: "<p>x", count: 1000).utf8), limits: limits)
        Self.check(document)
        #expect(document.isTruncated)
        #expect(document.outcome == .nodesCut)
        #expect((100...110).contains(document.count))
    }

    @Test
    func inputLimitCutsBytes() {
        var limits = ParseLimits()
        limits.inputBytes = 10
        let document = HTMLParser.parse(Array("<p>12345é7890".utf8), limits: limits)
        #expect(document.isTruncated)
        #expect(document.textContent(of: .document) == "12345é")
        limits.inputBytes = 9
        let split = HTMLParser.parse(Array("<p>12345é7890".utf8), limits: limits)
        #expect(split.textContent(of: .document) == "12345\u{FFFD}")
    }

    /// Work that grows faster than the input would show in nodes made, or in this test never ending.
    @Test(arguments: [
        "<b id=%><p>", "<a><b><i><p></a></b></i>", "<table><b>%<tr>", "<div></b>", "<b><p></b>",
        "<svg><g></x>",
        "<p><font size=%>x", "<li><div>", "<form></form><div>", "<body a%=1>", "<table></table><b>",
    ])
    func nodesStayInProportionToInput(_ part: String) {
        func count(_ repetitions: Int) -> Double {
            let page = (0..<repetitions).map { part.split(separator: "%").joined(separator: "\($0)") }
                .joined()
            return Double(HTMLParser.parse(utf8: Array(page.utf8)).count)
        }
        #expect(count(4000) < 2.5 * count(2000) + 1000)
    }
}
