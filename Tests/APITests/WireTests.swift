import Batches
import JSON
import Testing

@testable import API

/// The contract over real sockets and a real store.
struct WireTests {
    private static let completed = ItemOutcome.Ending.completed(
        result: Array("\"# Page\"".utf8), creditsUsed: 2)

    @Test func theLifeOfABatch() async throws {
        try await WireServer.run { server in
            let submitted = try await server.send(
                "POST", "/api/batch/scrape",
                #"{"urls":["http://a.test/1","http://a.test/gone","http://a.test/1"]}"#)
            #expect(submitted.status == 202)
            let id = try submitted.json["batchId"].string
            #expect(submitted.text == #"{"status":"queued","batchId":"\#(id)","total":3}"#)
            #expect(submitted.headers["location"] == "/api/batch/scrape/\(id)")
            #expect(submitted.headers["x-request-id"]?.isEmpty == false)
            let target = "/api/batch/scrape/\(id)"

            let pending = try await server.send("GET", target).json
            #expect(pending["status"] == "pending")
            #expect(pending["items"]?.arrayValue?.map { $0["status"] } == ["pending", "pending", "pending"])
            #expect(pending["finishedAt"] == .null)

            try await server.work { item in
                item.url.hasSuffix("gone") ? .failed(.clientError, message: "404 Not Found") : Self.completed
            }
            let done = try await server.send("GET", target).json
            #expect(done["status"] == "completed")
            #expect(done["totalUrls"] == 3 && done["completedCount"] == 2 && done["failedCount"] == 1)
            #expect(done["finishedAt"]?.stringValue?.hasSuffix("Z") == true)
            let items = try #require(done["items"]?.arrayValue)
            #expect(items.map { $0["url"] } == ["http://a.test/1", "http://a.test/gone", "http://a.test/1"])
            #expect(Set(items.compactMap { $0["uuid"]?.stringValue }).count == 3)
            #expect(
                items[0]["result"] == "# Page" && items[0]["creditsUsed"] == 2 && items[0]["error"] == .null)
            #expect(items[1]["result"] == .null && items[1]["creditsUsed"] == 0)
            #expect(items[1]["error"] == "404 Not Found" && items[1]["errorCode"] == "HTTP_CLIENT_ERROR")
            #expect(items[0]["finalUrl"] == "http://a.test/1#end" && items[0]["statusCode"] == 200)

            let retried = try await server.send("POST", target + "/retry")
            #expect(retried.status == 202)
            #expect(retried.text == #"{"status":"queued","retriedCount":1}"#)
            let running = try await server.send("GET", target).json
            #expect(running["status"] == "running" && running["failedCount"] == 0)
            #expect(running["items"]?[1]?["error"] == .null && running["items"]?[1]?["status"] == "pending")
            #expect(running["items"]?[1]?["uuid"] == items[1]["uuid"])
            #expect(running["items"]?[0] == items[0])
            try await server.work { _ in Self.completed }
            let whole = try await server.send("GET", target).json
            #expect(whole["status"] == "completed" && whole["completedCount"] == 3)

            let listed = try await server.send("GET", "/api/batch/scrape").json
            #expect(listed["jobs"]?[0]?["uuid"]?.stringValue == id)
            #expect(listed["jobs"]?[0]?["creditsUsed"] == 6)
            #expect(server.wakeUps.value == 2)
        }
    }

    @Test func cancellingRefundsWhatHasNotStarted() async throws {
        try await WireServer.run { server in
            let id = try await server.submit((0..<4).map { "http://a.test/\($0)" })
            let claim = try await server.store.claim(
                limit: 1, for: WorkerID("w"), leasedFor: .seconds(60), skippingHosts: [])
            let cancelled = try await server.send("DELETE", "/api/batch/scrape/\(id)")
            #expect(cancelled.status == 200)
            #expect(cancelled.text == #"{"status":"cancelled","cancelledItems":3,"creditsRefunded":6}"#)
            let outcome = ItemOutcome(lease: try #require(claim.items.first).lease, ending: Self.completed)
            #expect(try await server.store.finish(outcome))
            let status = try await server.send("GET", "/api/batch/scrape/\(id)").json
            #expect(status["status"] == "cancelled")
            #expect(status["completedCount"] == 1 && status["cancelledCount"] == 3)
            #expect(
                status["items"]?.arrayValue?.map { $0["status"] }
                    == ["completed", "cancelled", "cancelled", "cancelled"])
            let again = try await server.send("DELETE", "/api/batch/scrape/\(id)")
            #expect(again.status == 409)
            #expect(try again.json["code"] == "ALREADY_TERMINAL")
            #expect(try again.json["message"] == "Cannot cancel a batch that is already cancelled.")
        }
    }

    /// Every error row of the batch routes that a client can bring about.
    @Test func everyErrorRow() async throws {
        let good = #"{"urls":["http://a.test/"]}"#
        try await WireServer.run { server in
            let id = try await server.submit(["http://a.test/"])
            let path = "/api/batch/scrape"
            let rows:
                [(method: String, target: String, key: String?, body: String, status: Int, code: String)] = [
                    ("POST", path, nil, good, 401, "UNAUTHORIZED"),
                    ("GET", path, nil, "", 401, "UNAUTHORIZED"),
                    ("GET", "\(path)/\(id)", nil, "", 401, "UNAUTHORIZED"),
                    ("DELETE", "\(path)/\(id)", nil, "", 401, "UNAUTHORIZED"),
                    ("POST", "\(path)/\(id)/retry", nil, "", 401, "UNAUTHORIZED"),
                    ("POST", path, "nope", good, 403, "INVALID_API_KEY"),
                    ("GET", path, "nope", "", 403, "INVALID_API_KEY"),
                    ("GET", "\(path)/\(id)", "nope", "", 403, "INVALID_API_KEY"),
                    ("DELETE", "\(path)/\(id)", "nope", "", 403, "INVALID_API_KEY"),
                    ("POST", "\(path)/\(id)/retry", "nope", "", 403, "INVALID_API_KEY"),
                    ("GET", "\(path)/\(id)", WireServer.otherKey, "", 404, "NOT_FOUND"),
                    ("DELETE", "\(path)/\(id)", WireServer.otherKey, "", 404, "NOT_FOUND"),
                    ("POST", "\(path)/\(id)/retry", WireServer.otherKey, "", 404, "NOT_FOUND"),
                    ("GET", "\(path)/0", WireServer.key, "", 404, "NOT_FOUND"),
                    // No id looks like these, and an id that cannot be one is unknown like any other. A NUL must not
                    // end it early either: the batch of the part before it is not meant.
                    ("GET", "\(path)/%00", WireServer.key, "", 404, "NOT_FOUND"),
                    ("GET", "\(path)/\(id)%00", WireServer.key, "", 404, "NOT_FOUND"),
                    ("DELETE", "\(path)/\(id)%00x", WireServer.key, "", 404, "NOT_FOUND"),
                    ("POST", "\(path)/\(id)%00/retry", WireServer.key, "", 404, "NOT_FOUND"),
                    ("DELETE", "\(path)/%2e%2e%2f", WireServer.key, "", 404, "NOT_FOUND"),
                    ("POST", "\(path)/'%20or%201=1/retry", WireServer.key, "", 404, "NOT_FOUND"),
                    ("POST", "\(path)/\(id)/retry", WireServer.key, "", 400, "NO_FAILED_ITEMS"),
                    ("PUT", path, WireServer.key, "", 405, "METHOD_NOT_ALLOWED"),
                    ("GET", "/api/nothing", WireServer.key, "", 404, "NOT_FOUND"),
                ]
            for row in rows {
                let headers = row.key.map { ["x-api-key": $0] } ?? [:]
                let reply = try await server.send(row.method, row.target, row.body, headers: headers)
                try expectEnvelope(
                    reply, row.status, row.code, "\(row.method) \(row.target) \(row.key ?? "-")")
            }
            #expect(try await server.send("GET", path).json["pagination"]?["total"] == 1)
        }
    }

    @Test func badInputIsRefusedAndStoresNothing() async throws {
        let deep = String(repeating: "[", count: 50_000)
        let many = (0..<51).map { "\"http://a.test/\($0)\"" }.joined(separator: ",")
        let bodies: [(body: [UInt8], status: Int, code: String)] = [
            ([], 400, "VALIDATION_ERROR"),
            (Array("urls=http://a.test".utf8), 400, "VALIDATION_ERROR"),
            (Array("null".utf8), 400, "VALIDATION_ERROR"),
            (Array(#"["http://a.test"]"#.utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":"http://a.test"}"#.utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":[]}"#.utf8), 400, "VALIDATION_ERROR"),
            (Array("{\"urls\":[\(many)]}".utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":["ftp://a.test"]}"#.utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":["http://10.0.0.1/"]}"#.utf8), 400, "URL_NOT_ALLOWED"),
            (Array(#"{"urls":["http://a.test"],"output":1}"#.utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":["http://a.test"],"urls":["http://b.test"]}"#.utf8), 400, "VALIDATION_ERROR"),
            (Array("{\"urls\":\(deep)".utf8), 400, "VALIDATION_ERROR"),
            (Array("{\"urls\":[\"http://a.test/\u{0}\"]}".utf8), 400, "VALIDATION_ERROR"),
            (Array(#"{"urls":["http://a.test/\u0000"]}"#.utf8), 400, "VALIDATION_ERROR"),
            (
                Array(#"{"urls":["http://a.test/"#.utf8) + [0xC3, 0x28] + Array(#""]}"#.utf8), 400,
                "VALIDATION_ERROR"
            ),
            (Array(#"{"urls":["http://a.test"],"schema":"x"}"#.utf8), 422, "INVALID_SCHEMA"),
            (Array(repeating: UInt8(ascii: " "), count: 1_100_000), 413, "PAYLOAD_TOO_LARGE"),
        ]
        try await WireServer.run { server in
            for row in bodies {
                let reply = try await server.client.send(
                    "POST", "/api/batch/scrape", headers: ["x-api-key": WireServer.key], body: row.body)
                let name = String(decoding: row.body.prefix(60), as: UTF8.self)
                try expectEnvelope(reply, row.status, row.code, name)
                if row.status != 413 { #expect(try reply.json["errors"]?[0] != nil, "\(name)") }
            }
            let chunked =
                "POST /api/batch/scrape HTTP/1.1\r\nHost: a\r\nx-api-key: \(WireServer.key)\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
            let long = chunked + String(repeating: chunk, count: 17) + "0\r\n\r\n"
            try expectEnvelope(
                try await server.client.exchange(Array(long.utf8)), 413, "PAYLOAD_TOO_LARGE", "chunked")
            #expect(try await server.send("GET", "/api/batch/scrape").json["pagination"]?["total"] == 0)
            #expect(server.wakeUps.value == 0)
        }
    }

    @Test func brokenHTTPGetsTheEnvelopeToo() async throws {
        try await WireServer.run { server in
            let head = "GET /health HTTP/1.1\r\n"
            for (bytes, status) in [
                ("nonsense\r\n\r\n", 400), (head + "Host: a\r\nHost: b\r\n\r\n", 400),
                (head + "Host: a\r\nX: " + String(repeating: "x", count: 100_000) + "\r\n\r\n", 431),
                ("GET /" + String(repeating: "x", count: 10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ] {
                let reply = try await server.client.exchange(Array(bytes.utf8))
                #expect(reply.status == status)
                #expect(try reply.json["status"] == "error")
                #expect(try reply.json["error"] == reply.json["message"])
                #expect(reply.headers["access-control-allow-origin"] == "*")
                #expect(reply.headers["cache-control"] == "no-store")
                #expect((try reply.json["code"] == "VALIDATION_ERROR") == (status == 400))
            }
        }
    }

    @Test func headersEveryAnswerCarries() async throws {
        try await WireServer.run { server in
            let reply = try await server.send(
                "GET", "/api/batch/scrape",
                headers: ["Authorization": "Bearer \(WireServer.key)", "X-Request-Id": "abc-123"])
            #expect(reply.status == 200)
            #expect(reply.headers["x-request-id"] == "abc-123")
            #expect(reply.headers["ratelimit-limit"] == "1000000")
            #expect(reply.headers["ratelimit-remaining"] == "1000000")
            #expect(reply.headers["ratelimit-reset"] == "60")
            #expect(reply.headers["access-control-allow-origin"] == "*")
            #expect(reply.headers["cache-control"] == "no-store")
            let unknown = try await server.send("GET", "/nowhere")
            #expect(unknown.headers["x-request-id"]?.isEmpty == false)
        }
    }

    @Test func headAndPreflight() async throws {
        try await WireServer.run { server in
            let id = try await server.submit(["http://a.test/"])
            let get = try await server.send("GET", "/api/batch/scrape/\(id)")
            let head = try await server.send("HEAD", "/api/batch/scrape/\(id)")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers["content-length"] == "\(get.body.count)")
            let preflight = try await server.send(
                "OPTIONS", "/api/batch/scrape",
                headers: ["Origin": "http://b", "Access-Control-Request-Method": "POST"])
            #expect(preflight.status == 204)
            #expect(preflight.body.isEmpty)
            #expect(preflight.headers["access-control-allow-methods"]?.contains("POST") == true)
        }
    }

    @Test func tenThousandItems() async throws {
        try await WireServer.run(maxURLs: 10_000) { server in
            let urls = (0..<10_000).map { "http://a\($0 % 100).test/\($0)" }
            let id = try await server.submit(urls)
            try await server.work { _ in Self.completed }
            let target = "/api/batch/scrape/\(id)"
            let first = try await server.send("GET", target).json
            #expect(first["totalUrls"] == 10_000 && first["completedCount"] == 10_000)
            #expect(first["items"]?.arrayValue?.count == 1000)

            var seen: [String] = []
            var cursor: String? = ""
            while let next = cursor {
                let json = try await server.send("GET", "\(target)?limit=3000&cursor=\(next)").json
                seen += json["items"]?.arrayValue?.compactMap { $0["url"]?.stringValue } ?? []
                cursor = json["nextCursor"]?.stringValue
                #expect(json["hasMore"]?.boolValue == (cursor != nil))
            }
            #expect(seen == urls)

            let whole = try await server.send("GET", "\(target)?limit=10000")
            #expect(whole.headers["transfer-encoding"] == "chunked")
            #expect(try whole.json["items"]?.arrayValue?.compactMap { $0["url"]?.stringValue } == urls)
        }
    }

    @Test func oneURLTooManyForASettingOfTenThousand() async throws {
        try await WireServer.run(maxURLs: 10_000) { server in
            let urls = (0...10_000).map { "\"http://a.test/\($0)\"" }.joined(separator: ",")
            let reply = try await server.send("POST", "/api/batch/scrape", "{\"urls\":[\(urls)]}")
            try expectEnvelope(reply, 400, "VALIDATION_ERROR", "10,001 URLs")
        }
    }

    private func expectEnvelope(
        _ reply: WireClient.Reply, _ status: Int, _ code: String, _ name: String
    ) throws {
        let json = try reply.json
        #expect(reply.status == status, "\(name)")
        #expect(json["status"] == "error", "\(name)")
        #expect(json["message"]?.stringValue?.isEmpty == false, "\(name)")
        #expect(json["error"] == json["message"], "\(name)")
        #expect(json["code"]?.stringValue == code, "\(name)")
        #expect(reply.headers["content-type"] == "application/json; charset=utf-8", "\(name)")
    }
}
