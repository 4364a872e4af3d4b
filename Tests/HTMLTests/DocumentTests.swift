import Testing

@testable import HTML

struct DocumentTests {
    @Test
    func knownNamesAndConstantsAgree() {
        let document = HTMLParser.parse(utf8: [])
        #expect(document.string(of: .div) == "div")
        #expect(document.string(of: .zoomAndPan) == "zoomAndPan")
        #expect(document.name("xlink:href") == .xlinkHref)
        #expect(document.name("no-such-name") == nil)
    }
}
