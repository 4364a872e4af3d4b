import Foundation
import Store

/// Runs `body` with a store in a folder of its own, and removes it afterwards.
func withTemporaryStore(_ body: (SQLiteStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/orbweaver-workers-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try await SQLiteStore.open(SQLiteStore.Configuration(folder: folder))
    try await body(store)
    await store.close()
}
