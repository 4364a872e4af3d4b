import Batches
import Synchronization

/// Counts batches that ended and that were deleted, for `/metrics`.
final class BatchMetrics: Sendable {
    private struct Counts {
        var ended: [BatchStatus: Int] = [:]
        var deleted = 0
    }

    private let counts = Mutex(Counts())

    func add(_ end: BatchEnd) { counts.withLock { $0.ended[end.status, default: 0] += 1 } }
    func add(deleted: Int) { counts.withLock { $0.deleted += deleted } }

    func write(to text: inout PrometheusText) {
        let counts = counts.withLock { $0 }
        text.counter(
            "orbweaver_batches_ended_total", "Batches that came to an end; a retried one may do so again.",
            [BatchStatus.completed, .cancelled].map {
                ([("status", $0.rawValue)], Double(counts.ended[$0] ?? 0))
            })
        text.counter(
            "orbweaver_batches_deleted_total", "Batches deleted because of their age.", Double(counts.deleted)
        )
    }
}
