import JSON
import Structuring
import Testing

@testable import Models

/// Which members tell the elements of a list apart, and where an answer goes.
struct ElementKeyTests {
    private static let items: JSON = [
        "type": "object",
        "properties": [
            "link": ["type": "string", "format": "uri"], "stars": ["type": "integer"],
            "author": ["type": "string"], "title": ["type": "string"], "text": ["type": "string"],
            "verified": ["type": "boolean"],
        ],
    ]

    private func key(_ elements: JSON) throws -> ElementKey? {
        let schema = try schema(Self.items)
        let objects = (elements.arrayValue ?? []).compactMap(\.objectValue)
        return ElementKey(of: objects, among: schema.root.properties, in: schema)
    }

    @Test(
        arguments: [
            // The first text that no two share; numbers alone tell nobody apart, links are not in the model's page.
            ([["author": "Ann", "stars": 1], ["author": "Bob", "stars": 2]], ["author"]),
            ([["author": "Ann", "title": "Good"], ["author": "Ann", "title": "Bad"]], ["title"]),
            ([["link": "/1", "title": "Good"], ["link": "/2", "title": "Good"]], nil),
            ([["stars": 1], ["stars": 2]], nil),
            // Settled in one of them only.
            ([["author": "Ann", "title": "Good"], ["author": "Ann", "title": nil]], nil),
            ([["author": "Ann"], [:]], nil),
            // Letter case and signs tell nobody apart.
            ([["author": "Ann!"], ["author": "ann"]], nil), ([["author": "…"], ["author": "Ann"]], nil),
            // Together.
            (
                [
                    ["stars": 1, "author": "Ann", "title": "Good"],
                    ["stars": 2, "author": "Ann", "title": "Good"],
                ], ["stars", "author"]
            ),
            (
                [
                    ["stars": 1, "author": "Ann", "title": "Good"],
                    ["stars": 1, "author": "Bob", "title": "Good"],
                    ["stars": 1, "author": "Ann", "title": "Bad"],
                ], ["stars", "author", "title"]
            ),
            ([["author": "Ann"]], ["author"]), ([["verified": true]], nil), ([], nil),
        ] as [(JSON, [String]?)])
    func elementsAreToldApart(elements: JSON, names: [String]?) throws {
        #expect(try key(elements)?.names == names)
    }

    private static let ownData: JSON = [
        ["author": "Ann", "text": nil], ["author": "Bob"], ["author": "Cleo", "text": "Fine."],
    ]

    @Test(
        arguments: [
            // In another order, written a little otherwise, and of more than there are.
            (
                [
                    ["author": "dora", "text": "No."], ["author": "BOB ", "text": "Bad."],
                    ["author": "Ann", "text": "Good."],
                ], ["Good.", "Bad.", "Fine."], [0, 1]
            ),
            // What is settled stays.
            ([["author": "Cleo", "text": "Other."]], [nil, nil, "Fine."], []),
            // Without a key, with half of one, with nothing to say.
            (
                [["text": "Good."], "Ann", ["author": "Ann", "text": ""], ["author": "An", "text": "x"]],
                [nil, nil, "Fine."], []
            ),
            // Told twice, alike and not.
            (
                [
                    ["author": "Ann", "text": "Good."], ["author": "Ann", "text": nil],
                    ["author": "Ann", "text": "Good."],
                ],
                ["Good.", nil, "Fine."], [0]
            ),
            (
                [["author": "Ann", "text": "Good."], ["author": "Ann", "text": "Bad."]], [nil, nil, "Fine."],
                []
            ),
        ] as [([JSON], [JSON], [Int])])
    func answersFindTheirElements(answers: [JSON], texts: [JSON], filled: [Int]) throws {
        let elements = try #require(Self.ownData.arrayValue)
        let key = try #require(try key(Self.ownData))
        let merged = key.merge(answers, into: elements, open: ["text"])
        #expect(merged.elements.map { $0["text"] ?? .null } == texts)
        #expect(merged.elements.map { $0["author"] } == ["Ann", "Bob", "Cleo"])
        #expect(merged.filled.map(\.index) == filled && merged.filled.allSatisfy { $0.name == "text" })
    }

    @Test func onlyKeyAndOpenMembersAreAskedFor() throws {
        let json: JSON = [
            "type": "object",
            "properties": [
                "reviews": ["anyOf": [["type": "array", "items": Self.items], ["type": "null"]]]
            ],
        ]
        let value: JSON = [
            "reviews": [
                ["link": "/1", "stars": 5, "author": "Ann", "title": "A", "verified": true],
                ["link": "/2", "stars": 4, "author": "Bob", "title": "B", "verified": false, "text": "Bad."],
            ]
        ]
        let open = try wish(json, lackingIn: value)
        let list = FieldSchema.json(for: open).json["properties"]?["reviews"]
        #expect(list?["type"] == "array")
        #expect(list?["items"]?["properties"]?.objectValue?.names == ["author", "text"])
        #expect(
            FieldSchema.list(of: open)
                == "- reviews: a list of objects, each with\n  - author: a text\n  - text: a text")
        let (fitted, faults) = open.fit(
            ["reviews": [["author": "Ann", "text": "Good."], ["author": "Bob", "text": "Worse."]]],
            baseURL: nil)
        #expect(faults.isEmpty)
        let (sum, paths) = open.adding(fitted, to: value)
        #expect(sum["reviews"]?[0]?["text"] == "Good." && sum["reviews"]?[1]?["text"] == "Bad.")
        #expect(sum["reviews"]?.arrayValue?.count == 2 && paths == ["reviews[0].text"])
        #expect(open.fit(["reviews": "none"], baseURL: nil).faults == ["\"reviews\" must be a list"])
    }

    @Test func aListAsTheWholeSchemaIsSentInAnObject() throws {
        let json: JSON = ["type": "array", "items": Self.items]
        let value: JSON = [
            ["link": "/1", "stars": 5, "author": "Ann", "title": "A", "verified": true, "text": nil]
        ]
        let open = try wish(json, lackingIn: value)
        let item = FieldSchema.json(for: open).json["properties"]?["items"]?["items"]
        #expect(item?["properties"]?.objectValue?.names == ["author", "text"])
        let (fitted, _) = open.fit(["items": [["author": "Ann", "text": "Good."]]], baseURL: nil)
        let (sum, paths) = open.adding(fitted, to: value)
        #expect(sum[0]?["text"] == "Good." && paths == ["[0].text"])
    }

    @Test func whatCanOnlyBeCopiedMustStandOnThePageInListsToo() throws {
        let json: JSON = [
            "type": "object",
            "properties": [
                "rows": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": ["name": ["type": "string"], "price": ["type": "number"]],
                    ],
                ]
            ],
        ]
        let answer: JSON = ["rows": [["name": "a", "price": 1.5], ["name": "b", "price": 2.5]]]
        let kept = try wish(json).withoutInventions(answer) { $0 == 1.5 }
        #expect(kept == ["rows": [["name": "a", "price": 1.5], ["name": "b", "price": nil]]])
    }
}
