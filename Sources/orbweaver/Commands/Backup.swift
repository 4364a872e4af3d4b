import ArgumentParser
import Store

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database as it is at one moment into a file, while the server runs or not.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The file to write; one that is there is replaced at the very end.") var path: String

    func run() async throws {
        let reader = try await options.reader()
        try await SQLiteStore.withSharedStore(in: try reader.text(.data).text) {
            try await $0.backup(to: path)
        }
        let problems = try await SQLiteStore.verify(databaseAt: path)
        guard problems.isEmpty else {
            print(problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        print("backup written and verified: \(path)")
    }
}
