import Batches
import Foundation
import StoreModel
import Testing

@testable import Store

/// What only the SQLite store promises.
@Suite struct SQLiteStoreTests {
    private func open(_ folder: TemporaryFolder, _ clock: TestClock = TestClock()) async throws -> SQLiteStore
    {
        try await SQLiteStore.open(.init(folder: folder.path), clock: clock)
    }

    @Test func aSecondOpeningOfTheFolderIsRefused() async throws {
        let folder = TemporaryFolder()
        var store: SQLiteStore? = try await open(folder)
        await #expect(throws: StoreError.inUse) { try await open(folder) }
        await store?.close()
        store = nil
        _ = try await open(folder)
    }

    @Test func aNewerDatabaseIsRefusedAndLeftAlone() async throws {
        let folder = TemporaryFolder()
        let path = SQLiteStore.Configuration(folder: folder.path).databasePath
        await (try await open(folder)).close()
        try scoped {
            let connection = try Connection(.init(path: path))
            try connection.script("PRAGMA user_version = 99")
        }
        await #expect(throws: StoreError.newerSchema(found: 99, supported: Migrations.all.count)) {
            try await open(folder)
        }
        let connection = try Connection(.init(path: path))
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 99)
    }

    @Test func aMigrationThatFailsLeavesNothingBehind() throws {
        let folder = TemporaryFolder()
        let connection = try Connection(.init(path: folder.path + "/db"))
        let good = Array("CREATE TABLE a (x INTEGER) STRICT;".utf8)
        let bad = Array("CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;".utf8)
        #expect(throws: StoreError.self) { try Migrations.apply([good, bad], to: connection) }
        #expect(try connection.all("SELECT name FROM sqlite_schema") { $0.text(0) } == ["a"])
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 1)
        try Migrations.apply([good, Array("CREATE TABLE b (x INTEGER) STRICT;".utf8)], to: connection)
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 2)
    }

    @Test func aFolderThatCannotBeWrittenIsReadOnly() async throws {
        await #expect(throws: StoreError.self) {
            try await SQLiteStore.open(.init(folder: "/proc/orbweaver"), clock: TestClock())
        }
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() async throws {
        let folder = TemporaryFolder()
        let path = SQLiteStore.Configuration(folder: folder.path).databasePath
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        await #expect(throws: StoreError.corrupt) { try await open(folder) }
    }

    @Test func everyCommitIsSynced() async throws {
        let folder = TemporaryFolder()
        let store = try await open(folder)
        let modes = try await store.writer.use { connection throws(StoreError) in
            [
                try connection.first("PRAGMA journal_mode") { $0.text(0) },
                try connection.first("PRAGMA synchronous") { $0.text(0) },
                try connection.first("PRAGMA foreign_keys") { $0.text(0) },
            ]
        }
        #expect(modes == ["wal", "2", "1"])
    }

    @Test func writesThatWaitShareATransactionAndFailAlone() async throws {
        let folder = TemporaryFolder()
        let store = try await open(folder)
        let owner = try await store.addKey(.sample(1, creditLimit: 40)).id
        let before = await store.writer.load
        let stored = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let entries = [NewBatch.Entry(url: "http://a.example/\(number)", host: "a.example")]
                    return (try? await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 1000))
                        != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(stored == 20)
        #expect(try await store.batches(of: owner, page: 1, limit: 50).total == 20)
        let load = await store.writer.load
        #expect(load.writes - before.writes == 200)
        #expect(load.transactions - before.transactions < 200)
        #expect(try await store.verify() == [])
    }

    @Test func noStatementOfTheServerScansATable() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await open(folder, clock)
        try await exercise(store, clock)
        let plans = try await store.queryPlans()
        #expect(plans.count > 35)
        for (sql, steps) in plans where !Self.mayScan.contains(where: sql.contains) {
            for step in steps {
                #expect(!step.contains("SCAN") && !step.contains("TEMP B-TREE"), "\(step) in \(sql)")
            }
        }
    }

    /// Whole by nature and short: the keys, the running items. Or the first entry of an index only.
    private static let mayScan = [
        "FROM keys ORDER BY id", "sum(open_items) FROM keys", "count(*) FROM items INDEXED BY items_leased",
        "INDEXED BY batches_open", "INDEXED BY batches_being_deleted",
        "WHERE parked = 1 ORDER BY due_at LIMIT 1",
    ]

    /// Calls everything that a server calls.
    private func exercise(_ store: SQLiteStore, _ clock: TestClock) async throws {
        let owner = try await store.addKey(.sample(1, creditLimit: 1_000_000)).id
        let worker = WorkerID("w")
        let entries = (0..<300).map {
            NewBatch.Entry(url: "http://\($0 % 3).example/\($0)", host: "\($0 % 3).example")
        }
        let batch = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 1000)
        let other = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 1000)
        let items = try await store.claim(limit: 5, for: worker, leasedFor: .seconds(30), skippingHosts: [])
            .items
        let skipped: Set = ["0.example", "1.example"]
        _ = try await store.claim(limit: 150, for: worker, leasedFor: .seconds(30), skippingHosts: skipped)
        _ = try await store.extend(items.map(\.lease), by: .seconds(5))
        let endings: [ItemOutcome.Ending] = [
            .completed(result: [0x31], creditsUsed: 2), .failed(.timedOut, message: ""), .givenBack,
            .putOff(for: .seconds(1), .timedOut, message: ""), .failed(.badURL, message: ""),
        ]
        for (item, ending) in zip(items, endings) {
            #expect(try await store.finish(ItemOutcome(lease: item.lease, ending: ending)))
        }
        clock.advance(by: .seconds(60))
        try await store.reclaim(all: false)
        _ = try await store.retry(batch.id, of: owner, pendingLimit: 1000)
        _ = try await store.cancel(other.id, of: owner)
        _ = try await store.items(of: batch.id, of: owner, ItemQuery(limit: 10, status: .completed))
        _ = try await store.items(of: batch.id, of: owner, ItemQuery(limit: 10))
        _ = try await store.batches(of: owner, page: 2, limit: 1)
        _ = try await store.keys()
        _ = try await store.key(withHash: NewKey.sample(1).hash)
        _ = try await store.revokeKey(owner)
        _ = try await store.usage(of: owner, from: clock.now(), through: clock.now())
        _ = try await store.events(of: batch.id, of: owner, after: 3, limit: 5)
        _ = try await store.statistics()
        _ = try await store.deleteBatches(finishedBefore: clock.now(), limit: 5)
        try await store.probe()
    }

    @Test func aDatabaseIsSoundAndVerifyingSeesWhatIsNot() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await open(folder, clock)
        try await exercise(store, clock)
        #expect(try await store.verify() == [])
        for damage in [
            "UPDATE batches SET completed_count = completed_count + 1 WHERE number = 1",
            "UPDATE batches SET credits_used = credits_used + 1 WHERE number = 1",
            "UPDATE keys SET open_items = open_items + 1",
            "UPDATE keys SET credits_reserved = credits_reserved + 1",
            "DELETE FROM results", "UPDATE results SET result = x'31'", "UPDATE usage SET credits = 0",
            "UPDATE items SET owner = 7 WHERE number = 5", "DELETE FROM items WHERE number = 300",
            "UPDATE batches SET status = 'cancelled', finished_at = 1 WHERE number = 1",
            "DELETE FROM events WHERE version = 2", "PRAGMA defer_foreign_keys = 1; DELETE FROM keys",
            "UPDATE batches SET options = 'xx' WHERE number = 1", "UPDATE batches SET schema_warnings = '['",
            "UPDATE results SET result = x'7b7b7b' WHERE result IS NOT NULL",
            "UPDATE results SET result = x'' WHERE result IS NOT NULL",
            "UPDATE results SET result = x'22ff22' WHERE result IS NOT NULL",
            "UPDATE results SET result = x'31007b' WHERE result IS NOT NULL",
            "UPDATE results SET extra = x'7b'",
            "UPDATE results SET error_code = 'NONSENSE' WHERE result IS NULL",
            "DROP INDEX items_ready", "DROP INDEX batches_by_end", "DROP TABLE usage",
            "PRAGMA user_version = 1",
            "DROP INDEX items_parked; CREATE INDEX items_parked ON items (due_at)",
            "CREATE TRIGGER foreign_trigger AFTER INSERT ON items BEGIN DELETE FROM keys; END",
            "CREATE TABLE songs (title TEXT)", "DELETE FROM meta WHERE name = 'item_id_secret'",
            "UPDATE usage SET requests = 0", "UPDATE usage SET failures = 1000",
            "UPDATE usage SET failures = 0",
            "UPDATE usage SET latency_ms = -5", "DELETE FROM usage",
            "UPDATE batches SET status = 'failed' WHERE finished_at IS NOT NULL",
            "UPDATE batches SET status = 'completed' WHERE status = 'cancelled'",
            "UPDATE events SET kind = 'cancelled' WHERE kind = 'completed'",
            "UPDATE events SET position = 9999 WHERE position = 0",
        ] {
            try await store.writer.use { connection throws(StoreError) in
                try connection.script("SAVEPOINT damage")
                defer { try? connection.script("ROLLBACK TO damage; RELEASE damage") }
                try connection.script(damage)
                #expect(try Verification.problems(of: connection) != [], "\(damage)")
            }
        }
        #expect(try await store.verify() == [])
    }

    @Test func aBackupIsOneMomentOfALivingStore() async throws {
        let folder = TemporaryFolder()
        let store = try await open(folder)
        let owner = try await store.addKey(.sample(1)).id
        let entries = (0..<50).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        for _ in 0..<20 {
            _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100_000)
        }
        let copy = folder.path + "/copy.db"
        try Data("old".utf8).write(to: URL(filePath: copy))
        async let writing: Void = {
            for _ in 0..<20 {
                _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100_000)
            }
        }()
        try await store.backup(to: copy)
        try await writing
        #expect(try await SQLiteStore.verify(databaseAt: copy) == [])

        let restored = TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: copy, toPath: SQLiteStore.Configuration(folder: restored.path).databasePath)
        let total = try await open(restored).batches(of: owner, page: 1, limit: 1).total
        #expect((20...40).contains(total))
        await #expect(throws: StoreError.self) { try await store.backup(to: "/proc/none/copy.db") }
    }

    @Test func statisticsTellWhatWaits() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await open(folder, clock)
        let owner = try await store.addKey(.sample(1)).id
        #expect(try await store.statistics().oldestWait == nil)
        let entries = (0..<5).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100)
        _ = try await store.claim(limit: 2, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: [])
        clock.advance(by: .seconds(9))
        let statistics = try await store.statistics()
        #expect(
            statistics.pendingItems == 3 && statistics.runningItems == 2
                && statistics.oldestWait == .seconds(9))
        #expect(statistics.databaseBytes > 0 && statistics.logBytes > 0 && statistics.writes.writes >= 3)
    }

    @Test func eventsTellEveryChangeInItsOrder() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await open(folder, clock)
        let owner = try await store.addKey(.sample(1)).id
        let entries = (0..<3).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        let batch = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100)
        let items = try await store.claim(
            limit: 2, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: []
        ).items
        clock.advance(by: .seconds(1))
        _ = try await store.finish(
            ItemOutcome(lease: items[1].lease, ending: .failed(.timedOut, message: "")))
        _ = try await store.cancel(batch.id, of: owner)
        _ = try await store.finish(ItemOutcome(lease: items[0].lease, ending: .givenBack))
        let events = try #require(try await store.events(of: batch.id, of: owner, after: 0, limit: 100))
        #expect(events.map(\.version) == [1, 2, 3, 4, 5, 6])
        #expect(events.map(\.kind) == [.submitted, .started, .started, .failed, .cancelled, .cancelled])
        #expect(events.map(\.position) == [nil, 0, 1, 1, nil, 0])
        #expect(events.last?.at == clock.now())
        #expect(try await store.batch(batch.id, of: owner)?.version == 6)
        #expect(try await store.events(of: batch.id, of: owner, after: 4, limit: 1)?.map(\.version) == [5])
        #expect(try await store.events(of: batch.id, of: KeyID(9), after: 0, limit: 1) == nil)
    }

    @Test func usageIsSummedByDay() async throws {
        let folder = TemporaryFolder()
        let clock = TestClock()
        let store = try await open(folder, clock)
        let owner = try await store.addKey(.sample(1)).id
        let first = clock.now()
        let entries = (0..<4).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        let batch = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 100)
        let items = try await store.claim(
            limit: 4, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: []
        ).items
        for (number, item) in items.enumerated() {
            clock.advance(by: .seconds(number == 3 ? 86_400 : 1))
            var outcome = ItemOutcome(
                lease: item.lease,
                ending: number == 1
                    ? .failed(.timedOut, message: "") : .completed(result: [0x31], creditsUsed: 3))
            outcome.inputTokens = 10
            outcome.outputTokens = 1
            if number == 0 { outcome.timings.total = 7 }
            #expect(try await store.finish(outcome))
        }
        let days = try await store.usage(of: owner, from: first, through: clock.now())
        #expect(days.map(\.requests) == [3, 1])
        #expect(days.map(\.failures) == [1, 0])
        #expect(days.map(\.credits) == [6, 3])
        #expect(days.map(\.inputTokens) == [30, 10])
        #expect(days.map(\.outputTokens) == [3, 1])
        #expect(days[0].latency == 7 + 2000 + 3000)
        let tokens = try await store.tokens(of: batch.id, and: owner, since: first)
        #expect(tokens == (44, 44))
        #expect(try await store.tokens(of: batch.id, and: owner, since: clock.now()).owner == 11)
        #expect(try await store.tokens(of: BatchID("x"), and: KeyID(99), since: first) == (0, 0))
        #expect(days.map(\.day.iso8601) == ["2024-01-15T00:00:00.000Z", "2024-01-16T00:00:00.000Z"])
    }
}

/// Runs `body`: what it holds is gone afterwards.
private func scoped(_ body: () throws -> Void) rethrows { try body() }
