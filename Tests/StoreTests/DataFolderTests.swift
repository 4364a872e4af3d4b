import Batches
import Foundation
import StoreModel
import Testing

@testable import Store

/// Whose files the store takes, makes and goes on writing to.
@Suite struct DataFolderTests {
    private let folder = TemporaryFolder()
    private var configuration: SQLiteStore.Configuration { .init(folder: folder.path) }

    @Test(arguments: ["", "orbweaver.db", "orbweaver.lock"])
    func whatIsMovedAwayIsWrittenToNoMore(_ file: String) async throws {
        let path = file.isEmpty ? folder.path : "\(folder.path)/\(file)"
        let store = try await SQLiteStore.open(configuration)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        await #expect(throws: StoreError.moved) { try await store.addKey(.sample(1)) }
        // Another in its place changes nothing.
        if file.isEmpty {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } else {
            #expect(FileManager.default.createFile(atPath: path, contents: Data()))
        }
        await #expect(throws: StoreError.moved) { try await store.probe() }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        _ = try await store.addKey(.sample(1))
        #expect(try await store.keys().count == 1)
        await store.close()
    }

    @Test func anotherProgramsDatabaseIsRefusedAsItIs() async throws {
        let connection = try Connection(Connection.Settings(path: configuration.databasePath))
        try connection.script("CREATE TABLE songs (title TEXT)")
        await #expect(throws: StoreError.foreign) { try await SQLiteStore.open(configuration) }
        #expect(try connection.all("SELECT name FROM sqlite_schema") { $0.text(0) } == ["songs"])
    }

    @Test func anOlderDatabaseIsMigratedWhereThatIsWanted() async throws {
        let connection = try Connection(Connection.Settings(path: configuration.databasePath))
        try Migrations.apply(Array(Migrations.all.prefix(1)), to: connection)
        var asItIs = configuration
        asItIs.migrates = false
        await #expect(throws: StoreError.olderSchema(found: 1, supported: Migrations.all.count)) {
            try await SQLiteStore.open(asItIs)
        }
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 1)
        // Before the new version starts there should be a backup.
        let copy = folder.path + "/copy.db"
        #expect(try await SQLiteStore.backup(databaseAt: configuration.databasePath, to: copy) == [])
        await (try SQLiteStore.open(configuration)).close()
        await (try SQLiteStore.open(asItIs)).close()
    }

    @Test func whatItMakesIsForItsOwnerOnly() async throws {
        let store = try await SQLiteStore.open(configuration)
        _ = try await store.addKey(.sample(1))
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(file)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        await store.close()
    }

    @Test func ofADamagedDatabaseItIsSaidWhatIsDamaged() async throws {
        let store = try await SQLiteStore.open(configuration)
        for number in 1...200 { _ = try await store.addKey(.sample(UInt8(number))) }
        await store.close()
        let file = try #require(FileHandle(forUpdatingAtPath: configuration.databasePath))
        let last = try file.seekToEnd() / 4096
        try file.seek(toOffset: (last - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0x5A, count: 64))
        try file.close()
        let problems = try await SQLiteStore.verify(databaseAt: configuration.databasePath)
        #expect(problems.contains { $0.contains("age \(last)") }, "\(problems)")
    }

    @Test(arguments: [ENOLCK, EOPNOTSUPP, ENOSYS])
    func aFileSystemWithoutLocksIsCalledThat(_ code: CInt) {
        #expect(StoreError(lockErrno: code) == .noLocks)
        #expect(StoreError.noLocks.description.contains("no locks"))
    }

    @Test func anImmutableDatabaseIsReadWhateverItsName() async throws {
        let strange = folder.path + "/a b?c#d%41é"
        let store = try await SQLiteStore.open(.init(folder: strange))
        _ = try await store.addKey(.sample(1))
        await store.close()
        var settings = Connection.Settings(path: strange + "/orbweaver.db")
        #expect(try Connection.Settings(reading: settings.path).isImmutable == false)
        (settings.isReadOnly, settings.isImmutable) = (true, true)
        let connection = try Connection(settings)
        #expect(try Verification.problems(of: connection) == [])
        #expect(try connection.first("SELECT count(*) FROM keys") { $0.int(0) } == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: strange)
        #expect(Set(files) == ["orbweaver.db", "orbweaver.lock"])
    }
}
