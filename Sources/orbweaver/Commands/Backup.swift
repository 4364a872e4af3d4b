import ArgumentParser
import FoundationEssentials
import Glibc
import Store

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database as it is at one moment into a file, while the server runs or not.",
        discussion: "The copy is one file that needs nothing beside it, and only its owner may read it.")

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The file to write; one that is there is replaced at the very end.") var path: String

    func run() async throws {
        let folder = try options.reader().text(.data).text
        let source = SQLiteStore.Configuration(folder: folder)
        try requireDatabase(source.databasePath)
        try checkTarget(source)
        let problems = try await naming("copying \(source.databasePath) to \(path)") {
            try await Interruption.cleaningUp(isAwaited: false) { [path] in
                removePartialCopies(of: path)
            } after: { _ in
                try await SQLiteStore.backup(databaseAt: source.databasePath, to: path)
            }
        }
        guard problems.isEmpty else {
            try say(
                "the database is not sound, and nothing was written:\n" + problems.joined(separator: "\n"))
            throw ExitCode(1)
        }
        try say("backup written and verified: \(path)")
    }

    /// Replacing the database itself would pull it from under the server.
    private func checkTarget(_ source: SQLiteStore.Configuration) throws {
        var target = stat()
        guard stat(path, &target) == 0 else { return }
        guard target.st_mode & S_IFMT == S_IFREG else {
            throw Refusal("\(path) is not a file: name one to write, such as \(path)/orbweaver-backup.db")
        }
        for file in source.databaseFiles + [source.lockPath] {
            var status = stat()
            if stat(file, &status) == 0, status.st_ino == target.st_ino, status.st_dev == target.st_dev {
                throw Refusal("\(path) belongs to the database itself: name another file")
            }
        }
    }
}
