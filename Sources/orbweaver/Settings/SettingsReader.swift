import Configuration
import FoundationEssentials

/// Looks settings up: flag, then environment, then the env file, then default. An empty value means unset.
///
/// A secret may also be given as `…_FILE`: the path of a file that holds it.
struct SettingsReader {
    enum Origin: String {
        case flag, environment, file, `default`
    }

    private let secrets = SecretFiles()
    private let layers: [(origin: Origin, values: EnvironmentVariablesProvider)]
    /// Names that look like settings and are none, sorted: most likely misspelt.
    let unknownNames: [String]

    /// `flags` are keyed by full environment names.
    init(
        flags: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment,
        file: String?
    ) throws(SettingsError) {
        var names = Array(environment.keys)
        var layers: [(Origin, EnvironmentVariablesProvider)] = [
            (.flag, EnvironmentVariablesProvider(environmentVariables: flags)),
            (.environment, EnvironmentVariablesProvider(environmentVariables: environment)),
        ]
        if let file {
            let values = try Self.load(file)
            names += values.keys
            layers.append((.file, EnvironmentVariablesProvider(environmentVariables: values)))
        }
        self.layers = layers
        unknownNames = Set(names.filter(Setting.isMisspelt)).sorted()
    }

    private static func load(_ path: String) throws(SettingsError) -> [String: String] {
        guard let text = readText(path) else {
            throw SettingsError(name: "--config", problem: "cannot read \(path)")
        }
        do throws(EnvFile.BadLine) {
            return try EnvFile(text).values
        } catch {
            throw SettingsError(name: "--config", problem: "line \(error.number) of \(path) \(error.problem)")
        }
    }

    /// The text of `setting` and where it came from. White space around a secret is not part of it: a line's end comes in
    /// easily, and no header could carry it.
    func text(_ setting: Setting) throws(SettingsError) -> (text: String, origin: Origin) {
        for (origin, values) in layers {
            if let text = value(setting.environmentName, in: values) {
                return (setting.isSecret ? String(text.trimming(while: \.isWhitespace)) : text, origin)
            }
            if setting.isSecret, let path = value(setting.environmentName + "_FILE", in: values) {
                guard let contents = secrets.text(at: path) else {
                    throw SettingsError(
                        name: setting.environmentName + "_FILE", problem: "cannot read \(path)")
                }
                return (String(contents.trimming(while: \.isWhitespace)), origin)
            }
        }
        return (setting.defaultText, .default)
    }

    private func value(_ name: String, in values: EnvironmentVariablesProvider) -> String? {
        guard let text = try? values.environmentValue(forName: name), !text.isEmpty else { return nil }
        return text
    }

    /// Nil when the setting is empty.
    func string(_ setting: Setting) throws(SettingsError) -> String? {
        let text = try text(setting).text
        return text.isEmpty ? nil : text
    }

    /// What is sent in a header; nil when the setting is empty.
    func key(_ setting: Setting) throws(SettingsError) -> String? {
        let key = try string(setting)
        if let key, key.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw SettingsError(name: setting.environmentName, problem: "holds a control character")
        }
        return key
    }

    func integer(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
        let text = try text(setting).text
        guard let value = Int(text), range.contains(value) else {
            throw SettingsError(
                name: setting.environmentName,
                problem: "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A time in seconds, with a fraction where wanted.
    func seconds(_ setting: Setting, in range: ClosedRange<Double>) throws(SettingsError) -> Duration {
        let text = try text(setting).text
        guard let value = Double(text), range.contains(value) else {
            throw SettingsError(
                name: setting.environmentName,
                problem:
                    "'\(text)' is not a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return .milliseconds(Int64(value * 1000))
    }

    /// A time in days, with a fraction where wanted; nil for 0.
    func days(_ setting: Setting, in range: ClosedRange<Double>) throws(SettingsError) -> Duration? {
        let text = try text(setting).text
        guard let value = Double(text), range.contains(value) else {
            throw SettingsError(
                name: setting.environmentName,
                problem: "'\(text)' is not a number of days from \(range.lowerBound) to \(range.upperBound)")
        }
        // Never less than a second: what is meant to be short must not become for ever.
        return value == 0 ? nil : max(.milliseconds(Int64(value * 86_400_000)), .seconds(1))
    }

    func flag(_ setting: Setting) throws(SettingsError) -> Bool {
        let text = try text(setting).text
        switch text.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default:
            throw SettingsError(name: setting.environmentName, problem: "'\(text)' is neither true nor false")
        }
    }

    func choice(_ setting: Setting, of words: [String]) throws(SettingsError) -> String {
        let text = try text(setting).text
        guard words.contains(text) else {
            throw SettingsError(
                name: setting.environmentName,
                problem: "'\(text)' is none of \(words.joined(separator: ", "))")
        }
        return text
    }

    /// Comma-separated parts without the blanks around them; empty ones are left out.
    func list(_ setting: Setting) throws(SettingsError) -> [String] {
        try text(setting).text.split(separator: ",").map { String($0.trimming(while: \.isWhitespace)) }
            .filter { !$0.isEmpty }
    }
}

/// A setting that cannot be used, named as the user wrote it. Holds no secret's value.
struct SettingsError: Error, CustomStringConvertible {
    let name: String
    let problem: String
    var description: String { "\(name): \(problem)" }
}

extension StringProtocol {
    func trimming(while isTrimmed: (Character) -> Bool) -> SubSequence {
        let start = drop(while: isTrimmed)
        guard let last = start.lastIndex(where: { !isTrimmed($0) }) else { return self[endIndex...] }
        return start[...last]
    }
}
