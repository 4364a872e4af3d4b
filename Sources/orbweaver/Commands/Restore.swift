import ArgumentParser
import FoundationEssentials
import Store

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup into an empty data folder.",
        discussion: "A folder that holds a database is refused: move it away first.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The backup file.") var path: String

    func run() async throws {
        let problems = try await SQLiteStore.verify(databaseAt: path)
        guard problems.isEmpty else {
            print("the backup is not sound:\n" + problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        let folder = try await options.reader().text(.data).text
        let target = SQLiteStore.Configuration(folder: folder).databasePath
        let files = FileManager.default
        guard !files.fileExists(atPath: target) else {
            throw ValidationError("\(target) is there already: move it away first")
        }
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // A copy under another name first: a half-copied file never has the database's name.
        let partial = target + ".restoring"
        try? files.removeItem(atPath: partial)
        try files.copyItem(atPath: path, toPath: partial)
        try files.moveItem(atPath: partial, toPath: target)
        print("restored into \(folder)")
    }
}
