import FoundationEssentials
import Store

extension SQLiteStore {
    /// Runs `body` on the store in a data folder, beside a server if one runs, and closes it.
    ///
    /// Throws `Refusal` when there is no database and none may be made.
    static func withSharedStore<Value>(
        in folder: String, mayCreate: Bool = false, _ body: (SQLiteStore) async throws -> Value
    ) async throws -> Value {
        var configuration = Configuration(folder: folder)
        configuration.isExclusive = false
        configuration.migrates = mayCreate
        if !mayCreate { try requireDatabase(configuration.databasePath) }
        let store = try await open(configuration)
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}
