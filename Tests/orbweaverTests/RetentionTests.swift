import Batches
import Foundation
import Store
import StoreModel
import Testing

@testable import orbweaver

struct RetentionTests {
    @Test func onlyWhatFinishedLongerAgoIsDeletedAndSaid() async throws {
        let (folder, clock) = (TemporaryFolder(), TestClock())
        let store = try await SQLiteStore.open(.init(folder: folder.path), clock: clock)
        let key = try await store.addKey(
            NewKey(name: "k", hash: [UInt8](repeating: 1, count: 32), prefix: "k")
        ).id
        let (lines, metrics, cookies) = (LogLines(), BatchMetrics(), CookieVault())
        let retention = Retention(
            store: store, age: .seconds(3600), cookies: cookies, metrics: metrics, logger: lines.logger(),
            clock: clock)

        func add() async throws -> BatchID {
            let entry = NewBatch.Entry(url: "http://a.example/", host: "a.example")
            return try await store.add(NewBatch(owner: key, urls: [entry]), pendingLimit: 1000).id
        }
        // The page is large enough that the space of all of them shows.
        func finish() async throws -> BatchID? {
            let claim = try await store.claim(
                limit: 1, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: [])
            guard let item = claim.items.first else { return nil }
            let result = Array("\"\(String(repeating: "x", count: 20_000))\"".utf8)
            _ = try await store.finish(
                ItemOutcome(lease: item.lease, ending: .completed(result: result, creditsUsed: 2)))
            return item.batch
        }
        var old: [BatchID] = []
        for _ in 0..<25 { old.append(try await add()) }
        while try await finish() != nil {}
        let waiting = try await add()
        let cancelledWhileRunning = try await add()
        let claimed = try await store.claim(
            limit: 2, for: WorkerID("w"), leasedFor: .seconds(30), skippingHosts: []
        ).items
        #expect(claimed.map(\.batch) == [waiting, cancelledWhileRunning])
        _ = try await store.cancel(cancelledWhileRunning, of: key)
        clock.advance(by: .seconds(3000))
        let young = try await add()
        _ = try await store.cancel(young, of: key)
        let full = try await store.statistics()
        for id in old + [waiting, young] { cookies.keep("a=b", for: id) }

        clock.advance(by: .seconds(599))
        await retention.deleteOld()
        #expect(lines.text.isEmpty)
        clock.advance(by: .seconds(2))
        await retention.deleteOld()
        #expect(try lines.facts(of: "old batches deleted") == [["batches": "25"]])
        for id in old {
            #expect(try await store.batch(id, of: key) == nil)
            #expect(cookies.cookies(of: id) == nil)
        }
        for id in [waiting, young] { #expect(cookies.cookies(of: id) == "a=b") }
        // What runs, what an item still runs of, and what is younger is still there.
        for id in [waiting, cancelledWhileRunning, young] {
            #expect(try await store.batch(id, of: key) != nil)
        }
        // The space is free for the next: as many again leave the file as large as it was.
        #expect(try await store.statistics().freeBytes >= full.freeBytes + 25 * 20_000)
        for _ in 0..<25 { _ = try await add() }
        while try await finish() != nil {}
        #expect(try await store.statistics().databaseBytes <= full.databaseBytes + 64 * 1024)
        #expect(try await store.verify().isEmpty)
        var text = PrometheusText()
        metrics.write(to: &text)
        #expect(try PrometheusParser(text.text).value("orbweaver_batches_deleted_total") == 25)
        await store.close()
    }

    @Test func aFaultIsSaidAndTheRestIsTriedAgain() async throws {
        let folder = TemporaryFolder()
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        await store.close()
        let lines = LogLines()
        await Retention(
            store: store, age: .seconds(1), cookies: CookieVault(), metrics: BatchMetrics(),
            logger: lines.logger()
        ).deleteOld()
        #expect(try lines.facts(of: "old batches not deleted") == [["error": "the database is closed"]])
    }
}
