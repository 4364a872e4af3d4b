import Batches
import Store
import Workers

/// Gathers what `/metrics` shows.
struct ServerMetrics {
    let store: SQLiteStore
    let scheduler: Scheduler
    let requests: RequestMetrics
    var batches = BatchMetrics()
    var model = ModelMetrics(client: nil)
    var log: LogWriter?

    func text() async -> String {
        var text = PrometheusText()
        requests.write(to: &text)
        await writeItems(to: &text)
        batches.write(to: &text)
        model.write(to: &text)
        HostMetrics(hosts: await scheduler.hosts()).write(to: &text)
        await writeStore(to: &text)
        writeProcess(to: &text)
        return text.text
    }

    private func writeItems(to text: inout PrometheusText) async {
        let counts = await scheduler.statistics()
        let failed = counts.failed.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            (labels: [("outcome", "failed"), ("reason", $0.key.rawValue)], value: Double($0.value))
        }
        let putOff = counts.putOff.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            (labels: [("outcome", "put_off"), ("reason", $0.key.rawValue)], value: Double($0.value))
        }
        text.counter(
            "orbweaver_items_total", "Attempts at items by outcome and reason, since the start.",
            [([("outcome", "completed"), ("reason", "")], Double(counts.completed))] + failed + putOff
                + [([("outcome", "given_back"), ("reason", "")], Double(counts.givenBack))])
        text.counter("orbweaver_stale_outcomes_total", "Outcomes whose lease was lost.", Double(counts.stale))
        text.gauge(
            "orbweaver_items_in_flight", "Items being fetched or read, or waiting for the model.",
            Double(counts.inFlight))
        text.gauge(
            "orbweaver_items_asking_model", "Of those in flight, read and waiting for the model.",
            Double(counts.askingModel))
        text.gauge("orbweaver_items_parked", "Claimed items that wait for their host.", Double(counts.parked))
        text.histogram(
            "orbweaver_item_queue_seconds", "Time from being due to being claimed.", counts.queueTimes)
        text.histogram(
            "orbweaver_fetch_seconds", "Time of a fetch, redirects and failures included.", counts.fetchTimes)
        text.histogram(
            "orbweaver_extraction_seconds", "Time of reading a page, without waiting for a thread.",
            counts.readingTimes)
        text.counter(
            "orbweaver_model_tokens_total", "Tokens of model calls.",
            [
                ([("kind", "input")], Double(counts.inputTokens)),
                ([("kind", "output")], Double(counts.outputTokens)),
            ])
    }

    private func writeStore(to text: inout PrometheusText) async {
        let statistics = try? await store.statistics()
        text.gauge(
            "orbweaver_database_up", "1 when the database could be read just now.", statistics == nil ? 0 : 1)
        guard let store = statistics else { return }
        text.gauge("orbweaver_items_pending", "Items that wait to be claimed.", Double(store.pendingItems))
        text.gauge("orbweaver_items_running", "Items leased to workers.", Double(store.runningItems))
        let age = store.oldestWait.map { $0 / .seconds(1) } ?? 0
        text.gauge("orbweaver_oldest_due_seconds", "How long the oldest due item has waited.", age)
        text.counter("orbweaver_database_writes_total", "Writes asked for.", Double(store.writes.writes))
        text.counter(
            "orbweaver_database_transactions_total", "Transactions they were grouped into.",
            Double(store.writes.transactions))
        text.counter(
            "orbweaver_database_failures_total", "Transactions that were not stored.",
            Double(store.writes.failures))
        text.counter(
            "orbweaver_database_busy_seconds_total", "Time the writer worked.",
            store.writes.busy / .seconds(1))
        text.gauge("orbweaver_database_bytes", "Size of the database file.", Double(store.databaseBytes))
        text.gauge(
            "orbweaver_database_free_bytes", "Of the database file, free for new rows.",
            Double(store.freeBytes))
        text.gauge("orbweaver_database_wal_bytes", "Size of the write-ahead log.", Double(store.logBytes))
    }

    private func writeProcess(to text: inout PrometheusText) {
        text.gauge("orbweaver_info", "The version.", [([("version", Orbweaver.version)], 1)])
        if let log {
            text.counter(
                "orbweaver_log_lines_dropped_total", "Log lines that could not be written, or not in time.",
                Double(log.dropped))
        }
        guard let process = ProcessFigures() else { return }
        text.counter("orbweaver_cpu_seconds_total", "Processor time of all threads.", process.cpuSeconds)
        text.gauge("orbweaver_resident_memory_bytes", "Resident memory.", Double(process.residentBytes))
        text.gauge("orbweaver_open_descriptors", "Open file descriptors.", Double(process.openDescriptors))
        text.gauge("orbweaver_threads", "Threads.", Double(process.threads))
    }
}
