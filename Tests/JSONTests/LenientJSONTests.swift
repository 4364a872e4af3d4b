import JSON
import Testing

struct LenientJSONTests {
    @Test(arguments: [
        (#"{"a": 1}"#, #"{"a":1}"#),
        (#"{"a": 1,}"#, #"{"a":1}"#),
        (#"[1, 2,, 3,]"#, #"[1,2,3]"#),
        ("{\"a\": \"one\ntwo\"}", #"{"a":"one\ntwo"}"#),
        ("// note\n{\"a\": /* x */ true} // end", #"{"a":true}"#),
        ("<!--\n{\"a\": 1}\n-->", #"{"a":1}"#),
        ("//<![CDATA[\n{\"a\": 1}\n//]]>", #"{"a":1}"#),
        (#"{&quot;a&quot;: &quot;b&quot;}"#, #"{"a":"b"}"#),
        (#"{"a": "the "best" one", "b": 2}"#, #"{"a":"the \"best\" one","b":2}"#),
        (#"{"a": "it\'s"}"#, #"{"a":"it's"}"#),
        (#"{'a': 'b', c: null}"#, #"{"a":"b","c":null}"#),
        (#"{"a": "b" "#, #"{"a":"b"}"#),
        (#"{"a": [1, {"b": "c"#, #"{"a":[1,{"b":"c"}]}"#),
        ("{\"a\": \"b\"\n\"c\": 1}", #"{"a":"b","c":1}"#),
        (#"{"a":1}{"b":2}"#, #"[{"a":1},{"b":2}]"#),
        (#"{"a":1};"#, #"{"a":1}"#),
        (#"{"a": 1.50, "b": -3, "c": 007x}"#, #"{"a":1.5,"b":-3,"c":"007x"}"#),
        (#"{"a":"\ud83d\ude00 \ud83d"}"#, "{\"a\":\"\u{1F600} \u{FFFD}\"}"),
        (#"{"a":1,"a":2}"#, #"{"a":1}"#),
        (#"{"a": "the "best", and more", "b": 2}"#, #"{"a":"the \"best\", and more","b":2}"#),
        (#"{"a": "x", true: 1, b: ["y", null, "z"]}"#, #"{"a":"x","true":1,"b":["y",null,"z"]}"#),
        (
            #"{"a": True, "b": None, "c": undefined, "d": !0, "e": !1}"#,
            #"{"a":true,"b":null,"c":null,"d":true,"e":false}"#
        ),
        (#"{"a": "\x41\q", "b": .5, "c": +7, "d": 12 // note"# + "\n}", #"{"a":"Aq","b":0.5,"c":7,"d":12}"#),
        ("\u{FEFF}{\"a\":\u{A0}\"one\\\ntwo\"}", #"{"a":"onetwo"}"#),
        (#"{&amp;quot;a&amp;quot;: &amp;quot;b&amp;quot;}"#, #"{"a":"b"}"#),
        ("[{\"a\": 1]", #"[{"a":1}]"#),
    ])
    func readsWhatPagesHold(_ text: String, _ expected: String) {
        let value = LenientJSON.parse(Array(text.utf8))
        #expect(value.map { String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self) } == expected)
    }

    @Test(arguments: ["", "   ", "var x = 1;", "&&&"])
    func findsNothingWhereNothingIs(_ text: String) {
        #expect(LenientJSON.parse(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("x = {a: 'b', 'c-d': [1, -2.5, !0]}; y()", #"{"a":"b","c-d":[1,-2.5,true]}"#),
        (#"x = {"a": "b", "f": function() { return 1 }}"#, #"{"a":"b"}"#),
        ("x = {a: b}", nil), ("x = {if (a) { b() }}", nil), ("x = [y, z]", nil), ("x = {}", "{}"),
    ])
    func literalsEndWhereCodeBegins(_ script: String, _ expected: String?) throws {
        let start = try #require(script.utf8.firstIndex { $0 == 0x7B || $0 == 0x5B })
        let offset = script.utf8.distance(from: script.startIndex, to: start)
        let found = Array(script.utf8).withUnsafeBufferPointer { LenientJSON.literal(in: $0, at: offset) }
        #expect(found.map { String(decoding: JSONWriter.bytes(of: $0.value), as: UTF8.self) } == expected)
    }

    @Test func outlinesMakeOnlyWhatIsAskedFor() throws {
        let script = Array(#"a = {"b": [1, {"c\u0064": "e\"f"}], "g": x}; h = [true]"#.utf8)
        var outline = LenientOutline()
        script.withUnsafeBufferPointer { text in
            #expect(outline.addLiteral(of: text, at: 4, valueLimit: 100) == (true, script.count))
            #expect(
                outline.addLiteral(of: text, at: script.count - 6, valueLimit: 100) == (true, script.count))
            #expect(outline.roots.count == 2)
            outline.removeLastRoot()
            // The object, the name b, the list, 1, the object in it, and its member.
            #expect(outline.entries.count == 7)
            #expect(outline.name(at: 5, in: text) == "cd")
            #expect(outline.value(at: 6, in: text) == "e\"f")
            #expect(outline.value(at: 0, in: text) == ["b": [1, ["cd": "e\"f"]]])
        }
    }

    @Test func readingStopsAtTheLimit() {
        let text = Array("[\(String(repeating: "1,", count: 1_000))1]".utf8)
        #expect(LenientJSON.values(text, valueLimit: 100).first?.arrayValue?.count == 98)
    }

    @Test func depthIsBounded() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
        #expect(LenientJSON.parse(deep) != nil)
    }
}
