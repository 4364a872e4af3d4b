import Dispatch
import Synchronization

/// Runs tasks only when it is told to, one job after the other in the order they came.
final class StepExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let queue = DispatchQueue(label: "simulation")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs until every task waits for something; false when that does not come to an end.
    func runUntilIdle() async -> Bool {
        await withCheckedContinuation { continuation in
            // Jobs may not run inside another task's job.
            queue.async { continuation.resume(returning: self.run(atMost: 100_000)) }
        }
    }

    private func run(atMost limit: Int) -> Bool {
        for _ in 0..<limit {
            guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return true }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        return false
    }
}
