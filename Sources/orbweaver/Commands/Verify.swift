import ArgumentParser
import Store

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a database: SQLite's own checks, and that counters equal the rows.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "A backup file; without it the database in the data folder.") var path: String?

    func run() async throws {
        let problems: [String]
        if let path {
            problems = try await SQLiteStore.verify(databaseAt: path)
        } else {
            let reader = try await options.reader()
            problems = try await SQLiteStore.withSharedStore(in: try reader.text(.data).text) {
                try await $0.verify()
            }
        }
        guard problems.isEmpty else {
            print(problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        print("ok")
    }
}
