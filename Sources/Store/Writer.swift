import Batches
import Dispatch
import Synchronization

/// The one connection that writes. Writes that arrive while a transaction commits are put into the next
/// one together, so that they share its sync of the disk (group commit).
///
/// Each runs in a savepoint: one that fails takes back its own changes only. One that is alone has none:
/// SQLite would keep the former content of all pages that it changes in memory. Callers are resumed after
/// COMMIT has returned, never before; when COMMIT fails, all of the group get the error and none of it is
/// stored as far as this process is concerned.
actor Writer {
    private nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private nonisolated let waiting = Mutex(Waiting())
    private let settings: Connection.Settings
    /// Files that must be where they were for a write to be worth anything.
    private let files: [FileIdentity]
    /// Nil after a fault of the database, until the next group opens it anew.
    private var connection: Connection?
    private(set) var load = WriteLoad()

    /// What waits for the next transaction.
    private struct Waiting {
        var writes: [any PendingWrite] = []
        /// True from the first write until a look found nothing waiting.
        var isScheduled = false
        var isClosed = false
    }

    /// Writes in one transaction at most: bounds the time that the first one waits for the last.
    private static let groupLimit = 256

    /// Opens the database and brings it to the newest schema, or throws where it is another and may not be migrated.
    init(_ settings: Connection.Settings, migrates: Bool, besides path: String) throws(StoreError) {
        executor = QueueExecutor(label: "orbweaver.store.writer")
        self.settings = settings
        let connection = try Connection(settings)
        if migrates { try Migrations.apply(to: connection) } else { try Migrations.check(of: connection) }
        self.connection = connection
        files = [settings.path, path].compactMap { FileIdentity(path: $0) }
    }

    /// Runs `body` in a transaction and returns when that is on disk. What `body` throws is thrown, and
    /// then nothing of it is stored. It may run twice, the first time without effect.
    nonisolated func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result = await withCheckedContinuation { continuation in
            enqueue(Write(body: body, continuation: continuation))
        }
        return try result.get()
    }

    /// Runs `body` on the connection outside any transaction, between two groups.
    func use<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard !waiting.withLock({ $0.isClosed }) else { throw .closed }
        return try body(try openConnection())
    }

    /// Commits what waits and closes the database; with `foldingLog` copies the log into it before.
    /// Later writes get `.closed`.
    func close(foldingLog: Bool) {
        waiting.withLock { $0.isClosed = true }
        commitWaiting()
        // On failure the log stays as it is and is read at the next start.
        if foldingLog { try? connection?.script("PRAGMA wal_checkpoint(TRUNCATE)") }
        connection = nil
    }

    private nonisolated func enqueue(_ write: any PendingWrite) {
        let (isClosed, mustSchedule) = waiting.withLock { waiting in
            guard !waiting.isClosed else { return (true, false) }
            waiting.writes.append(write)
            defer { waiting.isScheduled = true }
            return (false, !waiting.isScheduled)
        }
        if isClosed { write.resume(failure: .closed) }
        if mustSchedule { executor.queue.async { self.assumeIsolated { $0.commitWaiting() } } }
    }

    private func commitWaiting() {
        while true {
            let group = waiting.withLock { waiting in
                let group = Array(waiting.writes.prefix(Self.groupLimit))
                waiting.writes.removeFirst(group.count)
                waiting.isScheduled = !group.isEmpty
                return group
            }
            guard !group.isEmpty else { return }
            let start = ContinuousClock.now
            commit(group)
            load.busy += ContinuousClock.now - start
            load.transactions += 1
            load.writes += group.count
        }
    }

    private func commit(_ group: [any PendingWrite]) {
        do throws(StoreError) {
            for file in files { try file.check() }
            let connection = try openConnection()
            try connection.run("BEGIN IMMEDIATE")
            var isKept = true
            do {
                if group.count == 1 {
                    isKept = try run(alone: group[0], on: connection)
                } else {
                    for write in group { try run(write, on: connection) }
                }
            } catch {
                recover(from: error)
                // SQLite gave up the whole transaction. One write may be to blame: each gets its own try.
                guard group.count > 1 else { throw error }
                for write in group { commit([write]) }
                return
            }
            if isKept { try connection.run("COMMIT") }
        } catch {
            recover(from: error)
            load.failures += 1
            for write in group { write.resume(failure: error) }
            return
        }
        for write in group { write.resume(failure: nil) }
    }

    /// Throws only when the transaction is lost; a write's own failure is kept in it.
    private func run(_ write: any PendingWrite, on connection: Connection) throws(StoreError) {
        try connection.run("SAVEPOINT write")
        if let failure = write.run(on: connection) {
            guard connection.isInTransaction else { throw failure }
            try connection.run("ROLLBACK TO write")
        }
        try connection.run("RELEASE write")
    }

    /// As `run`, for the only write of its transaction. False when it failed and the transaction was taken back.
    private func run(alone write: any PendingWrite, on connection: Connection) throws(StoreError) -> Bool {
        guard let failure = write.run(on: connection) else { return true }
        guard connection.isInTransaction else { throw failure }
        try connection.run("ROLLBACK")
        return false
    }

    private func recover(from error: StoreError) {
        if let connection, connection.isInTransaction { try? connection.run("ROLLBACK") }
        if error.taintsConnection || connection?.isInTransaction == true { connection = nil }
    }

    private func openConnection() throws(StoreError) -> Connection {
        if let connection { return connection }
        let connection = try Connection(settings)
        self.connection = connection
        return connection
    }
}

/// How busy the writer was since the start.
package struct WriteLoad: Equatable, Sendable {
    package var writes = 0
    package var transactions = 0
    /// Transactions that were not stored.
    package var failures = 0
    package var busy = Duration.zero
}

private protocol PendingWrite: Sendable {
    /// Runs the body and keeps its result; what it threw is returned too.
    func run(on connection: Connection) -> StoreError?
    /// Hands the kept result to the caller, or `failure` when the transaction was not stored.
    func resume(failure: StoreError?)
}

private final class Write<Value: Sendable>: PendingWrite {
    private let body: @Sendable (Connection) throws(StoreError) -> Value
    private let continuation: CheckedContinuation<Result<Value, StoreError>, Never>
    private let result = Mutex<Result<Value, StoreError>>(.failure(.closed))

    init(
        body: @escaping @Sendable (Connection) throws(StoreError) -> Value,
        continuation: CheckedContinuation<Result<Value, StoreError>, Never>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(on connection: Connection) -> StoreError? {
        do throws(StoreError) {
            let value = try body(connection)
            result.withLock { $0 = .success(value) }
            return nil
        } catch {
            result.withLock { $0 = .failure(error) }
            return error
        }
    }

    func resume(failure: StoreError?) {
        continuation.resume(returning: failure.map { .failure($0) } ?? result.withLock { $0 })
    }
}
