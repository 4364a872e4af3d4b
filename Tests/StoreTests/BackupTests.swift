import Batches
import Foundation
import StoreModel
import Testing

@testable import Store

@Suite struct BackupTests {
    private func filled(_ folder: TemporaryFolder) async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(.init(folder: folder.path), clock: TestClock())
        let owner = try await store.addKey(.sample(1)).id
        let entries = (0..<5).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100)
        return store
    }

    private func files(_ folder: TemporaryFolder) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    @Test func aBackupIsOneFileForItsOwner() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let store = try await filled(folder)
        let path = place.path + "/copy.db"
        #expect(try await store.backup(to: path) == [])
        #expect(try await SQLiteStore.verify(databaseAt: path) == [])
        #expect(try files(place) == ["copy.db"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        await store.close()
        // Of a database that nobody has open, too.
        let database = SQLiteStore.Configuration(folder: folder.path).databasePath
        #expect(try await SQLiteStore.backup(databaseAt: database, to: path) == [])
    }

    @Test func anUnsoundDatabaseReplacesNoBackup() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let store = try await filled(folder)
        let path = place.path + "/copy.db"
        try Data("the good one".utf8).write(to: URL(filePath: path))
        do {
            let connection = try Connection(
                .init(path: SQLiteStore.Configuration(folder: folder.path).databasePath))
            try connection.script("UPDATE keys SET open_items = 4")
        }
        #expect(try await store.backup(to: path).isEmpty == false)
        #expect(try files(place) == ["copy.db"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "the good one")
    }

    @Test func aBackupIsRestoredIntoAFolderOfItsOwn() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let path = place.path + "/copy.db"
        try await filled(folder).backup(to: path)
        let target = place.path + "/new/data"
        #expect(try await SQLiteStore.restore(from: path, into: target) == [])
        let store = try await SQLiteStore.open(.init(folder: target), clock: TestClock())
        #expect(try await store.statistics().pendingItems == 5)
        await #expect(throws: StoreError.inUse) { try await SQLiteStore.restore(from: path, into: target) }
        await #expect(throws: StoreError.inUse) {
            try await SQLiteStore.restore(from: path, into: folder.path)
        }
    }

    @Test func aLogLeftOverFromAnotherDatabaseIsNotTakenOver() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let path = place.path + "/copy.db"
        try await filled(folder).backup(to: path)
        let target = place.path + "/data"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: target + "/orbweaver.db-wal"))
        await #expect(throws: StoreError.inUse) { try await SQLiteStore.restore(from: path, into: target) }
    }

    @Test func whatIsNoBackupIsNotRestored() async throws {
        let place = TemporaryFolder()
        let path = place.path + "/copy.db"
        try Data().write(to: URL(filePath: path))
        #expect(try await SQLiteStore.restore(from: path, into: place.path + "/data").isEmpty == false)
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        await #expect(throws: StoreError.corrupt) {
            try await SQLiteStore.restore(from: path, into: place.path + "/data")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.path + "/data") == ["orbweaver.lock"])
    }

    @Test func whatAnInterruptedBackupLeftGoesWithTheNext() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let store = try await filled(folder)
        let path = place.path + "/copy.db"
        let others = ["copy.db.old", "other.db.partial-1-2", "copy.db.partial-9-9"]
        for file in ["copy.db.partial-1-2", "copy.db.partial-1-2-journal", "copy.db.partial-3-4-journal"]
            + others
        {
            try Data("left over".utf8).write(to: URL(filePath: place.path + "/" + file))
        }
        // Another backup that is still at work.
        let held = try FileLock(path: place.path + "/copy.db.partial-9-9")
        #expect(try await store.backup(to: path) == [])
        #expect(try files(place) == Set(others + ["copy.db"]))
        withExtendedLifetime(held) {}
        await store.close()
    }

    @Test func aFailedBackupLeavesNothing() async throws {
        let (folder, place) = (TemporaryFolder(), TemporaryFolder())
        let store = try await filled(folder)
        let path = place.path + "/copy.db"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        await #expect(throws: StoreError.self) { try await store.backup(to: path) }
        #expect(try files(place) == ["copy.db"])
        await store.close()
    }
}
