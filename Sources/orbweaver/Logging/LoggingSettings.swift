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

    func logger(label: String) -> Logger {
        Logger(label: label) { label in LineLogHandler(label: label, form: form, level: level) }
    }
}
