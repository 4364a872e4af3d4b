import Testing

@testable import JSON

struct JSONTests {
    @Test(arguments: [
        "null", "true", "-1", "0", "12.5", "\"\"", "[]", "{}", "[1,2,[3]]",
        #"{"b":1,"a":{"c":[null,"x\n\"\\"]}}"#, #""\u0000é😀""#,
    ])
    func textComesBackAsItWas(_ text: String) throws {
        let bytes = JSONWriter.bytes(of: try JSONParser.parse(text))
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("", JSONError.Reason.unexpectedEnd, 0), ("[1,]", .unexpectedByte(0x5D), 3),
        ("{\"a\":1,\"a\":2}", .duplicateName("a"), 7), ("01", .invalidNumber, 0),
        ("1.", .invalidNumber, 0), ("1e999", .numberOutOfRange, 0), ("\"\\ud800\"", .loneSurrogate, 1),
        ("\"\\x\"", .invalidEscape, 1), ("\"\n\"", .controlCharacterInString, 1), ("1 2", .trailingBytes, 2),
        ("{a:1}", .unexpectedByte(0x61), 1), ("[[[[", .tooDeep(limit: 3), 3), ("tru", .unexpectedEnd, 3),
        ("NaN", .unexpectedByte(0x4E), 0), ("'a'", .unexpectedByte(0x27), 0),
    ])
    func badTextNamesReasonAndPlace(_ text: String, _ reason: JSONError.Reason, _ offset: Int) {
        #expect(throws: JSONError(reason: reason, offset: offset)) {
            try JSONParser.parse(text, depthLimit: 3)
        }
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22],
    ])
    func invalidUTF8IsRefused(_ bytes: [UInt8]) {
        #expect(throws: JSONError(reason: .invalidUTF8, offset: 0)) { try JSONParser.parse(bytes) }
    }

    @Test func surrogatePairsBecomeOneScalar() throws {
        #expect(try JSONParser.parse(#""\ud83d\ude00""#) == "😀")
    }

    @Test func bigNumbersKeepTheirValue() throws {
        #expect(try JSONParser.parse("9223372036854775807") == .integer(.max))
        #expect(try JSONParser.parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try JSONParser.parse("1e2").integerValue == 100)
    }

    @Test func aLargeObjectIsStillFoundByName() {
        var object = JSONObject()
        for number in 0..<1000 { object["k\(number)"] = .integer(Int64(number)) }
        object["k5"] = nil
        #expect(object["k999"] == 999)
        #expect(object["k5"] == nil)
        #expect(object.count == 999)
        #expect(object.names[5] == "k6")
    }

    @Test(arguments: [0, 20]) func namesAreComparedByTheirScalars(_ others: Int) throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        var object = try #require(
            try JSONParser.parse("{\"\(composed)\": 1, \"\(decomposed)\": 2}").objectValue)
        for number in 0..<others { object["k\(number)"] = .integer(0) }
        #expect(object[composed] == 1)
        #expect(object[decomposed] == 2)
        #expect(object["caf"] == nil)
        #expect(JSONObject([(composed, 1)]) != JSONObject([(decomposed, 1)]))
    }
}
