import Batches
import HTTPServer
import JSON
import Testing

@testable import API

struct StatusRouteTests {
    @Test func theShapeOfABatchAtWork() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(3)
        test.store.finish(id, at: 0, result: "\"# Page\\n\"")
        test.store.finish(id, at: 1, error: .timedOut)
        let answer = await test.send(.get, "/api/batch/scrape/\(id.rawValue)")
        #expect(answer.status == 200)
        let none =
            #"{"queue":null,"dns":null,"connect":null,"tls":null,"firstByte":null,"download":null,"#
            + #""extract":null,"total":null}"#
        #expect(
            answer.text == """
                {"status":"running","batchId":"\(id.rawValue)","totalUrls":3,"completedCount":1,"failedCount":1,\
                "cancelledCount":0,"creditsUsed":0,"createdAt":"2024-01-15T10:00:00.000Z","finishedAt":null,"items":[\
                {"uuid":"item-0","url":"http://site.test/0","jobId":"job-0","status":"completed","result":"# Page\\n",\
                "error":null,"errorCode":null,"creditsUsed":2,"startedAt":"2024-01-15T10:00:01.000Z",\
                "finishedAt":"2024-01-15T10:00:02.000Z","screenshotUrl":null,"attempts":1,"statusCode":null,\
                "finalUrl":null,"title":null,"timings":\(none)},\
                {"uuid":"item-1","url":"http://site.test/1","jobId":"job-1","status":"failed","result":null,\
                "error":"It failed: TIMED_OUT","errorCode":"TIMED_OUT","creditsUsed":0,\
                "startedAt":"2024-01-15T10:00:01.000Z","finishedAt":"2024-01-15T10:00:02.000Z","screenshotUrl":null,\
                "attempts":1,"statusCode":null,"finalUrl":null,"title":null,"timings":\(none)},\
                {"uuid":"item-2","url":"http://site.test/2","jobId":"job-2","status":"pending","result":null,\
                "error":null,"errorCode":null,"creditsUsed":0,"startedAt":null,"finishedAt":null,"screenshotUrl":null,\
                "attempts":0,"statusCode":null,"finalUrl":null,"title":null,"timings":\(none)}],\
                "hasMore":false,"nextCursor":null}
                """)
    }

    @Test func supersetFieldsAreShown() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(1)
        test.store.finish(id, at: 0, result: "{\"a\":1}")
        test.store.change(id) { _, items in
            items[0].statusCode = 200
            items[0].finalURL = "http://site.test/moved"
            items[0].title = "A \"title\""
            items[0].timings.total = 12
            items[0].extra = Array(#"{"provenance":{"a":"json-ld"},"other":1}"#.utf8)
        }
        let plain = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)").json["items"]?[0]
        #expect(plain?["result"] == ["a": 1])
        #expect(plain?["statusCode"] == 200)
        #expect(plain?["finalUrl"] == "http://site.test/moved")
        #expect(plain?["title"] == "A \"title\"")
        #expect(plain?["timings"]?["total"] == 12)
        #expect(plain?["provenance"] == nil)
        let more = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)?include=provenance").json[
            "items"]?[0]
        #expect(more?["provenance"] == ["a": "json-ld"])
    }

    @Test(arguments: [
        ("", false, true), (#","output":"markdown""#, false, true), (#","prompt":"p""#, false, false),
        (#","prompt":"p""#, true, true), (#","schema":{}"#, true, true), (#","schema":{}"#, false, false),
        (#","prompt":"p","output":"markdown""#, false, false),
        (#","prompt":"p","output":"markdown""#, true, true),
        (#","prompt":"p","output":"text""#, false, false),
    ])
    func theWrappedShapeHasMarkdownWhereTheContentIsThePages(
        _ options: String, _ hasFailed: Bool, _ isMarkdown: Bool
    ) async throws {
        let test = try await TestAPI()
        let id = try await test.submit(1, options)
        test.store.finish(id, at: 0, result: "\"# Page\"")
        test.store.change(id) { _, items in
            items[0].extra = hasFailed ? Array(#"{"ai_extraction_failed":true}"#.utf8) : nil
        }
        let result = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)?resultShape=wrapped").json[
            "items"]?[0]?["result"]
        #expect(result?["content"] == "# Page")
        #expect(result?["data"]?[0]?["markdownContent"] == (isMarkdown ? "# Page" : JSON.null))
    }

    @Test func theWrappedShapeServesTheTutorialScript() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(2)
        test.store.finish(id, at: 0, result: "\"# Page\"")
        test.store.finish(id, at: 1, error: .clientError)
        test.store.change(id) { _, items in
            items[0].extra = Array(#"{"ai_extraction_failed":true,"inputTokens":3,"outputTokens":4}"#.utf8)
        }
        let items = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)?resultShape=wrapped").json[
            "items"]
        #expect(
            items?[0]?["result"] == [
                "content": "# Page",
                "data": [
                    [
                        "url": "http://site.test/0", "title": nil, "markdownContent": "# Page",
                        "success": true,
                        "screenshotUrl": nil,
                    ]
                ],
                "screenshots": [], "ai_extraction_failed": true, "extraction_empty": false,
                "stats": [
                    "durationMs": 0, "captchaSolvedCount": 0, "inputTokens": 3, "outputTokens": 4,
                    "totalTokens": 7,
                ],
            ])
        #expect(items?[1]?["result"] == .null)

        let configured = try await TestAPI { $0.resultShape = .wrapped }
        let other = try await configured.submit(1)
        configured.store.finish(other, at: 0, result: "1")
        let wrapped = try await configured.send(.get, "/api/batch/scrape/\(other.rawValue)").json
        #expect(wrapped["items"]?[0]?["result"]?["content"] == 1)
        let bare = try await configured.send(.get, "/api/batch/scrape/\(other.rawValue)?resultShape=bare")
            .json
        #expect(bare["items"]?[0]?["result"] == 1)
    }

    @Test func unknownBatchesAndThoseOfOthersLookTheSame() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(1)
        _ = try await test.store.addKey(NewKey(name: "b", hash: TestAPI.hash(Array("b".utf8)), prefix: ""))
        let foreign = await test.send(.get, "/api/batch/scrape/\(id.rawValue)", headers: ["x-api-key": "b"])
        try expectEnvelope(foreign, 404, "NOT_FOUND")
        for name in ["nonsense", "00000000-0000-4000-8000-000000000000", "%00", "..%2f", "%ff%fe"] {
            let unknown = await test.send(.get, "/api/batch/scrape/\(name)")
            #expect(unknown.status == 404)
            #expect(unknown.text == foreign.text)
        }
    }

    @Test(arguments: [
        ("cursor=x", "cursor"), ("cursor=-1", "cursor"), ("cursor=99999999999999999999", "cursor"),
        ("limit=0", "limit"), ("limit=ten", "limit"), ("limit=-5", "limit"), ("status=done", "status"),
        ("resultShape=round", "resultShape"), ("include=everything", "include"),
    ])
    func aBadParameterIsNamed(_ query: String, _ field: String) async throws {
        let test = try await TestAPI()
        let id = try await test.submit(1)
        let answer = await test.send(.get, "/api/batch/scrape/\(id.rawValue)?\(query)")
        try expectEnvelope(answer, 400, "VALIDATION_ERROR")
        #expect(try answer.json["errors"]?[0].string.hasPrefix("\(field): ") == true)
    }

    @Test func pagesFollowOneAnother() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(7)
        var positions: [String] = []
        var target: String? = "/api/batch/scrape/\(id.rawValue)?limit=3"
        var sizes: [Int] = []
        while let next = target {
            let answer = await test.send(.get, next)
            let json = try answer.json
            let items = json["items"]?.arrayValue ?? []
            sizes.append(items.count)
            positions += items.compactMap { $0["uuid"]?.stringValue }
            #expect(json["hasMore"]?.boolValue == (json["nextCursor"] != .null))
            target = json["nextCursor"]?.stringValue.map {
                "/api/batch/scrape/\(id.rawValue)?limit=3&cursor=\($0)"
            }
            let link = answer.headers.first("Link")
            #expect(
                link
                    == json["nextCursor"]?.stringValue.map {
                        "</api/batch/scrape/\(id.rawValue)?cursor=\($0)&limit=3>; rel=\"next\""
                    })
        }
        #expect(sizes == [3, 3, 1])
        #expect(positions == (0..<7).map { "item-\($0)" })
    }

    @Test(arguments: ["10001", "9223372036854775807", "99999999999999999999"])
    func aLimitAboveTheGreatestMeansTheGreatest(_ limit: String) async throws {
        let test = try await TestAPI()
        let id = try await test.submit(2)
        let answer = await test.send(.get, "/api/batch/scrape/\(id.rawValue)?limit=\(limit)")
        #expect(answer.status == 200)
        #expect(try answer.json["items"]?.arrayValue?.count == 2)
    }

    @Test func theStatusFilterKeepsOthersOut() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(4)
        test.store.finish(id, at: 1, error: .timedOut)
        test.store.finish(id, at: 3, error: .timedOut)
        let failed = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)?status=failed&limit=1").json
        #expect(failed["items"]?.arrayValue?.map { $0["uuid"] } == ["item-1"])
        #expect(failed["nextCursor"] == "1")
        let rest = try await test.send(.get, "/api/batch/scrape/\(id.rawValue)?status=failed&cursor=1").json
        #expect(rest["items"]?.arrayValue?.map { $0["uuid"] } == ["item-3"])
        #expect(rest["hasMore"] == false)
    }

    @Test func bigBatchesComeInPagesAndTheirPagesInPieces() async throws {
        let test = try await TestAPI {
            $0.maxURLs = 10_000
            $0.itemsPerRead = 200
        }
        let id = try await test.submit(2500)
        let first = await test.send(.get, "/api/batch/scrape/\(id.rawValue)")
        #expect(first.pieces != nil && test.store.reads(of: "items") == 2)
        let json = try first.json
        #expect(json["items"]?.arrayValue?.count == 1000)
        #expect(json["totalUrls"] == 2500)
        #expect(json["nextCursor"] == "999")
        #expect(first.headers.first("Link") == "</api/batch/scrape/\(id.rawValue)?cursor=999>; rel=\"next\"")
        let last = await test.send(.get, "/api/batch/scrape/\(id.rawValue)?cursor=1999")
        #expect(try last.json["items"]?.arrayValue?.count == 500)
        #expect(try last.json["hasMore"] == false)
        #expect(last.headers.first("Link") == nil)
        let before = test.store.reads(of: "items")
        let whole = await test.send(.get, "/api/batch/scrape/\(id.rawValue)?limit=10000")
        let items = try whole.json["items"]?.arrayValue ?? []
        #expect(items.map { $0["uuid"]?.stringValue } == (0..<2500).map { "item-\($0)" })
        #expect(whole.pieces != nil && test.store.reads(of: "items") == before + 4)
    }

    /// Batches of finished items with results of these sizes in kB: whether they come whole, and in how many reads.
    @Test(arguments: [
        (sizes: Array(repeating: 20, count: 20), wrapped: false, isWhole: true, reads: 1),
        (sizes: Array(repeating: 100, count: 40), wrapped: false, isWhole: false, reads: 8),
        (sizes: Array(repeating: 100, count: 6), wrapped: false, isWhole: false, reads: 2),
        (sizes: Array(repeating: 100, count: 4), wrapped: true, isWhole: false, reads: 2),
        (sizes: Array(repeating: 1, count: 150) + [900, 900, 900], wrapped: false, isWhole: false, reads: 4),
        (sizes: [900, 900, 900], wrapped: false, isWhole: false, reads: 3),
        (sizes: [1, 900], wrapped: false, isWhole: true, reads: 1),
        (sizes: [900], wrapped: true, isWhole: true, reads: 1),
    ])
    func anAnswerIsReadPieceByPieceWhereResultsAreBig(
        _ row: (sizes: [Int], wrapped: Bool, isWhole: Bool, reads: Int)
    ) async throws {
        let test = try await TestAPI {
            $0.maxURLs = 500
            $0.bytesPerRead = 500_000
        }
        let id = try await test.submit(row.sizes.count)
        test.store.fill(id, kilobytes: row.sizes)
        let answer = await test.send(
            .get, "/api/batch/scrape/\(id.rawValue)" + (row.wrapped ? "?resultShape=wrapped" : ""))
        let json = try answer.json
        let results = json["items"]?.arrayValue?.map { row.wrapped ? $0["result"]?["content"] : $0["result"] }
        #expect(results?.map { $0?.stringValue?.utf8.count } == row.sizes.map { $0 * 1000 })
        #expect(json["hasMore"] == false && json["nextCursor"] == .null)
        #expect((answer.pieces == nil) == row.isWhole)
        #expect((answer.headers.first("ETag") != nil) == row.isWhole)
        let reads = test.store.state.withLock { $0.bytesOfReads }
        #expect(reads.count == row.reads)
        #expect(reads.max() ?? .max < 500_000 + 905_000)
        #expect(answer.pieces?.max() ?? 0 <= 1 << 17)
    }

    @Test func pagesOfBigResultsFollowOneAnother() async throws {
        let test = try await TestAPI { $0.bytesPerRead = 200_000 }
        let id = try await test.submit(10)
        test.store.fill(id, kilobytes: Array(repeating: 100, count: 10))
        for (page, cursor) in [(0..<4, "3"), (4..<8, "7"), (8..<10, nil)] as [(Range<Int>, String?)] {
            let start = page.lowerBound > 0 ? "&cursor=\(page.lowerBound - 1)" : ""
            let answer = await test.send(.get, "/api/batch/scrape/\(id.rawValue)?limit=4\(start)")
            let json = try answer.json
            #expect(json["items"]?.arrayValue?.map { $0["uuid"] } == page.map { .string("item-\($0)") })
            #expect(json["nextCursor"]?.stringValue == cursor)
            #expect(json["hasMore"]?.boolValue == (cursor != nil))
            #expect(
                answer.headers.first("Link")
                    == cursor.map { "</api/batch/scrape/\(id.rawValue)?cursor=\($0)&limit=4>; rel=\"next\"" })
        }
    }

    @Test func aClientThatTakesNothingHasOneReadInMemory() async throws {
        let test = try await TestAPI { $0.bytesPerRead = 200_000 }
        let id = try await test.submit(10)
        test.store.fill(id, kilobytes: Array(repeating: 100, count: 10))
        let response = await test.api.respond(
            to: HTTPRequest(
                method: .get, target: "/api/batch/scrape/\(id.rawValue)", headers: ["x-api-key": TestAPI.key])
        )
        guard case .stream(let stream) = response.body else {
            Issue.record("not streamed")
            return
        }
        let pieces = Counter()
        // The second piece finds the client gone.
        await #expect(throws: HTTPWriteError.connectionClosed) {
            try await stream(
                HTTPBodyWriter { _ throws(HTTPWriteError) in
                    pieces.increment()
                    if pieces.value == 2 { throw .connectionClosed }
                })
        }
        #expect(test.store.reads(of: "items") == 1)
    }

    @Test func aStoreThatFailsMidwayCutsTheAnswer() async throws {
        let test = try await TestAPI { $0.itemsPerRead = 10 }
        let id = try await test.submit(50)
        let store = test.store
        store.state.withLock { $0.duringItems = { store.fail(with: .busy) } }
        let answer = await test.send(.get, "/api/batch/scrape/\(id.rawValue)")
        #expect(
            answer.text.hasSuffix(" cut: store(API.StoreError.busy)") || answer.text.contains(" cut: store("))
        #expect(throws: JSONError.self) { try answer.json }
    }
}
