import Batches
import HTTPServer
import JSON

/// What a key used, day by day (contract sections 7.1 and 7.2).
struct UsageRoute: Sendable {
    let store: any Store
    let clock: any WallClock

    /// `/api/usage-stats`, where `range` is required.
    func respond(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        try await answer(request, key, whenAbsent: nil)
    }

    /// `/api/account/usage`, which is called bare.
    func respondForAccount(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        try await answer(request, key, whenAbsent: .thirtyDays)
    }

    private func answer(
        _ request: HTTPRequest, _ key: APIKey, whenAbsent standard: UsageRange?
    ) async throws(APIError) -> HTTPResponse {
        let text = request.query.first { $0.name == "range" && !$0.value.isEmpty }?.value
        guard let range = text.map(UsageRange.init(rawValue:)) ?? standard else {
            let allowed = UsageRange.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid([Problem(field: "range", reason: "must be one of \(allowed)")])
        }
        let today = clock.now()
        do throws(StoreError) {
            let days = try await store.usage(of: key.id, from: range.firstDay(today: today), through: today)
            return .json(200, Self.body(range.periods(of: days, today: today)))
        } catch {
            throw .store(error)
        }
    }

    private static func body(_ periods: [UsageRange.Period]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("status", "success")
            $0.name("data")
            $0.array { for period in periods { row(period, &$0) } }
        }
        return writer.bytes
    }

    private static func row(_ period: UsageRange.Period, _ writer: inout JSONWriter) {
        writer.object {
            $0.member("label", period.label)
            $0.member("date", period.date)
            $0.member("requests", period.requests)
            $0.member("crawls", 0)
            $0.member("tokens", period.tokens)
            $0.member("captchas", 0)
            $0.member("latency", period.averageLatency)
            $0.member("credits", period.credits)
        }
    }
}
