import JSON
import Testing

@testable import Workers

struct PageWordsTests {
    private let words = PageWords(
        Array("Price: **£1,299.50**, was 1500. Call +49 (30) 1234-567. Born 5th of May 1912 in Köln.".utf8))

    @Test(
        arguments: [
            1299.5, 1500, "köln", "Born 5th of May", "+49 30 1234 567", "1912-05-05", 3, true, nil,
            ["a": "Koln", "b": ["1500"]], "", "price", "in köln",
        ] as [JSON])
    func findsWhatThePageSays(value: JSON) { #expect(words.hold(value)) }

    @Test(
        arguments: [
            1298, 129.95, 150, "Paris", "1912-05-06", "1913-05-05", ["a": "Köln", "b": 77], "köln price",
            "price price", "köln in", "born of", .integer(.min), .integer(.max),
        ] as [JSON])
    func missesWhatItDoesNot(value: JSON) { #expect(!words.hold(value)) }

    /// A look-up for each value in all of the page would be a thousand times the work of reading it.
    @Test func manyValuesInALongPageAreNearlyLinear() {
        let page = Array((0..<40_000).map { "word\($0 % 5_000) of " }.joined().utf8)
        let clock = ContinuousClock()
        var words = PageWords([])
        let reading = clock.measure { words = PageWords(page) }
        let values = JSON.array((0..<400).map { .string("word\($0) of word\($0 + 1) of word\($0 + 2) of") })
        let looking = clock.measure { #expect(words.hold(values)) }
        #expect(looking < reading * 5 + .milliseconds(200), "\(looking) after \(reading)")
        #expect(!words.hold("of word1 of word3"))
    }
}
