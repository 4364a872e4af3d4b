import Batches
import HTTPServer
import JSON
import Testing

@testable import API

struct SubmitRouteTests {
    @Test func aSubmissionIsStoredAndAnswered202() async throws {
        let test = try await TestAPI()
        let answer = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test/1","http://a.test/2"],"prompt":"x"}"#)
        #expect(answer.status == 202)
        let id = try answer.json["batchId"].string
        #expect(answer.text == #"{"status":"queued","batchId":"\#(id)","total":2}"#)
        #expect(answer.headers.first("Location") == "/api/batch/scrape/\(id)")
        #expect(answer.headers.first("Content-Type") == "application/json; charset=utf-8")
        #expect(answer.headers.first("Cache-Control") == "no-store")
        let stored = test.store.state.withLock { $0.batches[BatchID(id)] }
        #expect(stored?.creditsPerItem == 2)
        #expect(stored?.options.prompt == "x")
        #expect(test.wakeUps.value == 1)
    }

    @Test func schemaWarningsAreInTheAnswer() async throws {
        let test = try await TestAPI()
        let answer = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test"],"schema":{"anyOf":[]}}"#)
        #expect(try answer.json["schema_warnings"] == ["$.anyOf: is not supported"])
    }

    @Test func theRequestThatQueuedABatchIsKnownUntilItsEnd() async throws {
        let test = try await TestAPI()
        func send(_ target: String, _ body: String, id: String) async {
            _ = await test.api.respond(
                to: HTTPRequest(
                    method: .post, target: target, headers: ["x-api-key": TestAPI.key],
                    body: HTTPBody(Array(body.utf8)), id: id))
        }
        await send("/api/batch/scrape", #"{"urls":["http://a.test"]}"#, id: "r-1")
        let batch = try #require(test.store.state.withLock { $0.batches.keys.first })
        // Nothing has failed: this one queues nothing.
        await send("/api/batch/scrape/\(batch.rawValue)/retry", "", id: "r-2")
        #expect(test.requests.take(batch) == "r-1")
        test.store.finish(batch, at: 0, error: .timedOut)
        await send("/api/batch/scrape/\(batch.rawValue)/retry", "", id: "r-3")
        #expect(test.requests.take(batch) == "r-3")
        // Of a batch that nobody knows, or that is not stored, nothing is kept.
        await send("/api/batch/scrape/unknown/retry", "", id: "r-4")
        test.store.fail(with: .full)
        await send("/api/batch/scrape", #"{"urls":["http://a.test"]}"#, id: "r-5")
        #expect(test.requests.take(BatchID("unknown")) == nil && test.requests.count == 0)
    }

    @Test func cookiesGoToTheVaultOnly() async throws {
        let test = try await TestAPI()
        let answer = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test"],"cookies":"sid=secret"}"#)
        let id = BatchID(try answer.json["batchId"].string)
        #expect(test.cookies.cookies(of: id) == "sid=secret")
        let stored = test.store.state.withLock { String(describing: $0.batches[id]) }
        #expect(!stored.contains("secret"))
        #expect(!answer.text.contains("secret"))
        #expect(await !test.send(.get, "/api/batch/scrape/\(id.rawValue)").text.contains("secret"))
    }

    @Test func cookiesOfARefusedBatchAreForgotten() async throws {
        let test = try await TestAPI { $0.pendingLimit = 1 }
        _ = try await test.submit(1)
        let answer = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test"],"cookies":"sid=secret"}"#)
        #expect(answer.status == 429)
        let offered = try #require(test.store.state.withLock { $0.offered })
        #expect(offered.options.hasCookies)
        #expect(test.cookies.cookies(of: offered.id) == nil)
    }

    @Test(arguments: [
        (#"{"urls":[]}"#, 400, "VALIDATION_ERROR"),
        (#"{"urls":["http://10.0.0.1/"]}"#, 400, "URL_NOT_ALLOWED"),
        (#"{"urls":["http://10.0.0.1/","nonsense"]}"#, 400, "VALIDATION_ERROR"),
        ("{", 400, "VALIDATION_ERROR"),
        ("", 400, "VALIDATION_ERROR"),
        (#"{"urls":["http://a.test"],"schema":3}"#, 422, "INVALID_SCHEMA"),
    ])
    func aBadBodyStoresNothing(_ body: String, _ status: Int, _ code: String) async throws {
        let test = try await TestAPI()
        let answer = await test.send(.post, "/api/batch/scrape", body)
        try expectEnvelope(answer, status, code)
        #expect(try answer.json["errors"]?.arrayValue?.isEmpty == false)
        #expect(test.store.reads(of: "add") == 0)
        #expect(test.wakeUps.value == 0)
    }

    @Test(arguments: [
        (StoreError.busy, 503, "SERVICE_BUSY"), (.full, 503, "SERVICE_BUSY"),
        (.readOnly, 503, "SERVICE_BUSY"),
        (.closed, 503, "SERVICE_BUSY"), (.tooManyPending(limit: 5, pending: 4), 429, "TOO_MANY_PENDING_JOBS"),
        (.creditLimitReached(limit: 10, used: 9, needed: 2), 403, "CREDIT_LIMIT_REACHED"),
        (.corrupt, 500, "INTERNAL_ERROR"), (.sqlite(code: 1), 500, "INTERNAL_ERROR"),
    ])
    func aStoreThatFailsIsAClearAnswer(_ error: StoreError, _ status: Int, _ code: String) async throws {
        let test = try await TestAPI()
        _ = await test.send(.get, "/api/batch/scrape")
        test.store.fail(with: error)
        let answer = await test.send(.post, "/api/batch/scrape", #"{"urls":["http://a.test"]}"#)
        try expectEnvelope(answer, status, code)
        let isBusy = status == 503 || status == 429
        #expect((answer.headers.first("Retry-After") != nil) == isBusy)
        let seconds = try answer.json["retry_after"]?.integerValue
        #expect(seconds.map(String.init) == answer.headers.first("Retry-After"))
        #expect(test.wakeUps.value == 0)
    }

    @Test func pendingItemsBeyondTheLimitAreRefused() async throws {
        let test = try await TestAPI { $0.pendingLimit = 3 }
        _ = try await test.submit(2)
        let answer = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test","http://b.test"]}"#)
        try expectEnvelope(answer, 429, "TOO_MANY_PENDING_JOBS")
        #expect(
            try answer.json["message"]
                == "Too many pending jobs: 2 are waiting, 2 more would be too many: at most 3 may wait.")
    }

    @Test(arguments: [
        (limit: 3, waiting: 0, adding: 3, status: 202), (limit: 3, waiting: 0, adding: 4, status: 400),
        (limit: 3, waiting: 2, adding: 4, status: 400), (limit: 3, waiting: 1, adding: 3, status: 429),
        (limit: 0, waiting: 0, adding: 1, status: 400),
    ])
    func whatCanNeverFitIsNotToBeSentAgain(
        _ row: (limit: Int, waiting: Int, adding: Int, status: Int)
    ) async throws {
        let test = try await TestAPI { $0.pendingLimit = row.limit }
        if row.waiting > 0 { _ = try await test.submit(row.waiting) }
        let urls = (0..<row.adding).map { "\"http://a.test/\($0)\"" }.joined(separator: ",")
        let answer = await test.send(.post, "/api/batch/scrape", "{\"urls\":[\(urls)]}")
        #expect(answer.status == row.status)
        #expect((answer.headers.first("Retry-After") != nil) == (row.status == 429))
        guard row.status == 400 else { return }
        try expectEnvelope(answer, 400, "VALIDATION_ERROR")
        #expect(
            try answer.json["errors"]
                == .array([
                    .string(
                        "urls: holds \(row.adding) URLs, but no more than \(row.limit) items of one key may wait at a time"
                    )
                ]))
        #expect(test.store.reads(of: "add") == (row.waiting > 0 ? 1 : 0))
    }

    @Test(arguments: [("gzip", 415), ("GZIP, br", 415), ("identity", 400), ("", 400)])
    func aCompressedBodyIsRefusedForItsCoding(_ coding: String, _ status: Int) async throws {
        let test = try await TestAPI()
        let headers: HTTPHeaders = ["x-api-key": TestAPI.key, "Content-Encoding": coding]
        let answer = await test.send(.post, "/api/batch/scrape", "\u{1F}\u{8B}", headers: headers)
        try expectEnvelope(answer, status, status == 415 ? "UNSUPPORTED_MEDIA_TYPE" : "VALIDATION_ERROR")
        #expect((answer.headers.first("Accept-Encoding") == "identity") == (status == 415))
        #expect(
            try answer.json["message"]?.stringValue?.contains("Content-Encoding \(coding)") == (status == 415)
        )
        // One that was named and not applied hinders nobody.
        let plain = await test.send(
            .post, "/api/batch/scrape", #"{"urls":["http://a.test"]}"#, headers: headers)
        #expect(plain.status == 202)
    }

    @Test func aBodyOverTheLimitIsRefused() async throws {
        let test = try await TestAPI()
        let blanks = String(repeating: " ", count: 1 << 20)
        let answer = await test.send(.post, "/api/batch/scrape", blanks + #"{"urls":["http://a.test"]}"#)
        try expectEnvelope(answer, 413, "PAYLOAD_TOO_LARGE")
    }

    @Test(arguments: [(2048, 2000, 202), (2048, 3000, 413), (4 << 20, 3 << 20, 202)])
    func aConfiguredBodyLimitCounts(_ limit: Int, _ bytes: Int, _ status: Int) async throws {
        let test = try await TestAPI { $0.bodyLimit = limit }
        let body = #"{"urls":["http://a.test"]}"#
        let blanks = String(repeating: " ", count: bytes - body.utf8.count)
        #expect(await test.send(.post, "/api/batch/scrape", blanks + body).status == status)
    }

    @Test func theBodyLimitGrowsWithTheNumberOfURLs() async throws {
        let test = try await TestAPI { $0.maxURLs = 10_000 }
        let tail = String(repeating: "x", count: 900)
        let urls = (0..<10_000).map { "\"http://a.test/\($0)/\(tail)\"" }.joined(separator: ",")
        let answer = await test.send(.post, "/api/batch/scrape", "{\"urls\":[\(urls)]}")
        #expect(answer.status == 202)
        #expect(try answer.json["total"] == 10_000)
    }
}

/// The superset envelope that every client can read (contract section 1.5).
func expectEnvelope(
    _ answer: Answer, _ status: Int, _ code: String?, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let json = try answer.json
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(json["status"] == "error", sourceLocation: sourceLocation)
    #expect(json["message"]?.stringValue?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(json["error"] == json["message"], sourceLocation: sourceLocation)
    #expect(json["code"]?.stringValue == code, sourceLocation: sourceLocation)
    #expect(
        answer.headers.first("Content-Type") == "application/json; charset=utf-8",
        sourceLocation: sourceLocation)
    if status == 429 || status == 503 {
        #expect(json["retry_after"]?.integerValue ?? 0 > 0, sourceLocation: sourceLocation)
    }
}
