import Batches
import Dispatch
import Synchronization

/// A few connections that read, each on a queue of its own, beside the writer and never blocked by it.
final class Readers: Sendable {
    let settings: Connection.Settings
    private let readers: [Reader]
    private let turn = Atomic<Int>(0)

    init(_ settings: Connection.Settings, count: Int) {
        self.settings = settings
        readers = (0..<max(1, count)).map { Reader(settings, label: "orbweaver.store.reader-\($0)") }
    }

    /// Runs `body` in a read transaction: all that it reads is of one moment.
    func read<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await readers[Int(UInt(bitPattern: turn) % UInt(readers.count))].read(body)
    }

    func close() async {
        for reader in readers { await reader.close() }
    }

    /// The plans of all statements that any reader prepared.
    func queryPlans() async throws(StoreError) -> [String: [String]] {
        var plans: [String: [String]] = [:]
        for reader in readers {
            let more = try await reader.read { connection throws(StoreError) in try connection.queryPlans() }
            plans.merge(more) { first, _ in first }
        }
        return plans
    }
}

private actor Reader {
    private nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let settings: Connection.Settings
    /// Opened with the first read, and anew after a fault of the database.
    private var connection: Connection?
    private var isClosed = false

    init(_ settings: Connection.Settings, label: String) {
        self.settings = settings
        executor = QueueExecutor(label: label)
    }

    func read<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard !isClosed else { throw .closed }
        do throws(StoreError) {
            if connection == nil { connection = try Connection(settings) }
            guard let connection else { throw .closed }
            return try connection.snapshot(body)
        } catch {
            if error.taintsConnection { connection = nil }
            throw error
        }
    }

    func close() {
        isClosed = true
        connection = nil
    }
}
