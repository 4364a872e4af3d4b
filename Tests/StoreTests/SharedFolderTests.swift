import Batches
import Store
import StoreModel
import Testing

/// A command's store beside the server's on one folder.
@Suite struct SharedFolderTests {
    @Test func aCommandWorksBesideTheServer() async throws {
        let folder = TemporaryFolder()
        let server = try await SQLiteStore.open(.init(folder: folder.path))
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.isExclusive = false
        let command = try await SQLiteStore.open(configuration)
        let key = try await command.addKey(.sample(1))
        #expect(try await server.key(withHash: NewKey.sample(1).hash) == key)
        let entries = [NewBatch.Entry(url: "http://a.example/", host: "a.example")]
        let batch = try await server.add(NewBatch(owner: key.id, urls: entries), pendingLimit: 9)
        #expect(try await command.batch(batch.id, of: key.id) == batch)
        await command.close()
        try await server.probe()
        #expect(try await server.verify() == [])
        await server.close()
    }

    @Test func manyMayMakeTheDatabaseAtOnce() async throws {
        let folder = TemporaryFolder()
        var shared = SQLiteStore.Configuration(folder: folder.path)
        shared.isExclusive = false
        let configuration = shared
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...6 {
                group.addTask {
                    let store = try await SQLiteStore.open(configuration)
                    _ = try await store.addKey(.sample(UInt8(number)))
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        #expect(try await store.keys().count == 6)
        #expect(try await store.verify() == [])
    }
}
