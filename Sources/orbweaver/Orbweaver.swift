import ArgumentParser

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
}
