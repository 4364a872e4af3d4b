import JSON
import Testing

@testable import Structuring

struct JSONPointerTests {
    @Test(arguments: [
        "#": [], "#/": [""], "#/$defs/Name": ["$defs", "Name"], "#/a~1b/m~0n": ["a/b", "m~n"],
        "#/definitions/Money%3Cnumber%3E": ["definitions", "Money<number>"], "#/%7E1": ["/"], "#/%": ["%"],
        "#/%4": ["%4"], "#/%zz": ["%zz"], "#/~01": ["~1"], "#/%C3%A9": ["é"], "#//a": ["", "a"],
    ])
    func fragmentsAreReadToTheirSteps(_ fragment: String, _ steps: [String]) {
        #expect(JSONPointer(fragment: fragment)?.steps == steps)
    }

    @Test(arguments: ["", "/a", "#name", "other.json#/a"])
    func whatIsNoPointerOfThisDocumentIsNone(_ fragment: String) {
        #expect(JSONPointer(fragment: fragment) == nil)
    }

    @Test func aGenericTypesNameIsFound() throws {
        let text =
            ##"{"properties":{"price":{"$ref":"#/definitions/Money%3Cnumber%3E"}},"##
            + ##""definitions":{"Money<number>":{"type":"number"}}}"##
        let check = Schema.check(try JSONParser.parse(text))
        #expect(check.warnings == ["schema.properties.price.$ref: resolved inside the schema"])
        #expect(SchemaFitter(schema: try #require(check.schema)).fit(["price": "49.90"]) == ["price": 49.9])
    }
}
