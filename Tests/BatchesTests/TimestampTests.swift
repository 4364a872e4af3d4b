import Batches
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_705_312_800_123, "2024-01-15T10:00:00.123Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
    ])
    func millisecondsAreWrittenAsISO8601(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test func aMonthStartsOnItsFirstDay() {
        let moment = Timestamp(milliseconds: 1_705_312_800_123)
        #expect(moment.startOfMonth.iso8601 == "2024-01-01T00:00:00.000Z")
    }

    @Test(arguments: [
        (0, 0, "1970-01-01"), (-1, -1, "1969-12-31"), (1_705_363_199_999, 19_737, "2024-01-15"),
        (1_705_363_200_000, 19_738, "2024-01-16"),
    ])
    func daysAreCountedInUTC(_ milliseconds: Int64, _ day: Int64, _ date: String) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(moment.day == day)
        #expect(moment.isoDate == date)
        #expect(Timestamp(day: day).isoDate == date)
    }

    @Test func randomIdsLookLikeVersion4UUIDs() {
        let id = randomUUID()
        let shape = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(id.wholeMatch(of: shape) != nil)
        #expect(randomUUID() != id)
    }
}
