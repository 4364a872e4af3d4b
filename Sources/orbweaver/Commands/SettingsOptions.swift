import ArgumentParser

/// The flags that every command with settings takes; the environment and the env file say the rest.
struct SettingsOptions: ParsableArguments {
    @Option(help: "Address to listen on.") var host: String?
    @Option(help: "Port to listen on.") var port: String?
    @Option(help: "Folder that holds all state.") var data: String?
    @Option(help: "File with ORBWEAVER_... lines, for what the environment does not set.") var config: String?

    func reader() throws -> SettingsReader {
        var flags: [String: String] = [:]
        flags[Setting.host.environmentName] = host
        flags[Setting.port.environmentName] = port
        flags[Setting.data.environmentName] = data
        return try SettingsReader(flags: flags, file: config)
    }
}
