import ArgumentParser

struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it lives, or with --ready whether it can take work.",
        discussion: """
            Exit status 0 when it does. What restarts a server should ask without --ready: a full disk, say, is not \
            mended by a restart, which ends the reads that still work. What sends work or waits for a server to come up \
            should ask with it.
            """)

    @OptionGroup var options: SettingsOptions
    @Flag(help: "Ask whether it can take work: whether the database can be written and has room.") var ready =
        false

    func run() async throws {
        let reader = try options.reader()
        let host = try reader.string(.host) ?? "127.0.0.1"
        let port = try reader.integer(.port, in: 1...65535)
        let probe = HealthProbe(host: host, port: port)
        guard let answer = probe.ask(ready ? "/ready" : "/health") else {
            try say("no answer from \(probe.authority)")
            throw ExitCode(1)
        }
        guard answer.status == 200 else {
            try say("answered \(answer.status)" + (answer.message.map { ": \($0)" } ?? ""))
            throw ExitCode(1)
        }
        try say("ok")
    }
}
