import Glibc
import Logging

/// Which events are logged, and in which form.
struct LoggingSettings {
    var level: Logger.Level
    var form: LineLogHandler.Form

    init(_ reader: SettingsReader) throws(SettingsError) {
        let name = try reader.choice(.logLevel, of: ["debug", "info", "warning", "error"])
        level = Logger.Level(rawValue: name) ?? .info
        form =
            switch try reader.choice(.logFormat, of: ["auto", "text", "json"]) {
            case "text": .text
            case "json": .json
            default: isatty(STDERR_FILENO) == 1 ? .text : .json
            }
    }

    /// What writes this process's log to standard error. It tells of dropped lines in the log's own form.
    func makeWriter() -> LogWriter {
        let handler = LineLogHandler(label: "log", form: form, level: level) { _ in }
        return LogWriter { count in
            handler.line(.warning, "log lines dropped: nobody read them in time", ["lines": "\(count)"])
        }
    }

    func logger(label: String, to writer: LogWriter) -> Logger {
        Logger(label: label) { label in
            LineLogHandler(label: label, form: form, level: level, output: writer.append)
        }
    }
}
