import Testing

@testable import Fetch

struct AnswerTests {
    @Test(
        arguments: [
            ("HTTP/1.1 200 OK", 200), ("HTTP/2 404 ", 404), ("HTTP/1.1 2000 OK", 200), ("HTTP/1.1 -12 OK", 0),
            ("HTTP/1.1 +12 OK", 0), ("HTTP/1.1 é99 OK", 0), ("HTTP/1.1", 0),
        ])
    func theStatusIsThreeDigits(line: String, status: Int) {
        var answer = Answer(bodyLimitBytes: 100, headerLimitBytes: 100, headerLimitLines: 10)
        _ = Array("\(line)\r\n".utf8).withUnsafeBytes { answer.take(headerLine: $0) }
        #expect(answer.statusCode == status)
    }

    private func answer(_ lines: [String], keepsEverything: Bool = false) -> Answer {
        var answer = Answer(
            bodyLimitBytes: 100, headerLimitBytes: 1000, headerLimitLines: 20,
            keepsEverything: keepsEverything)
        for line in lines + [""] where answer.stop == nil {
            _ = Array("\(line)\r\n".utf8).withUnsafeBytes { answer.take(headerLine: $0) }
        }
        return answer
    }

    @Test(
        arguments: [
            (["Content-Encoding: gzip"], nil), (["Content-Encoding: identity, , br"], nil),
            (["Content-Encoding: gzip", "Transfer-Encoding: chunked"], nil),
            (["Content-Encoding: gzip", "Transfer-Encoding: gzip, chunked"], .stackedEncodings),
            (["Content-Encoding: gzip", " , GZIP"], .stackedEncodings),
            (["content-encoding: br", "Content-Encoding:compress"], .stackedEncodings),
            (["Content-Encoding: gzip, utf-8, binary"], nil),
            // A field whose name poses as a status line does not make the ones before it forgotten.
            (["Content-Encoding: gzip", "HTTP/9: 200", "Content-Encoding: gzip"], .stackedEncodings),
        ] as [([String], Answer.Stop?)])
    func oneCompressionIsUndone(headers: [String], stop: Answer.Stop?) {
        for (status, keepsEverything) in [("200", false), ("200", true), ("302", false)] {
            #expect(answer(["HTTP/1.1 \(status) X"] + headers, keepsEverything: keepsEverything).stop == stop)
        }
    }

    @Test(
        arguments: [
            (["Content-Length: 5"], nil), (["Content-Length: 5", "Content-Length: 5"], nil),
            (["Content-Length: 5, 5"], nil),
            (["Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: 9"], nil),
            (["Content-Length: 10", "Content-Length: 5"], .badLength),
            (["Content-Length: 5, 10"], .badLength),
            (["Content-Length: 5x"], .badLength), (["Content-Length: 1 2"], .badLength),
            (["Content-Length: +5"], .badLength), (["Content-Length:"], .badLength),
            (["Content-Length: 5", " 7"], .badLength),
        ] as [([String], Answer.Stop?)])
    func aBodyHasOneLength(headers: [String], stop: Answer.Stop?) {
        #expect(answer(["HTTP/1.1 200 X", "Content-Type: text/html"] + headers).stop == stop)
        #expect(answer(["HTTP/1.1 200 X"] + headers, keepsEverything: true).stop == stop)
    }

    @Test(
        arguments: [
            ([0x63, 0x61, 0x66, 0xE9], "/caf%E9"), ([0xC3, 0xA9], "/\u{E9}"),
            ([0xC3, 0xA9, 0xFF, 0x0D], "/%C3%A9%FF"),
        ] as [([UInt8], String)])
    func aTargetsBytesAreKept(bytes: [UInt8], target: String) {
        var answer = Answer(bodyLimitBytes: 100, headerLimitBytes: 100, headerLimitLines: 10)
        for line in [Array("HTTP/1.1 302 X\r\n".utf8), Array("Location: /".utf8) + bytes + [0x0D, 0x0A]] {
            _ = line.withUnsafeBytes { answer.take(headerLine: $0) }
        }
        #expect(answer.header("location") == target)
    }

    @Test func theCompressionsOfInterimAnswersCount() {
        let early = ["HTTP/1.1 103 Early", "Content-Encoding: gzip", ""]
        #expect(answer(early + ["HTTP/1.1 200 OK"]).stop == nil)
        #expect(answer(early + early).stop == .stackedEncodings)
        #expect(answer(early + ["HTTP/1.1 200 OK", "Content-Encoding: br"]).stop == .stackedEncodings)
    }

    @Test func aRefusalIsSettledOnceItsHeadersAreWhole() {
        #expect(answer(["HTTP/1.1 404 X"]).isSettled)
        #expect(!answer(["HTTP/1.1 200 X"]).isSettled)
        #expect(!answer(["HTTP/1.1 103 X"]).isSettled)
        var open = Answer(bodyLimitBytes: 100, headerLimitBytes: 100, headerLimitLines: 10)
        _ = Array("HTTP/1.1 503 X\r\n".utf8).withUnsafeBytes { open.take(headerLine: $0) }
        #expect(!open.isSettled)
    }
}
