import Batches
import HTTPServer
import JSON
import Logging
import Synchronization
import Testing

@testable import orbweaver

/// The command that reads pages at hand, with a model's endpoint on loopback and without.
struct ExtractTests {
    private static let page = Array(
        """
        <title>Tea</title><script type="application/ld+json">{"@type":"Product","name":"Sencha"}</script>
        <h1>Sencha</h1><p>Grown by the Tanaka family on the slopes of Uji, and picked in May.</p>
        """.utf8)
    private static let schema: JSON = [
        "type": "object", "properties": ["name": ["type": "string"], "grower": ["type": "string"]],
        "required": ["name", "grower"],
    ]
    private static let ownData: JSON = ["name": "Sencha", "grower": nil]

    /// Runs `body` with settings that name an endpoint, which answers `content`; returns how often that was asked.
    private func withEndpoint(
        status: Int = 200, content: String = "", _ body: (SettingsReader) async throws -> Void
    ) async throws -> Int {
        let asked = Asked()
        let answer: JSON = ["choices": [["message": ["content": .string(content)], "finish_reason": "stop"]]]
        var configuration = HTTPServerConfiguration()
        configuration.port = 0
        configuration.shards = 1
        let server = HTTPServer(
            configuration: configuration, logger: Logger(label: "endpoint") { _ in SwiftLogNoOpLogHandler() },
            errorBody: { _, _ in (["Content-Type": "text/plain"], []) },
            handler: { _ in
                asked.count.withLock { $0 += 1 }
                return HTTPResponse(status: status, body: .bytes(JSONWriter.bytes(of: answer)))
            })
        let port = try await server.start().port
        let reader = try SettingsReader(
            environment: [
                "ORBWEAVER_LLM_BASE_URL": "http://127.0.0.1:\(port)/v1", "ORBWEAVER_LLM_MODEL": "m",
            ], file: nil)
        try await body(reader)
        await server.shutdown(grace: .zero)
        return asked.count.withLock { $0 }
    }

    private final class Asked: Sendable {
        let count = Mutex(0)
    }

    private func filled(_ arguments: [String], _ reader: SettingsReader) async throws -> JSON? {
        let command = try Extract.parse(arguments)
        return await Extract.filling(try command.model(reader))(Self.page, "http://tea.example/", Self.schema)
    }

    @Test func aModelFillsWhatThePageLeavesOpen() async throws {
        let asked = try await withEndpoint(content: #"{"grower":"the Tanaka family"}"#) { reader in
            let value = try await filled(["--ndjson"], reader)
            #expect(value == ["name": "Sencha", "grower": "the Tanaka family"])
        }
        #expect(asked == 1)
    }

    @Test func noModelIsAskedWhereItIsSwitchedOffOrNotNamed() async throws {
        let asked = try await withEndpoint { reader in
            let switchedOff = try await filled(["--ndjson", "--no-model"], reader)
            #expect(switchedOff == Self.ownData)
            let bare = try SettingsReader(environment: [:], file: nil)
            let unnamed = try await filled(["--ndjson"], bare)
            #expect(unnamed == Self.ownData)
        }
        #expect(asked == 0)
    }

    @Test func whereTheModelFailsThePagesOwnDataStands() async throws {
        let asked = try await withEndpoint(status: 401) { reader in
            let value = try await filled(["--ndjson"], reader)
            #expect(value == Self.ownData)
        }
        #expect(asked > 0)
    }

    @Test func aPromptIsAnsweredAsByTheServer() async throws {
        var options = BatchOptions()
        options.prompt = "Sum this up for a child"
        options.output = .text
        let asked = try await withEndpoint(content: "It is tea.") { reader in
            let local = LocalReader(model: try Extract.parse(["-"]).model(reader))
            let (reading, error) = await local.read(Self.page, url: nil, options)
            #expect(reading.ending == .result(Array("\"It is tea.\"".utf8)) && error == nil)
        }
        #expect(asked == 1)
        let (reading, _) = await LocalReader(model: nil).read(Self.page, url: nil, options)
        guard case .result(let markdown) = reading.ending else {
            Issue.record("\(reading.ending)")
            return
        }
        #expect(String(decoding: markdown, as: UTF8.self).contains("Tanaka"))
    }

    @Test(arguments: [["--ndjson", "--prompt", "x"], ["--ndjson", "-"], []])
    func whatContradictsItselfIsRefused(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try Extract.parse(arguments) }
    }
}
