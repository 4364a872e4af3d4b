import Batches
import HTTPServer
import JSON
import Testing

@testable import API

struct AnswerCacheTests {
    private func finished(_ test: TestAPI) async throws -> (id: BatchID, target: String) {
        let id = try await test.submit(2)
        test.store.finish(id, at: 0, result: "1")
        test.store.finish(id, at: 1, error: .timedOut)
        return (id, "/api/batch/scrape/\(id.rawValue)")
    }

    @Test func aBatchAtRestIsRenderedOnce() async throws {
        let test = try await TestAPI()
        let (_, target) = try await finished(test)
        let first = await test.send(.get, target)
        for _ in 0..<5 { #expect(await test.send(.get, target).body == first.body) }
        #expect(test.store.reads(of: "items") == 1)
        #expect(test.store.reads(of: "batch") == 0)
    }

    @Test func aBatchAtWorkIsReadEachTime() async throws {
        let test = try await TestAPI()
        let id = try await test.submit(2)
        test.store.finish(id, at: 0, result: "1")
        let target = "/api/batch/scrape/\(id.rawValue)"
        #expect(try await test.send(.get, target).json["completedCount"] == 1)
        test.store.finish(id, at: 1, result: "2")
        #expect(try await test.send(.get, target).json["completedCount"] == 2)
    }

    @Test func aRetryIsSeenAtOnce() async throws {
        let test = try await TestAPI()
        let (_, target) = try await finished(test)
        #expect(try await test.send(.get, target).json["status"] == "completed")
        #expect(await test.send(.post, target + "/retry").status == 202)
        let json = try await test.send(.get, target).json
        #expect(json["status"] == "running")
        #expect(json["failedCount"] == 0)
        #expect(json["finishedAt"] == .null)
    }

    /// A reader that took its snapshot before a retry must not bring the old answer back after it.
    @Test func anAnswerReadBeforeARetryIsNotKeptAfterIt() async throws {
        let test = try await TestAPI()
        let (_, target) = try await finished(test)
        test.store.state.withLock {
            $0.duringItems = {
                test.store.state.withLock { $0.duringItems = nil }
                _ = await test.send(.post, target + "/retry")
            }
        }
        #expect(try await test.send(.get, target).json["status"] == "completed")
        #expect(try await test.send(.get, target).json["status"] == "running")
    }

    /// The same under load: once a retry is acknowledged, no request that starts later sees the state before.
    @Test func pollersNeverBringBackTheStateBeforeARetry() async throws {
        let test = try await TestAPI()
        let (id, target) = try await finished(test)
        for _ in 0..<30 {
            try await withThrowingTaskGroup(of: Void.self) { pollers in
                for _ in 0..<8 {
                    pollers.addTask { for _ in 0..<5 { _ = try await test.send(.get, target).json } }
                }
                #expect(await test.send(.post, target + "/retry").status == 202)
                for _ in 0..<5 { #expect(try await test.send(.get, target).json["status"] == "running") }
                try await pollers.waitForAll()
            }
            #expect(try await test.send(.get, target).json["status"] == "running")
            test.store.finish(id, at: 1, error: .timedOut)
            #expect(try await test.send(.get, target).json["status"] == "completed")
        }
    }

    @Test func aChangeByAnotherProcessIsSeenAfterAMoment() async throws {
        let test = try await TestAPI()
        let (id, target) = try await finished(test)
        _ = await test.send(.get, target)
        test.store.change(id) { _, items in items[0].title = "new" }
        test.clock.advance(by: .seconds(1))
        #expect(try await test.send(.get, target).json["items"]?[0]?["title"] == "new")
        test.clock.advance(by: .seconds(1))
        _ = await test.send(.get, target)
        #expect(test.store.reads(of: "items") == 2)
    }

    @Test func keysAndQueriesDoNotShareAnswers() async throws {
        let test = try await TestAPI()
        let (_, target) = try await finished(test)
        _ = try await test.store.addKey(NewKey(name: "b", hash: TestAPI.hash(Array("b".utf8)), prefix: ""))
        #expect(await test.send(.get, target).status == 200)
        #expect(await test.send(.get, target, headers: ["x-api-key": "b"]).status == 404)
        #expect(try await test.send(.get, target + "?limit=1").json["items"]?.arrayValue?.count == 1)
    }

    @Test func anUnchangedBatchIsNotSentAgain() async throws {
        let test = try await TestAPI()
        let (_, target) = try await finished(test)
        let tag = try #require(await test.send(.get, target).headers.first("ETag"))
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = await test.send(
                .get, target, headers: ["x-api-key": TestAPI.key, "If-None-Match": known])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.headers.first("ETag") == tag)
            #expect(answer.headers.first("Vary") == "Accept-Encoding")
        }
        let other = await test.send(
            .get, target, headers: ["x-api-key": TestAPI.key, "If-None-Match": "\"1\""])
        #expect(other.status == 200)
        _ = await test.send(.post, target + "/retry")
        let changed = await test.send(
            .get, target, headers: ["x-api-key": TestAPI.key, "If-None-Match": tag])
        #expect(changed.status == 200)
    }

    @Test func memoryStaysWithinTheCapacity() async throws {
        let cache = AnswerCache(capacityBytes: 10_000)
        let query = try StatusQuery({ _ in nil }, configuration: APIConfiguration())
        func key(_ name: Int) -> AnswerCache.Key {
            AnswerCache.Key(batch: BatchID("\(name)"), owner: KeyID(1), query: query)
        }
        func answer(_ size: Int) -> AnswerCache.Answer {
            AnswerCache.Answer(
                body: Array(repeating: 0, count: size), entityTag: "", link: nil, version: 1,
                checkedAt: Timestamp(milliseconds: 0))
        }
        for name in 0..<100 { cache.insert(answer(1600), for: key(name), readAt: cache.generation) }
        #expect((0..<100).filter { cache.answer(for: key($0)) != nil } == [95, 96, 97, 98, 99])
        cache.insert(answer(5000), for: key(100), readAt: cache.generation)
        #expect(cache.answer(for: key(100)) == nil)
    }
}
