import JSON
import Testing

@testable import Workers

struct PageWordsTests {
    private let words = PageWords(
        Array("Price: **£1,299.50**, was 1500. Call +49 (30) 1234-567. Born 5th of May 1912 in Köln.".utf8))

    @Test(
        arguments: [
            1299.5, 1500, "köln", "Born 5th of May", "+49 30 1234 567", "1912-05-05", 3, true, nil,
            ["a": "Koln", "b": ["1500"]],
        ] as [JSON])
    func findsWhatThePageSays(value: JSON) { #expect(words.hold(value)) }

    @Test(
        arguments: [1298, 129.95, 150, "Paris", "1912-05-06", "1913-05-05", ["a": "Köln", "b": 77]] as [JSON])
    func missesWhatItDoesNot(value: JSON) { #expect(!words.hold(value)) }
}
