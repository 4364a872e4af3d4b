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
    ])
    func readsWhatPagesHold(_ text: String, _ expected: String) {
        let value = LenientJSON.parse(Array(text.utf8))
        #expect(value.map { String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self) } == expected)
    }

    @Test(arguments: ["", "   ", "var x = 1;", "&&&"])
    func findsNothingWhereNothingIs(_ text: String) {
        #expect(LenientJSON.parse(Array(text.utf8)) == nil)
    }

    @Test func depthIsBounded() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
        #expect(LenientJSON.parse(deep) != nil)
    }
}
