import Batches
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Measures the SQLite store on the disk under the folder given (default: the working directory): durable
/// submissions, claiming and finishing, and how claiming depends on what is finished.
///
///     swift run -c release benchmark-store [FOLDER]
@main
struct Benchmark {
    let store: SQLiteStore
    let owner: KeyID

    static func main() async throws {
        let base = CommandLine.arguments.dropFirst().first ?? "."
        let folder = "\(base)/benchmark-store-\(getpid())"
        let store = try await SQLiteStore.open(.init(folder: folder))
        let key = NewKey(name: "benchmark", hash: Array(repeating: 1, count: 32), prefix: "b")
        let benchmark = Benchmark(store: store, owner: try await store.addKey(key).id)
        try syncAlone(folder)
        for callers in [1, 8, 64] { try await benchmark.add(callers: callers, seconds: 3) }
        try await benchmark.drain()
        for workers in [1, 8, 64] {
            try await benchmark.finish(workers: workers, items: 4000 * min(workers, 8))
        }
        try await benchmark.claimBesideFinished()
        let statistics = try await store.statistics()
        print("database \(statistics.databaseBytes >> 20) MiB, log \(statistics.logBytes >> 10) KiB")
        await store.close()
        for name in ["orbweaver.db", "orbweaver.db-wal", "orbweaver.db-shm", "orbweaver.lock"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    /// What the disk allows: 4 KiB appended and synced, one after the other.
    static func syncAlone(_ folder: String) throws {
        let path = "\(folder)/sync"
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: 4096)
        var times = Times()
        for _ in 0..<500 {
            times.measureNow {
                _ = write(descriptor, page, page.count)
                fdatasync(descriptor)
            }
        }
        print("append 4 KiB + fdatasync: \(times)")
    }

    /// 50-URL batches from several callers at once, each waiting for its commit.
    func add(callers: Int, seconds: Double) async throws {
        let load = try await store.statistics().writes
        let start = ContinuousClock.now
        let cpu = cpuTime()
        let times = try await withThrowingTaskGroup(of: Times.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var times = Times()
                    while ContinuousClock.now - start < .seconds(seconds) {
                        try await times.measure { try await submit(urls: 50, caller) }
                    }
                    return times
                }
            }
            return try await group.reduce(into: Times()) { $0.merge($1) }
        }
        let after = try await store.statistics().writes
        let share = Double(after.writes - load.writes) / Double(after.transactions - load.transactions)
        print(
            "add 50 URLs, \(callers) callers: \(times.rate(since: start))/s, \(times), \(decimal(share)) a commit, "
                + times.share(of: cpuTime() - cpu))
    }

    private func submit(urls: Int, _ salt: Int) async throws {
        let entries = (0..<urls).map {
            NewBatch.Entry(
                url: "https://host-\($0 % 10).example/some/path/\(salt)/\($0)",
                host: "host-\($0 % 10).example")
        }
        _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: .max)
    }

    /// Cancels what the last step left.
    private func drain() async throws {
        while true {
            let page = try await store.batches(of: owner, page: 1, limit: 100_000)
            let open = page.batches.filter { !$0.status.isTerminal }
            if open.isEmpty { return }
            for batch in open.prefix(50_000) { _ = try await store.cancel(batch.id, of: owner) }
        }
    }

    /// Claims and finishes with an 8 KB result, `workers` finishing at once.
    func finish(workers: Int, items: Int) async throws {
        for number in 0..<(items / 50) { try await submit(urls: 50, number) }
        let result = [UInt8](repeating: UInt8(ascii: "1"), count: 8192)
        let start = ContinuousClock.now
        let cpu = cpuTime()
        let times = try await withThrowingTaskGroup(of: Times.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var times = Times()
                    while true {
                        let claim = try await store.claim(
                            limit: 8, for: WorkerID("\(worker)"), leasedFor: .seconds(60), skippingHosts: [])
                        if claim.items.isEmpty { return times }
                        for item in claim.items {
                            let outcome = ItemOutcome(
                                lease: item.lease, ending: .completed(result: result, creditsUsed: 2),
                                statusCode: 200, finalURL: item.url, title: "A title")
                            try await times.measure { _ = try await store.finish(outcome) }
                        }
                    }
                }
            }
            return try await group.reduce(into: Times()) { $0.merge($1) }
        }
        print(
            "claim 8 + finish 8 KB, \(workers) workers: \(times.rate(since: start)) items/s, finish \(times), "
                + times.share(of: cpuTime() - cpu))
    }

    /// One claim of one item and its return, beside all that the steps before have finished.
    func claimBesideFinished() async throws {
        try await submit(urls: 1000, 0)
        var times = Times()
        for _ in 0..<300 {
            let hosts = Set((0..<9).map { "host-\($0).example" })
            var items: [ClaimedItem] = []
            try await times.measure {
                items = try await store.claim(
                    limit: 1, for: WorkerID("w"), leasedFor: .seconds(60), skippingHosts: hosts
                ).items
            }
            for item in items {
                _ = try await store.finish(ItemOutcome(lease: item.lease, ending: .givenBack))
            }
        }
        let total = try await store.batches(of: owner, page: 1, limit: 1).total
        print("claim 1 of 1000, 9 of 10 hosts skipped, beside \(total) batches: \(times)")
    }
}

/// Processor time of this process so far, in the kernel too.
private func cpuTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
