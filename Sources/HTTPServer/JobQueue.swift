import Dispatch
import Synchronization

/// Swift jobs that run on one serial queue, in order.
///
/// They are kept in a list of our own, so that a job started by code on the queue costs no trip through
/// Dispatch: whoever is running a round takes it along.
final class JobQueue: Sendable {
    private enum Job {
        case isolated(UnownedJob, UnownedSerialExecutor)
        case free(UnownedJob, UnownedTaskExecutor)
    }

    private struct State {
        var jobs: [Job] = []
        /// A round is running or on its way, and will find what is added.
        var isRoundDue = false
    }

    /// Rounds after which other blocks on the queue get their turn.
    static let roundsPerTurn = 8

    let queue: DispatchQueue
    private let state = Mutex(State())

    init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

    func add(_ job: consuming ExecutorJob, isolatedTo executor: UnownedSerialExecutor) {
        add(.isolated(UnownedJob(job), executor))
    }

    func add(_ job: consuming ExecutorJob, on executor: UnownedTaskExecutor) {
        add(.free(UnownedJob(job), executor))
    }

    /// Promises a call of `runJobs` from code on the queue, so that none is scheduled.
    func promiseRound() { state.withLock { $0.isRoundDue = true } }

    /// Runs what was added, and what that adds. Call it on the queue.
    func runJobs() {
        var round: [Job] = []
        for _ in 0..<Self.roundsPerTurn {
            let isOver = state.withLock { state in
                swap(&round, &state.jobs)
                if round.isEmpty { state.isRoundDue = false }
                return round.isEmpty
            }
            if isOver { return }
            for job in round {
                switch job {
                case .isolated(let job, let executor): job.runSynchronously(on: executor)
                case .free(let job, let executor): job.runSynchronously(on: executor)
                }
            }
            round.removeAll(keepingCapacity: true)
        }
        queue.async { self.runJobs() }
    }

    private func add(_ job: Job) {
        let needsRound = state.withLock { state in
            state.jobs.append(job)
            defer { state.isRoundDue = true }
            return !state.isRoundDue
        }
        if needsRound { queue.async { self.runJobs() } }
    }
}

/// Runs a shard's actor on its queue; code on the queue may enter it with `assumeIsolated`.
final class ShardExecutor: SerialExecutor {
    private let jobs: JobQueue

    init(jobs: JobQueue) { self.jobs = jobs }

    func enqueue(_ job: consuming ExecutorJob) { jobs.add(job, isolatedTo: asUnownedSerialExecutor()) }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(jobs.queue)) }
}

/// Runs a shard's handlers on its queue, so that one which need not wait answers without changing threads.
final class ShardTaskExecutor: TaskExecutor {
    private let jobs: JobQueue

    init(jobs: JobQueue) { self.jobs = jobs }

    func enqueue(_ job: consuming ExecutorJob) { jobs.add(job, on: asUnownedTaskExecutor()) }
}
