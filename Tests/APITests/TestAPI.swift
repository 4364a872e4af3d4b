import Batches
import HTTPServer
import JSON
import Logging
import Synchronization

@testable import API

/// A clock that stands still until it is moved.
final class TestClock: WallClock {
    private let moment = Mutex(Timestamp(milliseconds: 1_705_312_800_000))
    func now() -> Timestamp { moment.withLock { $0 } }
    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

/// The routes over a store in memory, called without a socket.
struct TestAPI {
    static let key = "spd_test"

    let store = MemoryStore()
    let clock = TestClock()
    let cookies = CookieVault()
    let requests = BatchRequests()
    let wakeUps = Counter()
    let api: API

    init(_ configure: (inout APIConfiguration) -> Void = { _ in }) async throws {
        var configuration = APIConfiguration()
        configure(&configuration)
        api = API(
            configuration: configuration,
            dependencies: Self.dependencies(
                store: store, clock: clock, cookies: cookies, requests: requests, wakeUps: wakeUps))
        _ = try await store.addKey(
            NewKey(name: "test", hash: Self.hash(Array(Self.key.utf8)), prefix: "spd_"))
    }

    static func dependencies(
        store: any Store, clock: any WallClock, cookies: CookieVault,
        requests: BatchRequests = BatchRequests(),
        wakeUps: Counter
    ) -> APIDependencies {
        APIDependencies(
            store: store, cookies: cookies, requests: requests, clock: clock,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            hashKey: hash, checkURL: checkURL, checkSchema: checkSchema, onQueued: { wakeUps.increment() },
            metrics: { "orbweaver_up 1\n" })
    }

    /// Stands for SHA-256, whose making is not the routes' affair: 32 bytes that differ where keys differ.
    static func hash(_ key: [UInt8]) -> [UInt8] {
        Array((key + Array(repeating: 0, count: 32)).prefix(32).reversed())
    }

    static func checkURL(_ url: String) -> Result<String, URLRefusal> {
        guard let scheme = ["http://", "https://"].first(where: url.hasPrefix) else {
            return .failure(.invalid(reason: "must be an http or https URL"))
        }
        let host = String(url.dropFirst(scheme.count).prefix { $0 != "/" })
        if host == "10.0.0.1" { return .failure(.addressNotAllowed(reason: "10.0.0.1 is a private address")) }
        return .success(host)
    }

    static func checkSchema(_ schema: JSON) -> SchemaVerdict {
        guard case .object(let members) = schema else {
            return SchemaVerdict(errors: ["$: must be an object"])
        }
        return SchemaVerdict(warnings: members["anyOf"] == nil ? [] : ["$.anyOf: is not supported"])
    }

    func send(
        _ method: HTTPMethod, _ target: String, _ body: String = "",
        headers: HTTPHeaders = ["x-api-key": Self.key]
    ) async -> Answer {
        let request = HTTPRequest(
            method: method, target: target, headers: headers, body: HTTPBody(Array(body.utf8)))
        return await Answer(api.respond(to: request))
    }

    /// Submits `count` URLs; returns the batch's id.
    func submit(_ count: Int, _ options: String = "") async throws -> BatchID {
        let urls = (0..<count).map { "\"http://site.test/\($0)\"" }.joined(separator: ",")
        let answer = await send(.post, "/api/batch/scrape", "{\"urls\":[\(urls)]\(options)}")
        return BatchID(try answer.json["batchId"].string)
    }
}

/// An answer with its body read to the end.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
    /// In how many pieces a streamed body came; nil when it came whole.
    let pieces: [Int]?

    init(_ response: HTTPResponse) async {
        status = response.status
        headers = response.headers
        switch response.body {
        case .empty: (body, pieces) = ([], nil)
        case .bytes(let bytes): (body, pieces) = (bytes, nil)
        case .stream(let stream):
            let sink = Mutex<[[UInt8]]>([])
            do {
                try await stream(
                    HTTPBodyWriter { bytes throws(HTTPWriteError) in sink.withLock { $0.append(bytes) } })
            } catch {
                sink.withLock { $0.append(Array(" cut: \(error)".utf8)) }
            }
            let parts = sink.withLock { $0 }
            (body, pieces) = (parts.flatMap { $0 }, parts.map(\.count))
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { get throws { try JSONParser.parse(body) } }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}

struct Missing: Error {}

extension Optional where Wrapped == JSON {
    var string: String {
        get throws {
            guard let text = self?.stringValue else { throw Missing() }
            return text
        }
    }
}
