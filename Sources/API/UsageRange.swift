import Batches

/// What a usage request covers: periods of whole days in UTC, the last of which ends today (contract section 7.1).
package enum UsageRange: String, CaseIterable, Sendable {
    case sevenDays = "7d"
    case thirtyDays = "30d"
    /// Seven times seven days.
    case weekly

    /// One row of the answer: the use of `days` days from `first` on.
    package struct Period: Equatable, Sendable {
        package var first: Timestamp
        package var days: Int
        package var requests = 0
        package var tokens = 0
        package var credits = 0
        /// Sum over the requests, in milliseconds.
        package var latency = 0
    }

    package var periodDays: Int { self == .weekly ? 7 : 1 }
    package var periodCount: Int { self == .thirtyDays ? 30 : 7 }

    /// The first day of the range when it is `today`.
    package func firstDay(today: Timestamp) -> Timestamp {
        Timestamp(day: today.day - Int64(periodCount * periodDays) + 1)
    }

    /// All periods, oldest first, empty ones too. Days outside of the range are ignored.
    package func periods(of days: [UsageDay], today: Timestamp) -> [Period] {
        let first = firstDay(today: today).day
        var periods = (0..<periodCount).map {
            Period(first: Timestamp(day: first + Int64($0 * periodDays)), days: periodDays)
        }
        for day in days {
            let index = Int(day.day.day - first) / periodDays
            guard day.day.day >= first, periods.indices.contains(index) else { continue }
            periods[index].requests += day.requests
            periods[index].tokens += day.inputTokens + day.outputTokens
            periods[index].credits += day.credits
            periods[index].latency += day.latency
        }
        return periods
    }
}

extension UsageRange.Period {
    /// Of the axis of a chart: `Apr 16`, `Apr 14-20`, `Apr 28-May 4`.
    package var label: String {
        guard days > 1 else { return first.shortDate }
        let isSameMonth = first.civilDate.month == last.civilDate.month
        return "\(first.shortDate)-\(isSameMonth ? String(last.civilDate.day) : last.shortDate)"
    }

    /// `2026-04-16`; of several days `Apr 14 – Apr 20`.
    package var date: String { days > 1 ? "\(first.shortDate) – \(last.shortDate)" : first.isoDate }

    /// Milliseconds of one request, on average; 0 where there was none.
    package var averageLatency: Int { requests > 0 ? latency / requests : 0 }

    private var last: Timestamp { Timestamp(day: first.day + Int64(days) - 1) }
}

extension Timestamp {
    /// `Apr 16`
    fileprivate var shortDate: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(months[civilDate.month - 1]) \(civilDate.day)"
    }
}
