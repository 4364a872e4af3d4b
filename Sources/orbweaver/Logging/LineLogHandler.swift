import Batches
import JSON
import Logging

/// One line an event: JSON for machines, or a short text form for a terminal.
///
/// Control characters are escaped in both forms, so that no logged value can forge a line or steer a terminal.
struct LineLogHandler: LogHandler {
    enum Form { case text, json }

    let label: String
    let form: Form
    private let output: @Sendable ([UInt8]) -> Void
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(
        label: String, form: Form, level: Logger.Level, output: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.output = output
        self.label = label
        self.form = form
        self.logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        for (name, value) in event.metadata ?? [:] { fields[name] = value }
        if let error = event.error { fields["error"] = "\(error)" }
        output(line(event.level, "\(event.message)", fields))
    }

    /// What is written of an event, with the line's end.
    func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> [UInt8] {
        let sorted = fields.sorted { $0.key < $1.key }
        let line =
            switch form {
            case .json: jsonLine(level, message, sorted)
            case .text: textLine(level, message, sorted)
            }
        return line + [UInt8(ascii: "\n")]
    }

    private func jsonLine(
        _ level: Logger.Level, _ message: String, _ fields: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { line in
            line.member("time", SystemWallClock().now().iso8601)
            line.member("level", level.rawValue)
            line.member("source", label)
            line.member("message", message)
            for (name, value) in fields {
                line.member(Self.ownNames.contains(name) ? "\(name)_" : name, value.description)
            }
        }
        return Self.escapingControls(writer.bytes)
    }

    /// Members that every line has; a field of such a name must not come as a second one.
    private static let ownNames: Set = ["time", "level", "source", "message"]

    /// JSON allows all of them but C0 inside strings, and they are nowhere else.
    private static func escapingControls(_ json: [UInt8]) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if scalar.steersTerminals {
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: 4 - digits.count)
                text.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return Array(String(text).utf8)
    }

    private func textLine(
        _ level: Logger.Level, _ message: String, _ fields: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        let time = SystemWallClock().now().iso8601.dropFirst(11)
        var line = "\(time) \(level) \(message)"
        for (name, value) in fields { line += " \(name)=\(value)" }
        return Array(line.withControlsEscaped.utf8)
    }
}
