import Batches
import Glibc
import JSON
import Logging

/// One line an event on standard error: JSON for machines, or a short text form for a terminal.
///
/// Control characters are escaped in both forms, so that no logged value can forge a line.
struct LineLogHandler: LogHandler {
    enum Form { case text, json }

    let label: String
    let form: Form
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, form: Form, level: Logger.Level) {
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
        let sorted = fields.sorted { $0.key < $1.key }
        var line =
            switch form {
            case .json: jsonLine(event, sorted)
            case .text: textLine(event, sorted)
            }
        line.append(UInt8(ascii: "\n"))
        // One write a line: lines of several threads do not mix.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func jsonLine(_ event: LogEvent, _ fields: [(key: String, value: Logger.MetadataValue)])
        -> [UInt8]
    {
        var writer = JSONWriter()
        writer.object { line in
            line.member("time", SystemWallClock().now().iso8601)
            line.member("level", event.level.rawValue)
            line.member("source", label)
            line.member("message", event.message.description)
            for (name, value) in fields { line.member(name, value.description) }
        }
        return writer.bytes
    }

    private func textLine(_ event: LogEvent, _ fields: [(key: String, value: Logger.MetadataValue)])
        -> [UInt8]
    {
        let time = SystemWallClock().now().iso8601.dropFirst(11)
        var line = "\(time) \(event.level) \(event.message)"
        for (name, value) in fields { line += " \(name)=\(value)" }
        return line.unicodeScalars.flatMap { scalar -> [UInt8] in
            // C0, DEL and C1 controls, and the line separators some viewers break at.
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
            default: Array(String(scalar).utf8)
            }
        }
    }
}
