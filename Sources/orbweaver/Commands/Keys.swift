import ArgumentParser
import Batches
import Store

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke API keys; a running server heeds it within a second.",
        subcommands: [Create.self, List.self, Revoke.self])

    /// Why a new key may not be named so; a list shows one key a line.
    static func problem(withName name: String) -> String? {
        if name.allSatisfy(\.isWhitespace) { return "the name is empty" }
        if name.unicodeScalars.contains(where: \.steersTerminals) {
            return "the name holds a control character"
        }
        return nil
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key and print it, this once.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "A name to tell the key by.") var name: String
        @Option(help: "Credits a calendar month (UTC) at most.") var monthlyCredits: Int?
        @Option(help: "Days until the key expires.") var expiresInDays: Int?

        func validate() throws {
            if let problem = Keys.problem(withName: name) { throw ValidationError(problem) }
            if let monthlyCredits, monthlyCredits < 0 {
                throw ValidationError("--monthly-credits must not be negative")
            }
            if let expiresInDays, !(1...36500).contains(expiresInDays) {
                throw ValidationError("--expires-in-days must be from 1 to 36500")
            }
        }

        func run() async throws {
            // What reads the output may have gone; then the key must not stay.
            EndSignals.outliveReaders()
            let key = KeyText.random()
            let expiresAt = expiresInDays.map { SystemWallClock().now() + .seconds(Int64($0) * 86400) }
            try await withStore(options, mayCreate: true) { store in
                let made = try await store.addKey(
                    NewKey(
                        name: name, hash: key.hash, prefix: key.prefix, monthlyCreditLimit: monthlyCredits,
                        expiresAt: expiresAt))
                do throws(OutputError) {
                    try say(key.text)
                } catch {
                    // Nobody has its text.
                    _ = try await store.revokeKey(made.id)
                    throw error
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List keys; never their text.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let keys = try await withStore(options) { try await $0.keys() }
            let now = SystemWallClock().now()
            for key in keys {
                let state =
                    key.revokedAt != nil ? "revoked" : key.isUsable(at: now) ? "active" : "expired"
                let limit = key.monthlyCreditLimit.map { "\($0) credits a month" } ?? "no credit limit"
                try say(
                    "\(key.id.rawValue)\t\(key.prefix)...\t\(state)\t\(limit)\t\(key.createdAt.iso8601)\t\(key.name.withControlsEscaped)"
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key useless; its batches stay.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The key's number, as `keys list` shows it.") var number: Int64

        func run() async throws {
            guard try await withStore(options, { try await $0.revokeKey(KeyID(number)) }) else {
                throw Refusal("there is no key \(number)")
            }
        }
    }
}

private func withStore<Value>(
    _ options: SettingsOptions, mayCreate: Bool = false, _ body: (SQLiteStore) async throws -> Value
) async throws -> Value {
    let folder = try options.reader().text(.data).text
    return try await naming(folder) {
        try await SQLiteStore.withSharedStore(in: folder, mayCreate: mayCreate, body)
    }
}
