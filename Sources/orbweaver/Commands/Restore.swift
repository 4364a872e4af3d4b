import ArgumentParser
import FoundationEssentials
import Store

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup into an empty data folder.",
        discussion: "A folder that holds a database is refused: move all its files away first.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The backup file.") var path: String

    func run() async throws {
        guard isFile(path) else { throw Refusal("there is no file \(path)") }
        let folder = try options.reader().text(.data).text
        let target = SQLiteStore.Configuration(folder: folder)
        // A log left over from another database would be taken for the restored one's.
        if let file = target.databaseFiles.first(where: { FileManager.default.fileExists(atPath: $0) }) {
            throw Refusal("\(file) is there already: stop the server and move all of \(folder) away first")
        }
        let problems = try await naming("restoring \(path) into \(folder)") {
            try await Interruption.cleaningUp(isAwaited: false) {
                removePartialCopies(of: target.databasePath)
            } after: { _ in
                try await SQLiteStore.restore(from: path, into: folder)
            }
        }
        guard problems.isEmpty else {
            try say("the backup is not sound, and nothing was restored:\n" + problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        try say("restored into \(folder)")
    }
}
