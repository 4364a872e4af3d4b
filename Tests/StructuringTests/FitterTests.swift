import JSON
import Testing

@testable import Structuring

struct FitterTests {
    private func fit(_ value: JSON, to property: String, named name: String = "a", base: String? = nil) throws
        -> JSON
    {
        let json = try JSONParser.parse(
            #"{"type":"object","properties":{"\#(name)":\#(property)},"required":["\#(name)"]}"#)
        let check = Schema.check(json)
        let schema = try #require(check.schema, "\(check.errors)")
        return try #require(SchemaFitter(schema: schema, baseURL: base).fit([name: value].json)[name])
    }

    @Test(arguments: [
        ("£1,299.00", 1299.0), ("1.299,00 €", 1299.0), ("1 299,50 zł", 1299.5), ("CHF 1'299.-", 1299.0),
        ("12,5", 12.5),
        ("$ .99", 99), ("1.299 €", 1299), ("4.667", 4.667), ("1,299", 1299), ("0,125", 0.125), ("-5 °C", -5),
        ("1 ½", 1.5),
        ("½", 0.5), ("from 12.50 to 20.00", 12.5), ("١٢٫٥", 12.5), ("1.2k", 1200), ("3M views", 3_000_000),
        ("85 %", 85), ("1.234.567,89", 1_234_567.89), ("2024-2025", 2024), ("−7", -7),
    ])
    func numbersAreReadAsPeopleWriteThem(_ text: String, _ number: Double) throws {
        #expect(try fit(.string(text), to: #"{"type":"number"}"#).doubleValue == number)
    }

    /// A validator takes a whole number of any size for an integer, so that two branches would match.
    @Test func exclusiveBranchesTakeHugeWholeNumbersForIntegers() throws {
        let property = #"{"oneOf":[{"type":["number","null"]},{"type":"integer"}]}"#
        #expect(try fit(.number(1.2345678901234567e19), to: property) == .null)
        #expect(try fit(.number(1.5), to: property) == .number(1.5))
    }

    /// Whether a huge number is a multiple cannot be told, so neither can it be said that one branch matches alone.
    @Test func exclusiveBranchesWithStepsRefuseHugeNumbers() throws {
        let property = #"{"oneOf":[{"type":["number","null"],"multipleOf":2},{"type":["number","null"]}]}"#
        #expect(try fit(.number(1.2345678901234567e19), to: property) == .null)
        #expect(try fit(.number(3), to: property).doubleValue == 3)
        #expect(try fit(.number(4), to: property) == .null)
        let list = #"{"type":"array","items":\#(property)}"#
        let fitted = try fit(.array([.number(1.2345678901234567e19), .number(5)]), to: list)
        #expect(fitted.arrayValue?.compactMap(\.doubleValue) == [5])
        let nested = #"{"oneOf":[\#(property),{"type":"object"}]}"#
        #expect(try fit(.number(1.2345678901234567e19), to: nested) == .null)
    }

    /// The closed branch does not match what has another member, so that the open one matches alone.
    @Test func closedBranchesRefuseFurtherMembers() throws {
        let closed =
            #"{"type":"object","properties":{"name":{"type":"string"}},"additionalProperties":false}"#
        let known = #"{"type":"object","properties":{"price":{"type":"number"}}}"#
        let value: JSON = .object(JSONObject([("price", .number(3.5))]))
        #expect(
            try fit(value, to: #"{"oneOf":[\#(known),{"oneOf":[\#(closed),{"type":"object"}]}]}"#) == .null)
        #expect(try fit(value, to: #"{"oneOf":[\#(known),\#(closed)]}"#) == value)
    }

    @Test(arguments: [
        ("PT1H30M", "cook_time_minutes", 90), ("1 hr 20 mins", "total_time", 80), ("P0DT0H45M", "time", 45),
        ("1 Std. 30 Min.", "prep_time_minutes", 90), ("45", "cook_time_minutes", 45),
        ("PT90S", "duration_seconds", 90),
    ])
    func durationsComeInTheUnitAskedFor(_ text: String, _ name: String, _ number: Int64) throws {
        #expect(try fit(.string(text), to: #"{"type":"integer"}"#, named: name) == .integer(number))
    }

    @Test(arguments: [
        ("In stock", true), ("Nicht auf Lager", false), ("Sold out!", false),
        ("https://schema.org/InStock", true), ("ja", true),
        ("В наличии", true), ("Épuisé", false),
    ])
    func truthIsReadFromWords(_ text: String, _ flag: Bool) throws {
        #expect(try fit(.string(text), to: #"{"type":"boolean"}"#) == .bool(flag))
    }

    @Test(arguments: [
        ("http://schema.org/OutOfStock", #"["InStock","OutOfStock"]"#, "OutOfStock"),
        ("Auf Lager", #"["in_stock","out_of_stock"]"#, "in_stock"),
        ("FULL_TIME", #"["full_time","part_time",null]"#, "full_time"),
        ("Full-time position", #"["full_time","part_time"]"#, "full_time"),
        ("Hardcver", #"["Hardcover","Paperback"]"#, "Hardcover"),
    ])
    func enumsTakeTheNearestValue(_ text: String, _ allowed: String, _ value: String) throws {
        #expect(try fit(.string(text), to: #"{"enum":\#(allowed)}"#) == .string(value))
    }

    @Test(arguments: [
        (JSON.string("purple"), #"{"type":["string","null"],"enum":["red","green",null]}"#),
        (.string("no digits"), #"{"type":"number"}"#),
        (.integer(7), #"{"type":"integer","maximum":5}"#),
        (.string("abc"), #"{"type":"string","pattern":"^\\d+$"}"#),
        (.string("soon"), #"{"type":"string","format":"date"}"#),
        (.array(["a"]), #"{"type":"array","items":{"type":"string"},"minItems":2}"#),
        ("javascript:go()", #"{"type":"string","format":"uri"}"#),
        ("java\nscript:go()", #"{"type":"string","format":"uri"}"#),
        ("\tVBScript\t:go()", #"{"type":"string","format":"uri"}"#),
    ])
    func whatDoesNotFitIsNull(_ value: JSON, _ property: String) throws {
        #expect(try fit(value, to: property) == .null)
    }

    @Test(arguments: [
        ("30. Juni 2025", "date", "2025-06-30"),
        ("June 3, 2025 at 5:07 PM", "date-time", "2025-06-03T17:07:00Z"),
        ("2025-06-30T10:00:00+0200", "date-time", "2025-06-30T10:00:00+02:00"),
        ("30/06/2025", "date", "2025-06-30"),
        ("Mon, 30 Jun 2025 08:00:00 GMT", "date-time", "2025-06-30T08:00:00Z"),
        ("2025年6月30日", "date", "2025-06-30"),
        ("1751270400", "date", "2025-06-30"), ("/a b?c", "uri", "https://x.test/a%20b?c"),
        ("../p", "uri", "https://x.test/p"),
        ("mailto:me@x.test", "email", "me@x.test"), ("30 de junio de 2025", "date", "2025-06-30"),
        ("12 мая 2024 г.", "date", "2024-05-12"),
    ])
    func formatsAreMade(_ text: String, _ format: String, _ expected: String) throws {
        let fitted = try fit(
            .string(text), to: #"{"type":"string","format":"\#(format)"}"#, base: "https://x.test/d/e?f#g")
        #expect(fitted == .string(expected))
    }

    @Test func membersComeInTheSchemasOrderAndNothingExtra() throws {
        let schema = try #require(
            Schema.check([
                "type": "object", "required": ["z", "missing"],
                "properties": [
                    "z": ["type": "integer"], "aB": ["type": "string"], "missing": ["type": "string"],
                    "o": ["type": "object"],
                ],
            ]).schema)
        let fitted = SchemaFitter(schema: schema).fit(["extra": 1, "a_b": 5, "o": ["k": 1], "z": "12"])
        #expect(JSONWriter.bytes(of: fitted) == Array(#"{"z":12,"aB":"5","missing":null,"o":{}}"#.utf8))
    }
}

extension [String: JSON] {
    fileprivate var json: JSON { .object(JSONObject(map { ($0.key, $0.value) })) }
}
