import Foundation
import Testing

@testable import HTML

struct EncodingTests {
    /// "sniff" is the encoding that the html5lib encoding tests expect.
    @Test
    func declaredEncodingsAreFound() throws {
        var passed = 0
        var failures: [String] = []
        for file in ConformanceData.files(in: "encoding", suffix: ".dat") {
            for (data, expected) in Self.cases(file.data) {
                let found = HTMLParser.parse(data).encoding
                if found == expected.lowercased() {
                    passed += 1
                } else {
                    failures.append(
                        "\(file.name)\n\(String(decoding: data, as: UTF8.self))\n\(expected), found \(found)")
                }
            }
        }
        print("encoding: \(passed) passed, \(failures.count) failed")
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n\n"))")
    }

    private static func cases(_ file: Data) -> [([UInt8], String)] {
        var cases: [([UInt8], String)] = []
        var data: [UInt8] = []
        var section = ""
        for line in file.split(separator: 0x0A, omittingEmptySubsequences: false) {
            switch String(decoding: line, as: UTF8.self) {
            case "#data":
                data = []
                section = "#data"
            case "#encoding": section = "#encoding"
            case let text where section == "#encoding":
                if !text.isEmpty { cases.append((Array(data.dropLast()), text)) }
                section = ""
            default:
                if section == "#data" { data += Array(line) + [0x0A] }
            }
        }
        return cases
    }

    @Test(arguments: [
        ("iso-8859-1", "iso-8859-1"), ("shift_jis", "Shift_JIS"), ("utf-16le", "utf-16"), ("utf-8", nil),
        ("utf-8", "nonsense"),
        ("windows-1252", nil),
    ])
    func textThatIsNoMarkupIsDecoded(_ encoding: String, _ transport: String?) throws {
        let text = encoding == "shift_jis" ? "日本語の文字" : "Grüße, <meta charset=koi8-r> café"
        let bytes = try #require(Self.encode(text, encoding))
        #expect(PlainText.utf8(of: bytes, transportEncoding: transport) == Array(text.utf8))
    }

    @Test
    func byteOrderMarksAreNoText() throws {
        let text = Array("Grüße".utf8)
        #expect(PlainText.utf8(of: [0xEF, 0xBB, 0xBF] + text, transportEncoding: "koi8-r") == text)
        let big = try #require(Self.encode("Grüße", "utf-16be"))
        #expect(PlainText.utf8(of: [0xFE, 0xFF] + big, transportEncoding: nil) == text)
        #expect(PlainText.utf8(of: [0x61, 0xFF], transportEncoding: "utf-8") == Array("a\u{FFFD}".utf8))
        #expect(PlainText.utf8(of: [], transportEncoding: nil) == [])
    }

    @Test(arguments: [
        ("utf-8", "Grüße, 世界 😀"), ("windows-1252", "“Grüße” – 5 €"), ("iso-8859-1", "Grüße"),
        ("iso-8859-2", "Příliš žluťoučký kůň"), ("windows-1250", "Zażółć gęślą jaźń"),
        ("windows-1251", "Съешь же ещё этих мягких булок"), ("koi8-r", "Съешь ещё булок"),
        ("iso-8859-7", "Ξεσκεπάζω την ψυχοφθόρα"), ("windows-1255", "דג סקרן שט בים"),
        ("windows-1256", "نص حكيم له سر قاطع"), ("windows-874", "เป็นมนุษย์สุดประเสริฐ"),
        ("shift_jis", "日本語の文字、カタカナ"), ("euc-jp", "日本語の文字、カタカナ"),
        ("gbk", "中文字符，简体"), ("gb18030", "中文字符😀"), ("big5", "中文字符，繁體"), ("euc-kr", "한국어 문장입니다"),
        ("utf-16le", "Grüße 世界 😀"), ("utf-16be", "Grüße 世界 😀"), ("iso-2022-jp", "日本語の文字"),
    ])
    func transportEncodingIsDecoded(_ label: String, _ text: String) throws {
        let bytes = try #require(Self.encode("<p>\(text)</p>", label))
        let document = HTMLParser.parse(bytes, transportEncoding: label)
        #expect(document.textContent(of: .document) == text)
    }

    @Test(arguments: [
        ("utf-8", "Grüße an die Welt"), ("windows-1252", "Grüße an die Welt, “ein Satz” mit Ümläuten"),
        ("windows-1251", "Съешь же ещё этих мягких французских булок, да выпей чаю"),
        ("koi8-r", "Съешь же ещё этих мягких французских булок, да выпей чаю"),
        ("shift_jis", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"),
        ("euc-jp", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"),
        ("gbk", "床前明月光，疑是地上霜。举头望明月，低头思故乡。中国人民的生活水平"),
        ("big5", "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。這是我們的國家"),
        ("euc-kr", "안녕하세요. 오늘은 날씨가 매우 좋습니다. 우리는 학교에 갑니다."),
        ("iso-2022-jp", "吾輩は猫である。名前はまだ無い。"),
    ])
    func undeclaredEncodingIsGuessed(_ label: String, _ text: String) throws {
        let bytes = try #require(Self.encode("<p>\(text)</p>", label))
        let document = HTMLParser.parse(bytes)
        #expect(document.encoding == label)
        #expect(document.textContent(of: .document) == text)
    }

    @Test
    func byteOrderMarkOverridesTransport() {
        let document = HTMLParser.parse(
            [0xEF, 0xBB, 0xBF] + Array("é".utf8), transportEncoding: "windows-1251")
        #expect(document.encoding == "utf-8")
        #expect(document.textContent(of: .document) == "é")
    }

    @Test
    func transportOverridesMeta() {
        let page = Array("<meta charset=windows-1251>".utf8) + [0xE9]
        let document = HTMLParser.parse(page, transportEncoding: "latin1")
        #expect(document.encoding == "windows-1252")
        #expect(document.textContent(of: .document) == "é")
    }

    @Test(arguments: [
        #"<?xml version="1.0" encoding="iso-8859-2"?>"#, "<?xml version='1.0' encoding = 'ISO-8859-2' ?>",
        #"<?xml encoding="iso-8859-2"?><meta http-equiv=refresh content=5>"#,
        #"<?xml encoding="koi8-r"?><meta charset=iso-8859-2>"#,
    ])
    func xmlDeclarationsNameTheEncoding(_ start: String) throws {
        let page = try #require(Self.encode("\(start)<p>Zażółć gęślą jaźń", "iso-8859-2"))
        let document = HTMLParser.parse(page)
        #expect(document.encoding == "iso-8859-2")
        #expect(document.textContent(of: .document) == "Zażółć gęślą jaźń")
    }

    @Test(arguments: [
        #" <?xml encoding="koi8-r"?>"#, #"<?XML encoding="koi8-r"?>"#, #"<?xml encoding="koi8-r "?>"#,
        #"<?xml encoding=koi8-r?>"#, #"<?xml encoding="koi8-r?>"#, #"<?xml?><p encoding="koi8-r">"#,
        "<?xml encoding", "<?xml encoding=", "<?xml", "<?xml >",
    ])
    func whatIsNoXMLDeclarationNamesNone(_ start: String) {
        #expect(HTMLParser.parse(Array("\(start)<p>x".utf8)).encoding == "windows-1252")
    }

    @Test
    func anXMLDeclarationThatCanBeReadIsNotInUTF16() {
        #expect(HTMLParser.parse(Array(#"<?xml encoding="utf-16"?><p>x"#.utf8)).encoding == "utf-8")
    }

    @Test(arguments: ["utf-16le", "utf-16be"])
    func xmlDeclarationsInTwoBytesACharacterAreSeen(_ label: String) throws {
        let page = try #require(Self.encode("<?xml version='1.0'?><p>x", label))
        #expect(HTMLParser.parse(page).encoding == label)
    }

    @Test(arguments: [
        ("gb2312", "床前明月光，疑是地上霜。举头望明月，低头思故乡"), ("iso-8859-15", "¿Qué pasó mañana?"),
        ("windows-1252", "it’s"),
    ])
    func textThatIsUTF8ThroughoutOverridesMeta(_ label: String, _ text: String) {
        let text = label == "gb2312" ? String(repeating: text, count: 20) : text
        let document = HTMLParser.parse(Array("<meta charset=\(label)><p>\(text)".utf8))
        #expect(document.encoding == "utf-8")
        #expect(document.textContent(of: .document) == text)
    }

    @Test(arguments: ["gbk", "windows-1251", "shift_jis"])
    func textInTheDeclaredEncodingIsLeftToIt(_ label: String) throws {
        let text = label == "windows-1251" ? "Съешь же ещё" : "名前"
        let page = try #require(Self.encode("<meta charset=\(label)><p>\(text)", label))
        #expect(HTMLParser.parse(page).textContent(of: .document) == text)
    }

    @Test
    func transportOverridesTextThatIsUTF8() {
        let page = Array("<p>¿Qué pasó mañana?".utf8)
        #expect(HTMLParser.parse(page, transportEncoding: "latin1").encoding == "windows-1252")
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] as [([UInt8], String)])
    func invalidUTF8BecomesReplacementCharacters(_ bytes: [UInt8], _ text: String) {
        #expect(HTMLParser.parse(utf8: bytes).textContent(of: .document) == text)
    }

    @Test
    func brokenPairDoesNotSwallowMarkup() {
        let document = HTMLParser.parse(
            Array("<p>".utf8) + [0x82] + Array("</p><b>x".utf8), transportEncoding: "shift_jis")
        #expect(document.nodes.contains { document.isElement($0, .b) })
    }

    @Test(arguments: ["utf-7", "no-such-encoding", ""])
    func unknownTransportLabelIsPassedOver(_ label: String) {
        #expect(HTMLParser.parse(Array("<p>é".utf8), transportEncoding: label).encoding == "utf-8")
    }

    private static func encode(_ text: String, _ label: String) -> [UInt8]? {
        let names = ["shift_jis": "CP932", "euc-jp": "EUC-JP", "gbk": "GBK", "big5": "BIG5", "euc-kr": "UHC"]
        let library = names[label] ?? label.uppercased().replacingOccurrences(of: "WINDOWS-", with: "CP")
        guard let handle = iconv_open(library, "UTF-8"), handle != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(handle) }
        var input = Array(text.utf8).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4 + 16)
        var inputLeft = input.count
        var outputLeft = output.count
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var from = input.baseAddress
                var to = output.baseAddress
                let status = iconv(handle, &from, &inputLeft, &to, &outputLeft)
                if status != -1 { iconv(handle, nil, nil, &to, &outputLeft) }
                return status
            }
        }
        guard status != -1, inputLeft == 0 else { return nil }
        return output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
    }
}
