import ArgumentParser

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the effective settings as an env file; secrets only as comments, masked.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let reader = try options.reader()
        for setting in Setting.all {
            let (text, origin) = try reader.text(setting)
            let isSecret = setting.isSecret && !text.isEmpty || ModelSettings.holdsUser(text)
            let line = Self.line(setting.environmentName, isSecret ? nil : text)
            try say("# \(setting.meaning) (\(origin.rawValue))\n\(line)")
        }
        for name in reader.unknownNames {
            writeToStandardError("\(name) is no setting, and has no effect\n")
        }
        // A value that serve would refuse is refused here too, with the same words.
        _ = try ServerSettings(reader)
    }

    /// `text` as the env file's reader takes it; a comment where that cannot be, and for a secret, whose text is nil:
    /// a mask that is read back would be a key that everybody knows.
    static func line(_ name: String, _ text: String?) -> String {
        guard let text else { return "# \(name)=******** (set)" }
        return EnvFile.line(name, text)
            ?? "# \(name)=\(text.withControlsEscaped) (set, but no env file can say so)"
    }
}
