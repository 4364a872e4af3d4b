import Foundation
import HTTPServer
import JSON
import Logging
import Synchronization
import Testing

@testable import orbweaver

struct LogTests {
    private static let hostile = [
        "a\nlevel=error forged", "a\r\nb", "\u{1B}[2Jgone", "\u{9B}2J", "\u{7F}", "\u{2028}x",
        "\u{202E}txt.exe", "\0",
        "\"},{\"", "\\", "ü😀",
    ]

    @Test(arguments: hostile)
    func noValueForgesALineOrSteersATerminal(_ value: String) throws {
        for form in [LineLogHandler.Form.text, .json] {
            let lines = LogLines()
            lines.logger(form).warning(
                "something\(value)", metadata: ["field": "\(value)", "n\(value)": "1"])
            let scalars = lines.text.unicodeScalars
            #expect(scalars.count { $0 == "\n" } == 1)
            #expect(scalars.last == "\n")
            for scalar in scalars.dropLast() {
                #expect(!scalar.properties.generalCategory.isSteering, "\(scalar.value)")
            }
            guard form == .json else { continue }
            let object = try JSONSerialization.jsonObject(with: Data(lines.text.utf8)) as? [String: String]
            #expect(object?["field"] == value)
            #expect(object?["message"] == "something\(value)")
            #expect(object?["level"] == "warning")
        }
    }

    @Test func aFieldDoesNotReplaceWhatEveryLineHas() throws {
        let lines = LogLines()
        lines.logger(.json).info("real", metadata: ["message": "forged", "time": "never"])
        #expect(lines.text.components(separatedBy: "\"message\":").count == 2)
        #expect(lines.text.contains("\"message\":\"real\""))
        #expect(lines.text.contains("\"message_\":\"forged\""))
    }

    @Test func linesBelowTheLevelAreLeftOut() {
        let lines = LogLines()
        lines.logger(.json, .warning).info("quiet")
        #expect(lines.text.isEmpty)
    }

    @Test func anAnsweredRequestIsLoggedWithItsIdAndWithoutItsQuery() async {
        let lines = LogLines()
        let handler = RequestMetrics(logger: lines.logger(.json)).measuring { _ in HTTPResponse(status: 204) }
        _ = await handler(
            HTTPRequest(
                method: .get, target: "/api/batch/scrape?api_key=secret", headers: ["x-api-key": "s3cret"],
                id: "r-1"))
        #expect(lines.text.contains("\"request\":\"r-1\""))
        #expect(lines.text.contains("\"path\":\"/api/batch/scrape\""))
        #expect(!lines.text.contains("secret") && !lines.text.contains("s3cret"))
    }
}

extension Unicode.GeneralCategory {
    /// Control and format characters, and separators of lines and paragraphs.
    fileprivate var isSteering: Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(self)
    }
}
