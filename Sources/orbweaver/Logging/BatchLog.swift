import Batches
import Logging

/// Logs each batch's end, with the request that queued it where that is known.
struct BatchLog {
    let logger: Logger
    let requests: BatchRequests

    func ended(_ end: BatchEnd) {
        // Taken whatever the level: nothing else forgets it.
        let request = requests.take(end.batch)
        var facts: Logger.Metadata = [
            "batch": "\(end.batch.rawValue)", "key": "\(end.owner.rawValue)",
            "status": "\(end.status.rawValue)",
            "completed": "\(end.completedCount)", "failed": "\(end.failedCount)",
            "cancelled": "\(end.cancelledCount)", "credits": "\(end.creditsUsed)",
            "milliseconds": "\(end.duration.milliseconds)",
        ]
        if let request { facts["request"] = "\(request)" }
        logger.info("batch ended", metadata: facts)
    }
}
