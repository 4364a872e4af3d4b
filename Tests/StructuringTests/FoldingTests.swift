import Testing

@testable import Structuring

struct FoldingTests {
    @Test(arguments: [
        ("", ""), (" - ", ""), ("Item No.: 5", "item no 5"), ("Größe (EU)", "grosse eu"),
        ("Prix\u{A0}TTC", "prix ttc"), ("価格:１００円", "価格 １００円"), ("e\u{301}te", "ete"),
        ("Цена, руб.", "цена руб"), ("ȺȺȺ", "ⱥⱥⱥ"), ("a—b…c€", "a b c"),
    ])
    func wordsAreFolded(_ text: String, _ expected: String) {
        #expect(Folding.words(text) == expected)
    }

    /// Most scalars are told by tables and ranges; what these say is what the properties say.
    @Test func everyScalarFoldsAsItsPropertiesSay() throws {
        for value in UInt32(0x80)...0x1_1000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected =
                switch FoldedScalar(scalar) {
                case _ where (0x2000...0x206F).contains(value) || (0x20A0...0x20CF).contains(value): "a b"
                case .letters(let letters): "a\(letters)b"
                case .sign: "a b"
                case .mark: "ab"
                }
            try #require(
                Folding.words("a\(Character(scalar))b").utf8.elementsEqual(expected.utf8), "\(value)")
        }
    }

    @Test func whatIsNoTextCountsAsSigns() {
        let bytes: [UInt8] = [0x61, 0xC3, 0x62, 0xE4, 0xB8, 0x63, 0xFF, 0x80, 0x64, 0xF0, 0x9F]
        #expect(bytes.withUnsafeBufferPointer { Folding.words($0) } == "a b c d")
    }
}
