import ArgumentParser
import Store

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what a server needs here, and say how to mend what is missing.",
        discussion: """
            Looks up one well-known name; nothing else outside this machine is asked but a model's endpoint, where one \
            is set. Exit status 1 when something fails, 0 with warnings only.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let reader = try options.reader()
        var findings = Finding.unknownSettings(reader.unknownNames)
        do {
            let settings = try ServerSettings(reader)
            findings.append(.fine("settings"))
            findings += await StorageChecks(folder: settings.data).findings()
            findings += await NetworkChecks(
                host: settings.http.host, port: settings.http.port,
                connections: settings.http.limits.connections,
                certificateFile: settings.fetch.certificateFile
            ).findings()
            findings.append(await ModelCheck(settings: settings).finding())
        } catch {
            findings.append(
                .failure(
                    "settings", "\(error)",
                    mend: "correct it on the command line, in the environment or the env file"))
            findings += await StorageChecks(folder: try reader.text(.data).text).findings()
        }
        for finding in findings { try say(finding.text) }
        if findings.contains(where: { $0.level == .failure }) { throw ExitCode(1) }
    }
}
