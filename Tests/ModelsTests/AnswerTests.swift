import JSON
import Testing

@testable import Models

struct AnswerTests {
    @Test(
        arguments: [
            (#"{"a":1}"#, false, ["a": 1]), ("x [1] y {\"a\":1} z", false, ["a": 1]),
            ("[{\"a\":1}]", false, [["a": 1]]),
            ("```\n[1, 2]\n```", false, [1, 2]), (#"{"a":1,"b":"half of i"#, true, ["a": 1]),
            (#"{"a":[{"b":1},{"b":"ha"#, true, ["a": [["b": 1], [:]]]),
            (#"{'a': "say "hi" now"}"#, false, ["a": "say \"hi\" now"]),
            ("<think>hm {\"a\":2}</think>{\"a\":1}", false, ["a": 1]),
        ] as [(String, Bool, JSON)])
    func findsTheJSON(text: String, isCut: Bool, value: JSON) {
        #expect(AnswerReader.json(in: text) == AnswerReader.Found(value: value, isCut: isCut))
    }

    @Test(arguments: ["", "no JSON at all", "<think>{\"a\":1}", "5"])
    func findsNoneWhereThereIsNone(text: String) { #expect(AnswerReader.json(in: text) == nil) }

    @Test func hostileTextIsReadInBoundedTime() {
        let texts = [
            String(repeating: "[", count: 200_000), String(repeating: "{\"a\":", count: 50_000),
            String(repeating: "\"", count: 200_000), String(repeating: "{ x ", count: 50_000),
        ]
        let time = ContinuousClock().measure { for text in texts { _ = AnswerReader.json(in: text) } }
        #expect(time < .seconds(20))
    }

    @Test(arguments: ["\n", " \n", "```\n", "</thin", "\u{301}", "\u{1F1E6}", "\r\n", "<think>"])
    func hostileProseIsReadInBoundedTime(piece: String) {
        let text = String(repeating: piece, count: 400_000) + "x"
        let time = ContinuousClock().measure { _ = AnswerReader.prose(in: text) }
        #expect(time < .seconds(10), "\(piece.utf8.count) bytes again and again")
    }

    @Test func answersAreMerged() {
        let merged = AnswerMerger.merge([
            ["a": nil, "b": 1, "c": [1, 2], "d": ["x": 1]], ["a": "A", "b": 2, "c": [2, 3], "d": ["y": 2]],
            ["b": 2, "e": true],
        ])
        #expect(merged["a"] == "A" && merged["b"] == 2 && merged["e"] == true)
        #expect(merged["c"] == [1, 2, 3] && merged["d"] == ["x": 1, "y": 2])
    }

    @Test func ofTwoRecordsTheFullerStays() {
        let merged = AnswerMerger.merge([
            [["n": "a", "p": nil]], [["n": "a", "p": 1], ["n": "b", "p": 2]],
        ])
        #expect(merged == [["n": "a", "p": 1], ["n": "b", "p": 2]])
    }
}

struct FieldSchemaTests {
    private let json: JSON = [
        "type": "object",
        "properties": [
            "kind": ["type": "string", "enum": ["a", "b"]],
            "author": [
                "type": "object", "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
            ],
            "rows": [
                "type": "array", "items": ["type": "object", "properties": ["n": ["type": "number"]]],
            ],
            "note": ["anyOf": [["type": "string"], ["type": "null"]]], "empty": ["type": "object"],
        ],
    ]

    @Test func everyMemberIsRequiredAndMayBeNull() throws {
        let chat = FieldSchema.json(for: try wish(json))
        #expect(chat.isStrict)
        let properties = try #require(chat.json["properties"])
        #expect(properties.objectValue?.names == ["kind", "author", "rows", "note"])
        #expect(properties["kind"]?["enum"] == ["a", "b", nil])
        #expect(properties["author"]?["type"] == ["object", "null"])
        #expect(properties["author"]?["properties"]?["age"]?["type"] == ["integer", "null"])
        #expect(properties["rows"]?["items"]?["required"] == ["n"])
        #expect(chat.json["additionalProperties"] == false)
    }

    @Test func onlyTheOpenMembersOfAnObjectAreAskedFor() throws {
        let open = try wish(
            json, lackingIn: ["kind": "a", "author": ["name": "Ann"], "rows": [["n": 1]], "note": "x"])
        let chat = FieldSchema.json(for: open)
        #expect(chat.json["properties"]?.objectValue?.names == ["author"])
        #expect(chat.json["properties"]?["author"]?["properties"]?.objectValue?.names == ["age"])
        #expect(FieldSchema.list(of: open) == "- author: an object with the members\n  - age: a whole number")
        let (value, paths) = open.adding(
            ["author": ["name": "Bob", "age": 40], "kind": "b"], to: ["kind": "a", "author": ["name": "Ann"]])
        #expect(value["author"] == ["name": "Ann", "age": 40] && value["kind"] == "a")
        #expect(paths == ["author.age"])
    }

    @Test func nothingOpenIsNoWish() throws {
        let value: JSON = [
            "kind": "a", "author": ["name": "Ann", "age": 1], "rows": [["n": 1]], "note": "x",
        ]
        #expect(try FieldWish(schema(json), lackingIn: value) == nil)
    }

    @Test func aListIsSentInAnObject() throws {
        let list: JSON = [
            "type": "array", "items": ["type": "object", "properties": ["n": ["type": "number"]]],
        ]
        let open = try wish(list, lackingIn: [])
        #expect(FieldSchema.json(for: open).json["properties"]?["items"]?["type"] == "array")
        let (fitted, faults) = open.fit(["items": [["N": "5.5"]]], baseURL: nil)
        #expect(fitted == [["n": 5.5]] && faults.isEmpty)
    }
}
