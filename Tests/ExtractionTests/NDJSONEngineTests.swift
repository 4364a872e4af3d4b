import JSON
import Testing

@testable import Extraction

struct NDJSONEngineTests {
    private let page = Array("<title>T</title><p>a <b>b</b></p>".utf8)

    private func answer(_ request: String, fill: NDJSONEngine.Filling? = nil) async throws -> JSON {
        let engine = NDJSONEngine(load: { $0 == "p.html" ? page : nil }, fill: fill)
        return try JSONParser.parse(await engine.answer(Array(request.utf8)))
    }

    @Test func wholePagesAreAnsweredWithMarkdown() async throws {
        let answer = try await answer(#"{"id": "x", "path": "p.html", "mode": "full"}"#)
        #expect(answer["id"]?.stringValue == "x")
        #expect(answer["markdown"]?.stringValue == "a **b**\n")
        #expect(answer["title"]?.stringValue == "T")
    }

    @Test func schemasAreFilledWhereThatIsOffered() async throws {
        let request = #"{"id": 1, "path": "p.html", "mode": "schema", "schema": {"type": "object"}}"#
        #expect(try await answer(request)["error"]?.stringValue == "mode not offered")
        let filled = try await answer(request) { _, _, schema in schema["type"] }
        #expect(filled["json"]?.stringValue == "object")
    }

    @Test(arguments: [
        ("nonsense", "bad request"), (#"{"id": 1, "path": "other"}"#, "no such file"),
        (#"{"id": 1, "path": "p.html", "mode": "x"}"#, "mode not offered"),
    ])
    func whatCannotBeAnsweredSaysSo(_ request: String, _ expected: String) async throws {
        #expect(try await answer(request)["error"]?.stringValue == expected)
    }
}
