import ArgumentParser
import Store

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a database: SQLite's own checks, and that counters equal the rows.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "A backup file; without it the database in the data folder.") var path: String?

    func run() async throws {
        let folder = try options.reader().text(.data).text
        let path = path ?? SQLiteStore.Configuration(folder: folder).databasePath
        try requireDatabase(path)
        let problems = try await naming(path) { try await SQLiteStore.verify(databaseAt: path) }
        guard problems.isEmpty else {
            try say(problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        try say("ok")
    }
}
