import Testing

@testable import Fetch

struct ContentGateTests {
    /// First bytes and what stands behind them.
    static let binaries: [(String, [UInt8])] = [
        ("webp", Array("RIFF".utf8) + [0x24, 0x10, 0, 0] + Array("WEBPVP8 ".utf8)),
        ("mp4", [0, 0, 0, 0x18] + Array("ftypmp42".utf8)),
        ("doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        ("exe", Array("MZ".utf8) + [0x90, 0, 3, 0, 0, 0]),
        ("bzip2", Array("BZh91AY&SY".utf8)),
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
        ("ico", [0, 0, 1, 0, 1, 0, 16, 16]),
        ("mp3", Array("ID3".utf8) + [3, 0, 0]),
        ("class", [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52]),
        ("database", Array("SQLite format 3".utf8) + [0]),
        ("archive without files", Array("PK".utf8) + [5, 6] + [UInt8](repeating: 0, count: 18)),
        ("font", [0, 1, 0, 0, 0, 18]),
        ("PDF behind blanks", Array("\n\n%PDF-1.7\n".utf8)),
        ("PDF behind a mark", Array("\u{FEFF}%PDF-1.7\n".utf8)),
        ("PostScript", Array("%!PS-Adobe-3.0\n".utf8)),
        ("rich text", Array(#"{\rtf1\ansi hello}"#.utf8)),
        ("NUL and nothing else", [UInt8](repeating: 0, count: 600)),
        ("any bytes", (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 181 &+ 97) }.filter { $0 != 0 }),
    ]

    @Test(arguments: binaries)
    func binaryIsNoTextWhateverItIsCalled(_ name: String, _ start: [UInt8]) {
        let rest = Array(repeating: Array("some more of it ".utf8), count: 64).joined()
        for body in [start, start + rest] {
            #expect(!ContentGate.looksLikeText(body, contentType: "text/html; charset=utf-8"), "\(name)")
        }
    }

    private static func wide(_ text: String, width: Int, isBigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
            return isBigEndian ? bytes.reversed() : bytes
        }
    }

    static let texts: [(String, String, [UInt8])] = [
        ("nothing", "text/html", []),
        ("one letter", "text/html", Array("a".utf8)),
        ("a stray NUL in markup", "text/html", Array("<html><p>a\u{0}b</p>".utf8)),
        ("NUL behind blanks and a mark", "text/html", Array("\u{FEFF}\n <p>\u{0}\u{0}\u{0}\u{0}\u{0}".utf8)),
        (
            "a stray NUL inside text", "text/plain",
            Array((String(repeating: "word ", count: 40) + "\u{0} word").utf8)
        ),
        ("a stray control sign", "text/plain", Array("a\u{1}b".utf8)),
        ("signs of terminals", "text/plain", Array("\u{1B}[1mbold\u{1B}[0m\u{C}page".utf8)),
        ("Korean by shifts", "text/html", Array("\u{1B}$)C".utf8) + [0x0E, 0x30, 0x21, 0x0F]),
        ("Latin 1", "text/plain", [0x63, 0x61, 0x66, 0xE9]),
        ("UTF-16 by its mark", "text/html", [0xFF, 0xFE] + wide("<p>é", width: 2, isBigEndian: false)),
        ("UTF-32 by its mark", "text/html", [0, 0, 0xFE, 0xFF] + wide("<p>é", width: 4, isBigEndian: true)),
        ("UTF-16LE without a mark", "text/html", wide("<!DOCTYPE", width: 2, isBigEndian: false)),
        ("UTF-16BE without a mark", "text/html", wide("<!DOCTYPE", width: 2, isBigEndian: true)),
        ("UTF-32LE without a mark", "text/html", wide("<!DOCTYPE", width: 4, isBigEndian: false)),
        (
            "UTF-16 by its name", "text/plain; charset=\"UTF-16LE\"",
            wide("汉\u{100}\u{200}\u{300}字", width: 2, isBigEndian: false)
        ),
        ("a word that some archive begins with", "text/plain", Array("RIFF is what MZ and BZh are not".utf8)),
    ]

    @Test(arguments: texts)
    func textIsTextInAnyEncoding(_ name: String, _ type: String, _ body: [UInt8]) {
        #expect(ContentGate.looksLikeText(body, contentType: type), "\(name)")
    }

    @Test(arguments: [nil, ""])
    func withoutATypeNoNULIsExcused(_ type: String?) {
        #expect(ContentGate.looksLikeText("a b".utf8, contentType: type))
        #expect(!ContentGate.looksLikeText("<p>a\u{0}b".utf8, contentType: type))
        #expect(!ContentGate.looksLikeText("\n%PDF-1.4".utf8, contentType: type))
    }
}
