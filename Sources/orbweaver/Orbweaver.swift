import ArgumentParser
import Glibc

@main
struct Orbweaver: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "orbweaver",
        abstract: "A self-hosted batch-scrape server: URLs in, clean Markdown or JSON out, nothing lost.",
        version: version,
        subcommands: [
            Serve.self, Scrape.self, Extract.self, Keys.self, Config.self, Backup.self, Restore.self,
            Verify.self, Doctor.self,
            Health.self, Version.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as OutputError where error.isReaderGone {
            EndSignals.end(by: SIGPIPE)
        } catch {
            exit(withError: error)
        }
    }
}
