import Batches
import JSON
import Testing

@testable import API

struct BatchSubmissionTests {
    private static let rules = SubmissionRules(
        maxURLs: 50, checkURL: TestAPI.checkURL,
        checkCookies: { $0.contains("=") ? nil : "holds no cookie" }, checkSchema: TestAPI.checkSchema)

    private func submission(_ body: String, maxURLs: Int = 50) throws(APIError) -> BatchSubmission {
        var rules = Self.rules
        rules.maxURLs = maxURLs
        return try BatchSubmission(body: Array(body.utf8), rules: rules)
    }

    /// The problems' texts of a body that must be refused as invalid.
    private func problems(_ body: String) -> [String] {
        do throws(APIError) {
            _ = try submission(body)
            return []
        } catch {
            guard case .invalid(let problems) = error else { return ["\(error)"] }
            return problems.map(\.text)
        }
    }

    @Test func cookiesThatCannotBeSentAreRefusedByName() {
        #expect(
            problems(#"{"urls":["https://example.org/"],"cookies":"nonsense"}"#) == [
                "cookies: holds no cookie"
            ])
    }

    @Test func everyFieldIsRead() throws {
        let submission = try submission(
            """
            {"urls": ["http://a.test/x?y#z", {"url": "https://b.test:8443"}, "http://a.test/x?y#z"],
             "prompt": "the title", "output": "markdown", "useProxy": true, "proxyCountry": "DE",
             "extractContentOnly": true, "screenshot": true, "fullPageScreenshot": false, "scrapeMode": "fast",
             "cookies": "a=b; c=d", "schema": {"type": "object", "anyOf": []}, "somethingNew": [1]}
            """)
        #expect(
            submission.entries.map(\.url) == [
                "http://a.test/x?y#z", "https://b.test:8443", "http://a.test/x?y#z",
            ])
        #expect(submission.entries.map(\.host) == ["a.test", "b.test:8443", "a.test"])
        #expect(submission.cookies == "a=b; c=d")
        #expect(submission.schemaWarnings == ["$.anyOf: is not supported"])
        var expected = BatchOptions()
        expected.prompt = "the title"
        expected.output = .markdown
        expected.useProxy = true
        expected.proxyCountry = "de"
        expected.extractContentOnly = true
        expected.screenshot = true
        expected.scrapeMode = .fast
        expected.hasCookies = true
        expected.schema = ["type": "object", "anyOf": []]
        #expect(submission.options == expected)
    }

    @Test func absentNullAndEmptyMeanTheSame() throws {
        let bare = try submission(#"{"urls":["http://a.test"]}"#)
        let nulls = try submission(
            """
            {"urls":["http://a.test"],"prompt":null,"output":null,"schema":null,"useProxy":null,
             "proxyCountry":null,"extractContentOnly":null,"screenshot":null,"fullPageScreenshot":null,
             "cookies":null,"scrapeMode":null}
            """)
        let empties = try submission(
            #"{"urls":["http://a.test"],"prompt":"","output":"","proxyCountry":"","cookies":""}"#)
        #expect(bare.options == BatchOptions())
        #expect(nulls == bare)
        #expect(empties == bare)
    }

    @Test func optionsThatImplyOthers() throws {
        let full = try submission(#"{"urls":["http://a.test"],"fullPageScreenshot":true}"#)
        #expect(full.options.screenshot)
        for country in [#""us""#, #""none""#, "7"] {
            for proxy in ["", #""useProxy":false,"#, #""useProxy":null,"#] {
                let body = "{\"urls\":[\"http://a.test\"],\(proxy)\"proxyCountry\":\(country)}"
                #expect(try submission(body).options.proxyCountry == nil)
            }
        }
    }

    @Test func lineEndsAroundAURLAreNoFaultAndStay() throws {
        let entries = try submission(#"{"urls":["http://a.test/\n","http://b.test/ \r\n"]}"#).entries
        #expect(entries.map(\.url) == ["http://a.test/\n", "http://b.test/ \r\n"])
    }

    @Test func upToTheLimitOfURLsAndNotOneMore() throws {
        func body(_ count: Int) -> String {
            "{\"urls\":[\((0..<count).map { "\"http://a.test/\($0)\"" }.joined(separator: ","))]}"
        }
        #expect(try submission(body(50)).entries.count == 50)
        #expect(problems(body(51)) == ["urls: holds 51 URLs, at most 50 are allowed"])
        #expect(try submission(body(10_000), maxURLs: 10_000).entries.last?.url == "http://a.test/9999")
    }

    @Test(arguments: [
        (#"{}"#, "urls: is required"),
        (#"{"urls":null}"#, "urls: is required"),
        (#"{"urls":[]}"#, "urls: must hold at least one URL"),
        (#"{"urls":"http://a.test"}"#, "urls: must be a list of URLs, not string"),
        (#"{"urls":["http://a.test",3]}"#, "urls[1]: must be a URL string, or an object whose url is one"),
        (
            #"{"urls":[{"uri":"http://a.test"}]}"#,
            "urls[0]: must be a URL string, or an object whose url is one"
        ),
        (#"{"urls":["ftp://a.test"]}"#, "urls[0]: must be an http or https URL"),
        (#"{"urls":["http://a.test\u0000.b"]}"#, "urls[0]: must not contain control characters"),
        (#"{"urls":["http://a.test/\nb"]}"#, "urls[0]: must not contain control characters"),
        (#"{"urls":["http://a.test"],"prompt":7}"#, "prompt: must be a string, not integer"),
        (#"{"urls":["http://a.test"],"prompt":"a\u0000b"}"#, "prompt: must not contain NUL"),
        (#"{"urls":["http://a.test"],"useProxy":"yes"}"#, "useProxy: must be true or false, not string"),
        (#"{"urls":["http://a.test"],"screenshot":1}"#, "screenshot: must be true or false, not integer"),
        (
            #"{"urls":["http://a.test"],"output":"xml"}"#,
            #"output: must be one of "json", "markdown", "text", "table""#
        ),
        (
            #"{"urls":["http://a.test"],"scrapeMode":"slow"}"#,
            #"scrapeMode: must be one of "default", "fast""#
        ),
        (#"{"urls":["http://a.test"],"scrapeMode":""}"#, #"scrapeMode: must be one of "default", "fast""#),
        (
            #"{"urls":["http://a.test"],"useProxy":true,"proxyCountry":"usa"}"#,
            #"proxyCountry: must be a two-letter country code, "eu" or "global""#
        ),
        (#"{"urls":["http://a.test"],"cookies":{}}"#, "cookies: must be a string, not object"),
        (#"[]"#, "body: must be a JSON object, not array"),
        (#""http://a.test""#, "body: must be a JSON object, not string"),
    ])
    func aBadFieldIsNamedWithItsReason(_ body: String, _ problem: String) {
        #expect(problems(body) == [problem])
    }

    @Test(arguments: [
        ("a", 16384, true), ("a", 16385, false), ("€", 5461, true), ("€", 5462, false), (",", 500_000, false),
    ])
    func aPromptMayHaveSoManyBytes(_ letter: String, _ count: Int, _ isTaken: Bool) {
        let prompt = String(repeating: letter, count: count)
        #expect(
            problems("{\"urls\":[\"http://a.test\"],\"prompt\":\"\(prompt)\"}")
                == (isTaken ? [] : ["prompt: is longer than 16384 bytes"]))
    }

    @Test func longURLsAndCookiesAreRefused() {
        let long = String(repeating: "a", count: 9000)
        #expect(problems("{\"urls\":[\"http://a.test/\(long)\"]}") == ["urls[0]: is longer than 8192 bytes"])
        let cookies = String(repeating: "a", count: 70_000)
        #expect(
            problems("{\"urls\":[\"http://a.test\"],\"cookies\":\"\(cookies)\"}")
                == ["cookies: is longer than 65536 bytes"])
    }

    @Test func everyProblemIsListed() {
        #expect(
            problems(#"{"urls":["http://a.test","gopher://b","http://10.0.0.1/x"],"prompt":[],"useProxy":0}"#)
                == [
                    "urls[1]: must be an http or https URL", "urls[2]: 10.0.0.1 is a private address",
                    "prompt: must be a string, not array", "useProxy: must be true or false, not integer",
                ])
    }

    @Test(arguments: [
        ("[", JSONError.Reason.unexpectedEnd),
        (#"{"urls":["http://a.test"],"x":1e400}"#, .numberOutOfRange),
        (#"{"urls":["http://a.test"],"x":-1e400}"#, .numberOutOfRange),
        ("not json", .unexpectedByte(UInt8(ascii: "o"))),
        (#"{"urls":["http://a.test"]"#, .unexpectedEnd),
        (#"{"urls":["http://a.test"],}"#, .unexpectedByte(UInt8(ascii: "}"))),
        (#"{"urls":[],"urls":["http://a.test"]}"#, .duplicateName("urls")),
        (#"{"urls":["http://a.test"],"schema":{"type":"object","type":"array"}}"#, .duplicateName("type")),
        (#"{"urls":["http://a.test"]} {}"#, .trailingBytes),
        ("{\"urls\":[\"http://a.test\u{0}\"]}", .controlCharacterInString),
        (#"{"urls":["\ud800"]}"#, .loneSurrogate),
        (String(repeating: "[", count: 100_000), .tooDeep(limit: 64)),
        (String(repeating: #"{"a":"#, count: 100_000), .tooDeep(limit: 64)),
    ])
    func whatIsNoJSONIsRefusedWithItsReason(_ body: String, _ reason: JSONError.Reason) {
        let error = #expect(throws: APIError.self) { try submission(body) }
        guard case .malformedJSON(let json) = error else {
            Issue.record("not about the JSON text")
            return
        }
        #expect(json.reason == reason)
    }

    @Test(arguments: [40, 5_000, 100_000])
    func aSchemaNestedFarTooDeepIsAFaultOfTheSchema(_ depth: Int) {
        func body(_ member: String) -> String {
            let opening = String(repeating: #"{"properties":{"a":"#, count: depth)
            return
                "{\"urls\":[\"http://a.test\"],\"\(member)\":\(opening){}\(String(repeating: "}}", count: depth))}"
        }
        let error = #expect(throws: APIError.self) { try submission(body("schema")) }
        guard case .invalidSchema(let errors) = error else {
            Issue.record("not about the schema")
            return
        }
        #expect(errors.count == 1 && errors[0].hasPrefix("schema: nested deeper than 64 levels"))
        let other = #expect(throws: APIError.self) { try submission(body("other")) }
        guard case .malformedJSON(let json) = other else {
            Issue.record("not about the JSON text")
            return
        }
        #expect(json.reason == .tooDeep(limit: 64))
    }

    @Test(arguments: ["", " ", "\r\n\t"])
    func anEmptyBodyIsSaidToBeEmpty(_ body: String) {
        #expect(problems(body) == ["body: is empty; urls is required"])
    }

    @Test func invalidUTF8IsRefused() {
        let body = Array(#"{"urls":["http://a.test/"#.utf8) + [0xFF, 0xFE] + Array(#""]}"#.utf8)
        let error = #expect(throws: APIError.self) { try BatchSubmission(body: body, rules: Self.rules) }
        guard case .malformedJSON(let json) = error else {
            Issue.record("not about the JSON text")
            return
        }
        #expect(json.reason == .invalidUTF8 && json.offset == 9)
    }

    @Test func aBadSchemaCountsWhenAllElseIsWell() {
        #expect(throws: APIError.invalidSchema(["$: must be an object"])) {
            try submission(#"{"urls":["http://a.test"],"schema":[]}"#)
        }
        #expect(problems(#"{"urls":[],"schema":[]}"#) == ["urls: must hold at least one URL"])
    }
}
