import Testing

@testable import HTML

struct ShadowTreeTests {
    @Test(arguments: [
        ("<div><template shadowrootmode=open><p>a</p></template></div>", "<div><p>a</p></div>"),
        ("<x-y><template shadowrootmode=CLOSED>a</template></x-y>", "<x-y>a</x-y>"),
        (
            "<div>1<template shadowrootmode=open>a<slot></slot>b</template><i>2</i>3</div>",
            "<div>a<slot>1<i>2</i>3</slot>b</div>"
        ),
        (
            "<div><template shadowrootmode=open><slot name=x>no</slot>a<slot name=y>yes</slot></template><i slot=x>1</i></div>",
            "<div><slot><i>1</i></slot>a<slot>yes</slot></div>"
        ),
        (
            "<div><template shadowrootmode=open>a<slot name=x></slot></template><i slot=z>1</i>2</div>",
            "<div>a<slot></slot><i>1</i>2</div>"
        ),
        (
            "<div><template shadowrootmode=open><slot>yes</slot></template> </div>",
            "<div><slot>yes </slot></div>"
        ),
        (
            "<div><template shadowrootmode=open>a<slot></slot><slot></slot></template>1</div>",
            "<div>a<slot>1</slot><slot></slot></div>"
        ),
        (
            "<x-a><template shadowrootmode=open><x-b><template shadowrootmode=open>(<slot></slot>)</template>"
                + "[<slot></slot>]</x-b></template>1</x-a>",
            "<x-a><x-b>(<slot>[<slot>1</slot>]</slot>)</x-b></x-a>"
        ),
        (
            "<div><template shadowrootmode=open>a</template><template shadowrootmode=open>b</template></div>",
            "<div>a<template>b</template></div>"
        ),
        ("<div><template>a</template></div>", "<div><template>a</template></div>"),
        (
            "<div><template shadowrootmode=none>a</template></div>", "<div><template>a</template></div>"
        ),
        ("<ul><template shadowrootmode=open>a</template></ul>", "<ul><template>a</template></ul>"),
    ])
    func treesStandInTheirHosts(_ html: String, _ expected: String) throws {
        let document = HTMLParser.parse(utf8: Array(html.utf8))
        #expect(try show(document) == expected)
    }

    @Test func treesMayBeLeftInTheirTemplates() throws {
        let html = "<div><template shadowrootmode=open>a</template>b</div>"
        let document = HTMLParser.parse(utf8: Array(html.utf8), composesShadowTrees: false)
        #expect(try show(document) == "<div><template>a</template>b</div>")
    }

    @Test func nodesStayInDocumentOrder() {
        let html =
            "<x-a>1<template shadowrootmode=open><b>2</b><slot></slot><i>3</i></template><u>4</u></x-a>5"
        let document = HTMLParser.parse(utf8: Array(html.utf8))
        #expect(document.textContent(of: .document) == "21435")
        for node in document.nodes.dropFirst() {
            #expect(document.parent(of: node).map { $0 < node } == true)
        }
    }

    @Test func manyHostsInEachOtherAreNoRecursion() {
        let depth = 20_000
        let open = String(repeating: "<x-a><template shadowrootmode=open>a<slot></slot>", count: depth)
        let document = HTMLParser.parse(utf8: Array(open.utf8))
        #expect(document.outcome.contains(.flattened))
    }

    /// The markup of the body, attributes left out.
    private func show(_ document: Document) throws -> String {
        var out = ""
        var open: [NodeID] = []
        let body = try #require(document.body)
        for node in document.subtree(of: body).dropFirst() {
            while let last = open.last, document.subtreeEnd(of: last) <= node.index {
                out += "</\(document.string(of: document.name(of: open.removeLast())))>"
            }
            switch document.kind(of: node) {
            case .text: out += document.textContent(of: node)
            case .element:
                out += "<\(document.string(of: document.name(of: node)))>"
                open.append(node)
            default: break
            }
        }
        while let last = open.popLast() { out += "</\(document.string(of: document.name(of: last)))>" }
        return out
    }
}
