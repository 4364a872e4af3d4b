/// The time as `Date` wants it, made once a second (RFC 9110 §5.6.7).
struct HTTPDate {
    private var second = Int.min
    private(set) var bytes: [UInt8] = []

    init() {}

    /// Brings `bytes` up to `second`, in seconds since 1970.
    mutating func update(to second: Int) {
        guard second != self.second else { return }
        self.second = second
        bytes = Self.format(second)
    }

    static func format(_ second: Int) -> [UInt8] {
        let day = second / 86400 - (second % 86400 < 0 ? 1 : 0)
        let time = second - day * 86400
        // Days to a date by the calendar's 400-year cycle, years starting in March.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let weekday = ((day % 7) + 11) % 7

        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
        return Array("\(weekdays[weekday]), \(two(date)) \(months[month - 1]) \(year) \(clock) GMT".utf8)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
