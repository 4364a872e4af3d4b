import Batches
import JSON
import Testing

@testable import API

/// Contract sections 7.1 and 7.2. The clock stands at 2024-01-15, 10:00.
struct UsageTests {
    private func day(_ date: Int64, requests: Int = 1, tokens: Int = 0, credits: Int = 2, latency: Int = 0)
        -> UsageDay
    {
        UsageDay(
            day: Timestamp(day: date), requests: requests, failures: 0, credits: credits, inputTokens: tokens,
            outputTokens: 1, latency: latency)
    }

    /// 2024-01-15.
    private let today: Int64 = 19_737

    @Test func aWeekHasARowForEachDay() async throws {
        let test = try await TestAPI()
        test.store.state.withLock {
            $0.usage = [
                day(today - 7), day(today - 6, requests: 3, tokens: 10, credits: 6, latency: 200), day(today),
                day(today + 1),
            ]
        }
        let answer = await test.send(.get, "/api/usage-stats?range=7d")
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(json["status"] == "success")
        let rows = try #require(json["data"]?.arrayValue)
        #expect(
            rows.map { $0["label"] } == ["Jan 9", "Jan 10", "Jan 11", "Jan 12", "Jan 13", "Jan 14", "Jan 15"])
        #expect(
            rows.first == [
                "label": "Jan 9", "date": "2024-01-09", "requests": 3, "crawls": 0, "tokens": 11,
                "captchas": 0,
                "latency": 66, "credits": 6,
            ])
        #expect(rows.map { $0["requests"] } == [3, 0, 0, 0, 0, 0, 1])
    }

    @Test func weeksAreSumsOfSevenDays() async throws {
        let test = try await TestAPI()
        test.store.state.withLock {
            $0.usage = [day(today - 49), day(today - 48), day(today - 42), day(today - 41), day(today)]
        }
        let rows = try #require(
            try await test.send(.get, "/api/usage-stats?range=weekly").json["data"]?.arrayValue)
        #expect(rows.map { $0["requests"] } == [2, 1, 0, 0, 0, 0, 1])
        #expect(rows.map { $0["credits"] } == [4, 2, 0, 0, 0, 0, 2])
        #expect(rows.first?["label"] == "Nov 28-Dec 4")
        #expect(rows.first?["date"] == "Nov 28 – Dec 4")
        #expect(rows.last?["label"] == "Jan 9-15")
        #expect(rows.last?["date"] == "Jan 9 – Jan 15")
    }

    @Test func theAccountsPathIsCalledBare() async throws {
        let test = try await TestAPI()
        for target in ["/api/account/usage", "/api/account/usage?range=", "/api/usage-stats?range=30d"] {
            let rows = try #require(try await test.send(.get, target).json["data"]?.arrayValue, "\(target)")
            #expect(rows.count == 30)
            #expect(rows.first?["date"] == "2023-12-17")
            #expect(rows.last?["date"] == "2024-01-15")
        }
    }

    @Test(arguments: [
        "/api/usage-stats", "/api/usage-stats?range=", "/api/usage-stats?range=1d",
        "/api/account/usage?range=WEEKLY",
    ])
    func anotherRangeIsRefusedByName(_ target: String) async throws {
        let answer = try await TestAPI().send(.get, target)
        try expectEnvelope(answer, 400, "VALIDATION_ERROR")
        #expect(try answer.json["errors"] == ["range: must be one of 7d, 30d, weekly"])
    }

    @Test func aStoreThatIsBusyIsTold() async throws {
        let test = try await TestAPI()
        _ = await test.send(.get, "/api/account/usage")
        test.store.fail(with: .busy)
        try expectEnvelope(await test.send(.get, "/api/account/usage"), 503, "SERVICE_BUSY")
    }
}
