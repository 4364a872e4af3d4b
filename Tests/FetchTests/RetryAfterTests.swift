import Batches
import Testing

@testable import Fetch

struct RetryAfterTests {
    /// Wed, 21 Oct 2015 07:28:00 GMT.
    private static let now = Timestamp(milliseconds: 1_445_412_480_000)

    @Test(arguments: [
        ("Wed, 21 Oct 2015 07:28:30 GMT", Duration.seconds(30)),
        ("Wednesday, 21-Oct-15 07:28:30 GMT", .seconds(30)),
        ("Wed Oct 21 07:28:30 2015", .seconds(30)),
        ("Wed, 21 Oct 2015 07:27:00 GMT", .zero),
        ("Thu, 01 Jan 1970 00:00:00 GMT", .zero),
        ("Mon, 01 Jan 1900 00:00:00 GMT", .zero),
        ("Wed, 21 Oct 2015 08:28:01 GMT", .seconds(3600)),
        ("Wed, 21 Oct 2099 07:27:00 GMT", .seconds(3600)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(3600)),
        // A year that is in range as seconds, but not as milliseconds.
        ("Sat, 01 Jan 300000000 00:00:00 GMT", .seconds(3600)),
        ("Sat, 01 Jan 2147483647 00:00:00 GMT", .seconds(3600)),
    ])
    func aDateIsAWaitOfAtMostAnHour(value: String, wait: Duration) {
        #expect(RetryAfter.parse(value, now: Self.now) == wait)
    }

    @Test(arguments: [
        ("0", Duration.zero), ("000", .zero), (" 120 ", .seconds(120)), ("\t7\r\n", .seconds(7)),
        ("3600", .seconds(3600)), ("3601", .seconds(3600)), ("9223372036854775807", .seconds(3600)),
        ("9223372036854775808", .seconds(3600)), ("1" + String(repeating: "0", count: 30), .seconds(3600)),
        (String(repeating: "0", count: 5000) + "9", .seconds(9)),
    ])
    func aNumberIsSecondsOfAtMostAnHour(value: String, wait: Duration) {
        #expect(RetryAfter.parse(value, now: Self.now) == wait)
    }

    @Test(arguments: [
        "", " ", "\t\r\n", "soon", "-5", "-9223372036854775808", "+5", "1.5", "1e3", "0x10", "120, 60",
        "120;60",
        "inf", "nan", "\u{0}", "\u{661}", "Sat, 01 Jan", "Wed, 32 Oct 2015 07:28:30 GMT",
        "Wed, 21 Oct 2015 99:99:99 GMT",
    ])
    func whatIsNeitherIsNoWait(value: String) { #expect(RetryAfter.parse(value, now: Self.now) == nil) }

    /// However odd the date and whatever the machine's own clock says.
    @Test(arguments: [
        "Sat, 01 Jan 0000 00:00:00 GMT", "Sat, 01 Jan 0001 00:00:00 GMT",
        "Sat, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Sat, 01 Jan -300000000 00:00:00 GMT", "01 Jan 2015 00:00:00 +9999", "01 Jan 2015 00:00:00 -1400",
        "20151021", "2015-10-21T07:28:30Z", "Sat, 01 Jan 300000000 00:00:00 GMT",
    ])
    func noDateBreaksTheBounds(value: String) {
        for now in [0, 1_445_412_480_000, 9_000_000_000_000_000, -1_445_412_480_000] as [Int64] {
            guard let wait = RetryAfter.parse(value, now: Timestamp(milliseconds: now)) else { continue }
            #expect((Duration.zero...RetryAfter.limit).contains(wait))
        }
    }
}
