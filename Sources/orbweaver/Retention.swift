import Batches
import Logging
import Store

/// Deletes batches that finished longer ago than they are kept, with their items and results.
struct Retention {
    let store: SQLiteStore
    /// How long finished batches are kept.
    let age: Duration
    let cookies: CookieVault
    let metrics: BatchMetrics
    let logger: Logger
    var clock: any WallClock = SystemWallClock()

    /// Looks again and again until its task is cancelled: often enough that none is kept much longer than its time.
    func run() async {
        let pause = min(max(age / 20, .seconds(1)), .seconds(3600))
        repeat { await deleteOld() } while (try? await Task.sleep(for: pause)) != nil
    }

    /// Deletes all that are old by now, a few at a time so that submissions need not wait long; one log line for all.
    func deleteOld() async {
        let moment = clock.now() + (.zero - age)
        var deleted = 0
        do throws(StoreError) {
            while !Task.isCancelled {
                let gone = try await store.deleteBatches(finishedBefore: moment, limit: Self.portion)
                for batch in gone { cookies.forget(batch) }
                deleted += gone.count
                metrics.add(deleted: gone.count)
                guard gone.count == Self.portion else { break }
                // More may be left.
                try? await Task.sleep(for: .milliseconds(50))
            }
        } catch {
            logger.warning("old batches not deleted", metadata: ["error": "\(error)"])
        }
        if deleted > 0 { logger.info("old batches deleted", metadata: ["batches": "\(deleted)"]) }
    }

    private static let portion = 10
}
