import Testing

@testable import HTTPServer

struct HTTPHeadersTests {
    @Test func namesCompareWithoutCaseAndOrderStays() {
        var headers: HTTPHeaders = ["A": "1", "b": "2", "a": "3"]
        #expect(headers.first("a") == "1")
        #expect(headers.all("A") == ["1", "3"])
        #expect(headers.map(\.name) == ["A", "b", "a"])
        headers.set("a", "4")
        #expect(headers.map(\.value) == ["2", "4"])
        headers.remove("B")
        headers.remove("none")
        #expect(headers.count == 1)
        #expect(headers.first("b") == nil)
        #expect(headers.description == "a: 4\r\n")
    }

    @Test func noValueEndsItsLine() {
        let headers: HTTPHeaders = ["Location": "/a\r\nSet-Cookie: b\u{0}c"]
        #expect(headers.first("location") == "/a  Set-Cookie: b c")
        #expect(headers.count == 1)
        #expect(headers.description == "Location: /a  Set-Cookie: b c\r\n")
    }

    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("deflate, gzip;q=0.5", true), ("gzip, deflate, zstd", true),
        ("*", true),
        ("x-gzip", true), ("", false), ("identity", false), ("gzip;q=0", false), ("gzip; q=0.000", false),
        ("*;q=0", false), ("gzip;q=0, *", false), ("*;q=0, gzip", true), ("gzipped", false), ("br", false),
    ])
    func gzipIsUsedWhereItIsWelcome(_ value: String, _ isWelcome: Bool) {
        #expect(AcceptEncoding.allowsGzip(value) == isWelcome)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func datesAreWrittenAsHTTPWantsThem(_ second: Int, _ text: String) {
        #expect(String(decoding: HTTPDate.format(second), as: UTF8.self) == text)
    }

    @Test func onlySaneRequestIDsAreEchoed() {
        var ids = RequestIDs()
        #expect(ids.id(for: "abc-123_X.y:z/1=") == "abc-123_X.y:z/1=")
        let long = String(repeating: "a", count: 129)
        let made = [nil, "", "a b", "a\"b", "a\u{1B}b", "é", long].map { ids.id(for: $0) }
        #expect(Set(made).count == made.count)
        for id in made { #expect(id.utf8.count == 13) }
    }
}
