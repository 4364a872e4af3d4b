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
}
