import Testing

@testable import Fetch

struct WebAddressTests {
    @Test func aURLIsAsShortAsTheLimitAfterEncodingToo() throws {
        let limit = WebAddress.lengthLimit
        let fitting = try WebAddress("http://example.org/" + String(repeating: "a", count: limit - 19))
        #expect(fitting.text.utf8.count == limit)
        #expect(throws: URLProblem.tooLong(limitBytes: limit)) {
            try WebAddress("http://example.org/" + String(repeating: "é", count: limit / 4))
        }
        #expect(throws: URLProblem.tooLong(limitBytes: limit)) {
            try WebAddress("http://example.org/b/").resolving(String(repeating: "a", count: limit))
        }
    }

    @Test(arguments: ["http://10.0.0.1%6.1/", "http://example.org%/", "http://a%zz.example.org/"])
    func anEscapeThatCannotBeReadIsNoHost(_ text: String) {
        #expect(throws: URLProblem.badHost) { try WebAddress(text) }
    }
}
