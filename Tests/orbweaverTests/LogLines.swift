import Foundation
import Logging
import Synchronization

@testable import orbweaver

/// What a logger wrote.
final class LogLines: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func logger(_ form: LineLogHandler.Form = .json, _ level: Logger.Level = .debug) -> Logger {
        Logger(label: "test") { label in
            LineLogHandler(label: label, form: form, level: level) { line in
                self.bytes.withLock { $0 += line }
            }
        }
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    /// The lines of a JSON log with this message, without what every line has.
    func facts(of message: String) throws -> [[String: String]] {
        try text.split(separator: "\n").compactMap { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
            guard var facts = object, facts["message"] == message else { return nil }
            for name in ["time", "level", "source", "message"] { facts[name] = nil }
            return facts
        }
    }
}
