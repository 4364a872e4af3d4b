import Testing

@testable import orbweaver

struct KeyTextTests {
    @Test func keysAreRandomAndShowOnlyTheirStart() {
        let key = KeyText.random()
        #expect(key.text.wholeMatch(of: /spd_[0-9A-Za-z]{32}/) != nil)
        #expect(key.text != KeyText.random().text)
        #expect(key.prefix == key.text.prefix(8))
        #expect(KeyText("short").prefix == "sh")
    }

    @Test func theHashIsSHA256() {
        // The published digest of "abc" (FIPS 180-4).
        let hex = KeyText("abc").hash.map { String($0, radix: 16) }.joined(separator: " ")
        #expect(hex.hasPrefix("ba 78 16 bf 8f 1 cf ea"))
    }
}
