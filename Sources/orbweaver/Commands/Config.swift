import ArgumentParser

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the effective settings, secrets masked, as an env file.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let reader = try options.reader()
        for setting in Setting.all {
            let (text, origin) = try reader.text(setting)
            let isSecret = setting.isSecret && !text.isEmpty || ModelSettings.holdsUser(text)
            let shown = isSecret ? "********" : text
            try say("# \(setting.meaning) (\(origin.rawValue))\n\(setting.environmentName)=\(shown)")
        }
        for name in reader.unknownNames {
            writeToStandardError("\(name) is no setting, and has no effect\n")
        }
        // A value that serve would refuse is refused here too, with the same words.
        _ = try ServerSettings(reader)
    }
}
