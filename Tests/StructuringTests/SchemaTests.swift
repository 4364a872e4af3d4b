import JSON
import Testing

@testable import Structuring

struct SchemaTests {
    private func check(_ text: String) throws -> SchemaCheck { Schema.check(try JSONParser.parse(text)) }

    @Test(arguments: [
        (#"[]"#, "schema: must be a JSON object, not array"),
        (
            #"{"type":"object","properties":{"a":{"type":"money"}}}"#,
            "schema.properties.a.type: unknown type 'money'"
        ),
        (#"{"type":"object","properties":[]}"#, "schema.properties: must be an object, not array"),
        (#"{"type":"array","items":[1]}"#, "schema.items: must be a schema (an object), not array"),
        (#"{"type":"object","required":"a"}"#, "schema.required: must be a list of property names"),
        (
            #"{"type":"object","properties":{"a":{"enum":[]}}}"#,
            "schema.properties.a.enum: must be a list that is not empty"
        ),
        (#"{"type":"string"}"#, "schema.type: the root must be an object (or an array), not string"),
    ])
    func faultsNameTheirPlace(_ text: String, _ fault: String) throws {
        let check = try check(text)
        #expect(check.errors == [fault])
        #expect(check.schema == nil)
    }

    @Test func fiveLevelsAreTakenAndSixRefused() throws {
        func nested(_ levels: Int) -> String {
            (1..<levels).reduce(#"{"type":"string"}"#) { inner, _ in
                #"{"type":"object","properties":{"a":\#(inner)}}"#
            }
        }
        #expect(try check(nested(5)).errors.isEmpty)
        let errors = try check(nested(6)).errors
        #expect(errors.count == 1)
        #expect(errors.first?.hasSuffix("nested deeper than 5 levels") == true)
    }

    @Test func additionalPropertiesAddNoLevel() throws {
        let check = try check(
            """
            {"type":"object","properties":{"rows":{"type":"array","items":{"type":"object","properties":{"t":
             {"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}}}}}}}
            """)
        #expect(check.errors.isEmpty && check.warnings.isEmpty)
        let value = try JSONParser.parse(#"{"rows":[{"t":{"x":["y"]}}]}"#)
        #expect(check.schema?.accepts(value) == true)
        #expect(check.schema?.accepts(try JSONParser.parse(#"{"rows":[{"t":{"x":["y",1]}}]}"#)) == false)
    }

    @Test func additionalPropertiesHaveABoundOfTheirOwn() throws {
        func nested(_ depth: Int) -> String {
            (0..<depth).reduce(#"{"type":"string"}"#) { inner, _ in
                #"{"type":"object","additionalProperties":\#(inner)}"#
            }
        }
        #expect(try check(nested(8)).warnings.isEmpty)
        let deep = try check(nested(60))
        #expect(deep.errors.isEmpty && deep.warnings.count == 1)
        #expect(try #require(deep.schema).nodes.count < 20)
        // Without a bound on their number these would be 30^8 nodes.
        let definitions = (1...8).map { level -> String in
            let target = level == 8 ? #"{"type":"string"}"# : ##"{"$ref":"#/$defs/d\##(level + 1)"}"##
            return
                ##""d\##(level)":{"anyOf":[\##(Array(repeating: #"{"additionalProperties":\#(target)}"#, count: 30).joined(separator: ","))]}"##
        }
        let wide = try check(##"{"$ref":"#/$defs/d1","$defs":{\##(definitions.joined(separator: ","))}}"##)
        #expect((wide.schema?.nodes.count ?? 0) < 10_000)
    }

    @Test func aDictionaryOfItselfEnds() throws {
        let tree = try check(
            ##"{"$ref":"#/$defs/Node","$defs":{"Node":{"type":"object","additionalProperties":{"$ref":"#/$defs/Node"}}}}"##
        )
        #expect(tree.errors.isEmpty)
        #expect(try #require(tree.schema).nodes.count < 50)
        // Any JSON value, as it is written with definitions.
        let anything = try check(
            ##"""
            {"type":"object","properties":{"any":{"$ref":"#/$defs/J"}},"$defs":{"J":{"anyOf":[{"type":"string"},
             {"type":"null"},{"type":"array","items":{"$ref":"#/$defs/J"}},
             {"type":"object","additionalProperties":{"$ref":"#/$defs/J"}}]}}}
            """##)
        #expect(anything.errors.isEmpty)
        #expect(try #require(anything.schema).nodes.count < 1_000)
    }

    @Test func optionalModelsInModelsAreTaken() throws {
        // Each level an alternative and a reference: four of them are no deeper than five levels.
        let definitions = (1...4).map { level -> String in
            let inner = level == 4 ? #"{"type":"string"}"# : ##"{"$ref":"#/$defs/M\##(level + 1)"}"##
            return #""M\#(level)":{"type":"object","properties":{"a":{"anyOf":[\#(inner),{"type":"null"}]}}}"#
        }
        let check = try check(##"{"$ref":"#/$defs/M1","$defs":{\##(definitions.joined(separator: ","))}}"##)
        #expect(check.errors.isEmpty)
    }

    @Test func tenKilobytesAreTakenAndOneByteMoreRefused() throws {
        let frame = #"{"type":"object","description":""}"#
        func padded(_ size: Int) -> String {
            #"{"type":"object","description":"\#(String(repeating: "x", count: size - frame.utf8.count))"}"#
        }
        #expect(try check(padded(10_240)).errors.isEmpty)
        #expect(try check(padded(10_241)).errors == ["schema: 10241 bytes, more than the limit of 10240"])
    }

    @Test func unsupportedKeywordsAreWarnedOfAndTheRestApplies() throws {
        let check = try check(#"{"type":"object","not":{},"properties":{"a":{"type":"string"}}}"#)
        #expect(check.warnings == ["schema.not: unsupported keyword, ignored"])
        #expect(check.schema?.root.properties.map(\.name) == ["a"])
    }

    @Test(arguments: [
        "type", "properties", "items", "required", "enum", "anyOf", "oneOf", "allOf", "$ref", "nullable",
        "format",
        "pattern", "minimum", "exclusiveMaximum", "maxItems", "multipleOf", "additionalProperties", "title",
        "not",
    ])
    func aKeywordThatIsNullIsAbsent(_ keyword: String) throws {
        let members = #""items":{"type":"string"},"properties":{"a":{"type":"integer"}}"#
        let plain = try check("{\(members)}")
        let others =
            keyword == "items"
            ? #""properties":{"a":{"type":"integer"}}"#
            : keyword == "properties" ? #""items":{"type":"string"}"# : members
        let nulled = try check("{\"\(keyword)\":null,\(others)}")
        #expect(nulled.errors.isEmpty)
        if others == members {
            #expect(nulled.warnings == plain.warnings)
            #expect(nulled.schema?.nodes.count == plain.schema?.nodes.count)
        }
        #expect(try check(#"{"type":"object","properties":{"a":{"\#(keyword)":null}}}"#).errors.isEmpty)
    }

    @Test func aConstantMayBeNull() throws {
        let check = try check(
            #"{"type":"object","properties":{"a":{"const":null},"b":{"enum":["x",null]},"c":{"default":null}}}"#
        )
        #expect(check.errors.isEmpty && check.warnings.isEmpty)
        let schema = try #require(check.schema)
        #expect(schema.accepts(["a": nil, "b": nil]) && !schema.accepts(["a": 1]))
    }

    @Test func aReferenceThatLeadsNowhereIsOneWarning() throws {
        let check = try check(##"{"type":"object","properties":{"a":{"$ref":"#/$defs/X"}}}"##)
        #expect(
            check.warnings == [
                "schema.properties.a.$ref: '#/$defs/X' is not in the schema; any value is taken"
            ])
    }

    @Test func requiredNameWithoutPropertyIsAWarning() throws {
        let check = try check(#"{"type":"object","properties":{},"required":["a"]}"#)
        #expect(check.errors.isEmpty)
        #expect(check.warnings == ["schema.required: 'a' is not among the properties"])
    }

    @Test func pydanticModelsAreUnderstood() throws {
        let check = try check(
            """
            {"$defs":{"Offer":{"properties":{"price":{"exclusiveMinimum":0,"title":"Price","type":"number"},
             "currency":{"anyOf":[{"type":"string"},{"type":"null"}],"default":null,"title":"Currency"}},
             "required":["price"],"title":"Offer","type":"object"}},
             "properties":{"name":{"title":"Name","type":"string"},"offers":{"items":{"$ref":"#/$defs/Offer"},"type":"array"},
             "best":{"anyOf":[{"$ref":"#/$defs/Offer"},{"type":"null"}],"default":null},"kind":{"const":"book","type":"string"}},
             "required":["name","offers"],"title":"Product","type":"object"}
            """)
        #expect(check.errors.isEmpty)
        let schema = try #require(check.schema)
        let fitted = SchemaFitter(schema: schema).fit([
            "name": "A", "offers": [["price": "£1,299.00", "currency": nil], ["price": -1]],
            "best": ["price": 5], "x": 1,
        ])
        #expect(
            fitted == [
                "name": "A", "offers": [["price": 1299.0, "currency": nil], ["price": nil]],
                "best": ["price": 5],
            ]
                || fitted == [
                    "name": "A", "offers": [["price": 1299.0, "currency": nil]], "best": ["price": 5],
                ])
        #expect(check.warnings.contains("schema.properties.best.$ref: resolved inside the schema") == false)
        #expect(check.warnings.contains { $0.hasPrefix("schema.properties.offers.items.$ref") })
    }

    @Test func referencesThatMeetThemselvesEnd() throws {
        let tree = try check(
            """
            {"$ref":"#/$defs/Node","$defs":{"Node":{"type":"object","properties":{"name":{"type":"string"},
             "left":{"$ref":"#/$defs/Node"},"right":{"$ref":"#/$defs/Node"},
             "children":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"required":["name"]}}}
            """)
        #expect(tree.errors.isEmpty)
        #expect(try #require(tree.schema).nodes.count < 200)
        #expect(try check(##"{"$ref":"#"}"##).errors.isEmpty == false)
        #expect(
            try check(##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##)
                .schema == nil)
    }

    @Test func sharedDefinitionsDoNotMultiply() throws {
        // Four levels, each with 30 references to the next: written out this would be 30^4 nodes.
        var definitions: [String] = []
        for level in 1...4 {
            let target = level == 4 ? #"{"type":"string"}"# : ##"{"$ref":"#/$defs/d\##(level + 1)"}"##
            let members = (0..<30).map { #""p\#($0)":\#(target)"# }.joined(separator: ",")
            definitions.append(
                #""d\#(level)":{"type":"object","properties":{\#(members)},"required":["p0"]}"#)
        }
        let check = try check(##"{"$ref":"#/$defs/d1","$defs":{\##(definitions.joined(separator: ","))}}"##)
        #expect(check.errors.isEmpty)
        #expect(try #require(check.schema).nodes.count < 1_000)
    }
}
