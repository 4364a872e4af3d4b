import Batches
import Foundation
import HTTPServer
import JSON
import Logging
import Store
import Testing

@testable import API

/// The routes over a real store in a folder of its own, behind a real server on a free port.
struct WireServer: Sendable {
    static let key = "spd_wire"
    static let otherKey = "spd_other"

    let store: SQLiteStore
    let client: WireClient
    let wakeUps: Counter

    static func run(
        maxURLs: Int = 50, _ test: (WireServer) async throws -> Void
    ) async throws {
        var configuration = APIConfiguration()
        configuration.maxURLs = maxURLs
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(SQLiteStore.Configuration(folder: folder))
        for key in [key, otherKey] {
            _ = try await store.addKey(
                NewKey(name: key, hash: TestAPI.hash(Array(key.utf8)), prefix: String(key.prefix(6))))
        }
        let wakeUps = Counter()
        let api = API(
            configuration: configuration,
            dependencies: TestAPI.dependencies(
                store: store, clock: SystemWallClock(), cookies: CookieVault(), wakeUps: wakeUps))
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            errorBody: API.errorBody, handler: api.respond)
        let address = try await server.start()
        let result: Result<Void, any Error>
        do {
            try await test(
                WireServer(store: store, client: WireClient(port: Int(address.port)), wakeUps: wakeUps))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await server.shutdown(grace: .zero)
        await store.close()
        try result.get()
    }

    func send(
        _ method: String, _ target: String, _ body: String = "",
        headers: [String: String] = ["x-api-key": key]
    ) async throws -> WireClient.Reply {
        try await client.send(method, target, headers: headers, body: Array(body.utf8))
    }

    func submit(_ urls: [String], _ options: String = "") async throws -> String {
        let list = urls.map { "\"\($0)\"" }.joined(separator: ",")
        return try await send("POST", "/api/batch/scrape", "{\"urls\":[\(list)]\(options)}").json["batchId"]
            .string
    }

    /// Takes every due item through a worker's turn: `ending` says how each URL ends.
    func work(_ ending: (ClaimedItem) -> ItemOutcome.Ending) async throws {
        while true {
            let claim = try await store.claim(
                limit: 500, for: WorkerID("w"), leasedFor: .seconds(60), skippingHosts: [])
            guard !claim.items.isEmpty else { return }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for item in claim.items {
                    var outcome = ItemOutcome(lease: item.lease, ending: ending(item))
                    outcome.statusCode = 200
                    outcome.finalURL = item.url + "#end"
                    outcome.title = "Title of \(item.url)"
                    outcome.timings.total = 5
                    group.addTask { [outcome] in try await store.finish(outcome) }
                }
                for try await isStored in group { #expect(isStored) }
            }
        }
    }
}
