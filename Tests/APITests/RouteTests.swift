import Batches
import HTTPServer
import JSON
import Testing

@testable import API

/// List, cancel, retry, and what all routes have in common.
struct RouteTests {
    @Test func theListIsNewestFirst() async throws {
        let test = try await TestAPI()
        let old = try await test.submit(1, #","schema":{}"#)
        let new = try await test.submit(2)
        test.store.finish(old, at: 0, result: "{}")
        let answer = await test.send(.get, "/api/batch/scrape")
        #expect(
            answer.text == """
                {"jobs":[{"uuid":"\(new.rawValue)","status":"pending","totalUrls":2,"completedCount":0,\
                "failedCount":0,"outputFormat":"markdown","scrapingChannel":"api","creditsUsed":0,\
                "createdAt":"2024-01-15T10:00:00.000Z","finishedAt":null},\
                {"uuid":"\(old.rawValue)","status":"completed","totalUrls":1,"completedCount":1,"failedCount":0,\
                "outputFormat":"json","scrapingChannel":"api","creditsUsed":0,\
                "createdAt":"2024-01-15T10:00:00.000Z","finishedAt":"2024-01-15T10:00:02.000Z"}],\
                "pagination":{"page":1,"limit":20,"total":2,"totalPages":1}}
                """)
    }

    @Test(arguments: [
        ("page=0&limit=0", 1, 20), ("limit=51", 1, 50), ("limit=50&page=2", 2, 50), ("page=x&limit=y", 1, 20),
        ("page=-3&limit=-1", 1, 20), ("page=9223372036854775807&limit=1", 1_000_000_000, 1),
        ("page=99999999999999999999", 1_000_000_000, 20), ("limit=99999999999999999999", 1, 50),
        ("page=-99999999999999999999&limit=-99999999999999999999", 1, 20),
        ("page=9999999999999999999x", 1, 20),
        ("limit=7&page=", 1, 7),
    ])
    func listParametersAreReadLeniently(_ query: String, _ page: Int, _ limit: Int) async throws {
        let test = try await TestAPI()
        let pagination = try await test.send(.get, "/api/batch/scrape?\(query)").json["pagination"]
        #expect(
            pagination == [
                "page": .integer(Int64(page)), "limit": .integer(Int64(limit)), "total": 0, "totalPages": 0,
            ])
    }

    @Test func pagesOfTheListCountRoundedUp() async throws {
        let test = try await TestAPI()
        for _ in 0..<3 { _ = try await test.submit(1) }
        let json = try await test.send(.get, "/api/batch/scrape?limit=2&page=2").json
        #expect(json["jobs"]?.arrayValue?.count == 1)
        #expect(json["pagination"] == ["page": 2, "limit": 2, "total": 3, "totalPages": 2])
    }

    @Test func cancelling() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(3)
        test.store.finish(id, at: 0, result: "1")
        let target = "/api/batch/scrape/\(id.rawValue)"
        let answer = await test.send(.delete, target)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"cancelled","cancelledItems":2,"creditsRefunded":4}"#)
        let again = await test.send(.delete, target)
        try expectEnvelope(again, 409, "ALREADY_TERMINAL")
        #expect(try again.json["message"] == "Cannot cancel a batch that is already cancelled.")
        try expectEnvelope(await test.send(.delete, "/api/batch/scrape/unknown"), 404, "NOT_FOUND")
    }

    @Test(arguments: ["", "{}", "not read"])
    func retryingNeedsNoBody(_ body: String) async throws {
        let test = try await TestAPI()
        let id = try await test.submit(2)
        test.store.finish(id, at: 0, error: .timedOut)
        test.store.finish(id, at: 1, result: "1")
        let target = "/api/batch/scrape/\(id.rawValue)/retry"
        let answer = await test.send(.post, target, body)
        #expect(answer.status == 202)
        #expect(answer.text == #"{"status":"queued","retriedCount":1}"#)
        #expect(test.wakeUps.value == 2)
        let again = await test.send(.post, target, body)
        try expectEnvelope(again, 400, "NO_FAILED_ITEMS")
        #expect(try again.json["message"] == "No failed items to retry.")
        try expectEnvelope(await test.send(.post, "/api/batch/scrape/unknown/retry"), 404, "NOT_FOUND")
    }

    @Test(arguments: [
        (HTTPMethod.post, "/api/batch/scrape"), (.get, "/api/batch/scrape"), (.get, "/api/batch/scrape/x"),
        (.delete, "/api/batch/scrape/x"), (.post, "/api/batch/scrape/x/retry"),
        (.get, "/api/usage-stats?range=7d"),
        (.get, "/api/account/usage"),
    ])
    func everyRouteWantsAKey(_ method: HTTPMethod, _ target: String) async throws {
        let test = try await TestAPI()
        for headers: HTTPHeaders in [[:], ["x-api-key": ""], ["Authorization": "Bearer "]] {
            let missing = await test.send(method, target, headers: headers)
            try expectEnvelope(missing, 401, "UNAUTHORIZED")
            #expect(missing.headers.first("RateLimit-Limit") == nil)
        }
        let invalid = await test.send(method, target, headers: ["x-api-key": "nope"])
        try expectEnvelope(invalid, 403, "INVALID_API_KEY")
        #expect(try invalid.json["message"] == "Invalid token or API key")
        let strict = try await TestAPI { $0.unauthorizedForInvalidKey = true }
        try expectEnvelope(
            await strict.send(method, target, headers: ["x-api-key": "nope"]), 401, "INVALID_API_KEY")
    }

    @Test func bothKeyHeadersWork() async throws {
        let test = try await TestAPI()
        #expect(await test.send(.get, "/api/batch/scrape", headers: ["X-API-KEY": TestAPI.key]).status == 200)
        #expect(
            await test.send(.get, "/api/batch/scrape", headers: ["authorization": "bearer  \(TestAPI.key)"])
                .status == 200)
    }

    @Test func rateLimitHeadersAreOnEveryAuthenticatedAnswer() async throws {
        let open = try await TestAPI()
        for target in ["/api/batch/scrape", "/api/batch/scrape/unknown"] {
            let answer = await open.send(.get, target)
            #expect(answer.headers.first("RateLimit-Limit") == "1000000")
            #expect(answer.headers.first("RateLimit-Remaining") == "1000000")
            #expect(answer.headers.first("RateLimit-Reset") == "60")
        }
    }

    @Test func requestsBeyondTheRateAreRefused() async throws {
        let test = try await TestAPI { $0.requestsPerMinute = 2 }
        for remaining in ["1", "0"] {
            let answer = await test.send(.get, "/api/batch/scrape")
            #expect(answer.status == 200)
            #expect(answer.headers.first("RateLimit-Remaining") == remaining)
        }
        test.clock.advance(by: .seconds(20))
        let refused = await test.send(.get, "/api/batch/scrape")
        try expectEnvelope(refused, 429, "RATE_LIMITED")
        #expect(refused.headers.first("Retry-After") == "40")
        #expect(refused.headers.first("RateLimit-Reset") == "40")
        test.clock.advance(by: .seconds(40))
        #expect(await test.send(.get, "/api/batch/scrape").status == 200)
    }

    @Test(arguments: [
        "/", "/api", "/api/scrape", "/api/crawl/x", "/v1/scrape/batch", "/api/batch/scrape/a/b/c",
    ])
    func unknownPathsAre404InTheEnvelope(_ target: String) async throws {
        let answer = try await TestAPI().send(.get, target)
        try expectEnvelope(answer, 404, "NOT_FOUND")
        #expect(try answer.json["message"]?.stringValue?.contains("/api/batch/scrape") == true)
    }

    @Test func wrongMethodsAre405AndNameTheRightOnes() async throws {
        let test = try await TestAPI()
        let answer = await test.send(.put, "/api/batch/scrape")
        try expectEnvelope(answer, 405, "METHOD_NOT_ALLOWED")
        #expect(answer.headers.first("Allow") == "GET, HEAD, OPTIONS, POST")
    }

    @Test(arguments: ["/api//batch/scrape", "/api/batch/scrape/", "//api/batch//scrape//"])
    func slashesTooManyDoNotCount(_ target: String) async throws {
        #expect(try await TestAPI().send(.get, target).status == 200)
    }

    @Test func preflightNeedsNoKey() async throws {
        let answer = try await TestAPI().send(
            .options, "/api/batch/scrape/x", headers: ["Origin": "http://a"])
        #expect(answer.status == 204)
        #expect(answer.headers.first("Access-Control-Allow-Origin") == "*")
        #expect(
            answer.headers.first("Access-Control-Allow-Headers") == "x-api-key, authorization, content-type")
        #expect(answer.headers.first("Access-Control-Allow-Methods")?.contains("DELETE") == true)
        let get = try await TestAPI().send(.get, "/api/batch/scrape")
        #expect(get.headers.first("Access-Control-Allow-Origin") == "*")
        #expect(get.headers.first("Access-Control-Expose-Headers")?.contains("Retry-After") == true)
    }

    @Test(arguments: [
        ("/api/batch/scrape", true), ("//api//batch/scrape/x", true), ("/api/health", true),
        ("/api/nowhere", true), ("/v1/nowhere", true), ("/metrics", false), ("/health", false),
        ("/ready", false), ("/nowhere", false), ("/apis/x", false), ("*", false), ("/metrics?/api/", false),
    ])
    func otherOriginsMayReadTheAPIOnly(_ target: String, _ isShared: Bool) async throws {
        let test = try await TestAPI()
        for method in [HTTPMethod.get, .options] {
            let headers = await test.send(method, target, headers: ["Origin": "http://a"]).headers
            let names = [
                "Access-Control-Allow-Origin",
                method == .get ? "Access-Control-Expose-Headers" : "Access-Control-Allow-Methods",
            ]
            #expect(names.allSatisfy { (headers.first($0) != nil) == isShared }, "\(method)")
        }
    }

    @Test func healthNeedsNoKey() async throws {
        let test = try await TestAPI { $0.version = "1.2.3" }
        for path in ["/health", "/api/health"] {
            let answer = await test.send(.get, path, headers: [:])
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"ok","version":"1.2.3"}"#)
        }
        #expect(await test.send(.get, "/ready", headers: [:]).status == 200)
        #expect(await test.send(.get, "/metrics", headers: [:]).text == "orbweaver_up 1\n")
    }

    @Test func notReadyIsBusyWithAReason() async throws {
        let test = try await TestAPI()
        var dependencies = TestAPI.dependencies(
            store: test.store, clock: test.clock, cookies: test.cookies, wakeUps: test.wakeUps)
        dependencies.whyNotReady = { "the disk is full" }
        let api = API(configuration: APIConfiguration(), dependencies: dependencies)
        let answer = await Answer(api.respond(to: HTTPRequest(method: .get, target: "/ready")))
        try expectEnvelope(answer, 503, "SERVICE_BUSY")
        #expect(try answer.json["message"] == "Not ready: the disk is full")
    }

    @Test func theHTTPLayersRefusalsHaveTheEnvelope() throws {
        for (status, code) in [
            (400, "VALIDATION_ERROR"), (408, "REQUEST_TIMEOUT"), (413, "PAYLOAD_TOO_LARGE"),
            (414, "URI_TOO_LONG"),
            (417, "EXPECTATION_FAILED"), (431, "HEADERS_TOO_LARGE"), (500, "INTERNAL_ERROR"),
            (501, "NOT_IMPLEMENTED"), (503, "SERVICE_BUSY"), (505, "NOT_IMPLEMENTED"),
        ] {
            let (headers, bytes) = API.errorBody(status: status, message: "No.")
            let json = try JSONParser.parse(bytes)
            #expect(headers.first("Content-Type") == "application/json; charset=utf-8")
            #expect(headers.first("Cache-Control") == "no-store")
            #expect(headers.first("Access-Control-Allow-Origin") == "*")
            #expect(headers.first("Retry-After") == json["retry_after"]?.integerValue.map(String.init))
            #expect(json["status"] == "error")
            #expect(json["message"] == "No." && json["error"] == "No.")
            #expect(json["code"]?.stringValue == code)
        }
    }

    /// The second is one character; the others have a letter of several bytes where the cut is.
    @Test(arguments: [("", "k"), ("a", "\u{301}"), ("", "€"), ("x", "€"), ("xx", "€"), ("", "😀"), ("x", "😀")])
    func foreignTextInMessagesIsCut(_ start: String, _ letter: String) async throws {
        let name = start + String(repeating: letter, count: 100_000)
        let answer = try await TestAPI().send(.post, "/api/batch/scrape", "{\"\(name)\":1,\"\(name)\":2}")
        try expectEnvelope(answer, 400, "VALIDATION_ERROR")
        #expect(answer.body.count < 3000)
        #expect(try answer.json["message"]?.stringValue?.contains("\u{FFFD}") == false)
    }
}
