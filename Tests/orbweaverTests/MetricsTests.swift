import Batches
import Foundation
import HTTPServer
import Logging
import Store
import Testing

@testable import Workers
@testable import orbweaver

struct MetricsTests {
    @Test func samplesAreWrittenInThePrometheusFormat() {
        var text = PrometheusText()
        text.counter("a_total", "Help.", [([("reason", "x\"y\\z\n")], 3), ([], 0.5)])
        text.gauge("b", "Help.", 2)
        #expect(
            text.text == """
                # HELP a_total Help.
                # TYPE a_total counter
                a_total{reason="x\\"y\\\\z\\n"} 3
                a_total 0.5
                # HELP b Help.
                # TYPE b gauge
                b 2

                """)
    }

    @Test(arguments: ["\r\n", "\n", "\"", "\\", "\\n", "a\"} 1\nb 2", "{}", "ü\u{2028}"])
    func aLabelSaysWhatItWasGiven(_ value: String) throws {
        var text = PrometheusText()
        text.gauge("a", "One\nhelp \\ \"line\".", [([("host", value)], .infinity)])
        // The format has no escape for a carriage return, and hosts have none.
        let parser = try PrometheusParser(text.text.filterControls)
        #expect(parser.value("a", ["host": value.filterControls]) == .infinity)
    }

    @Test func histogramsAreCumulated() throws {
        var histogram = Histogram(bounds: [1, 2])
        for value in [0.5, 1, 1.5, 9] { histogram.add(value) }
        var text = PrometheusText()
        text.histogram("h", "Help.", [([("k", "a")], histogram), ([("k", "b")], Histogram(bounds: [1, 2]))])
        #expect(
            text.text.contains(
                """
                h_bucket{k="a",le="1"} 2
                h_bucket{k="a",le="2"} 3
                h_bucket{k="a",le="+Inf"} 4
                h_sum{k="a"} 12
                h_count{k="a"} 4
                """))
        _ = try PrometheusParser(text.text)
    }

    /// The parser would find nothing if it took everything.
    @Test(arguments: [
        "a 1\n", "# TYPE a gauge\na 1\n", "# HELP a x\n# TYPE a gauge\na 1",
        "# HELP a x\n# TYPE a gauge\na 1\na 1\n",
        "# HELP a x\n# TYPE a gauge\na{b=\"\\x\"} 1\n", "# HELP a x\n# TYPE a gauge\na{b=\"} 1\n",
        "# HELP a x\n# TYPE a gauge\na inf\n", "# HELP a x\n# TYPE a counter\na 1\n",
        "# HELP a x\n# TYPE a gauge\na 1\n# HELP a x\n# TYPE a gauge\na{b=\"\"} 1\n",
        "# HELP a x\n# TYPE a gauge\nb 1\n", "# HELP a x\n# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n",
        "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
        "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
        "# HELP a x\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n",
    ])
    func theParserRefusesWhatIsWrong(_ text: String) {
        #expect(throws: PrometheusParser.Fault.self) { try PrometheusParser(text) }
    }

    @Test func onlySoManyHostsHaveALabel() throws {
        var hosts: [String: Politeness.HostState] = [:]
        for number in 0..<5000 { hosts["h\(number)"] = Politeness.HostState(inFlight: number % 3) }
        hosts["held"] = Politeness.HostState(heldFor: .seconds(9))
        hosts["dead"] = Politeness.HostState(isBreakerOpen: true)
        var text = PrometheusText()
        HostMetrics(hosts: hosts).write(to: &text)
        let metrics = try PrometheusParser(text.text).metrics
        #expect(metrics["orbweaver_host_in_flight"]?.samples.count == HostMetrics.limit)
        #expect(metrics["orbweaver_hosts_delayed"]?.samples.map(\.value) == [1])
        #expect(metrics["orbweaver_hosts_dead"]?.samples.map(\.value) == [1])
        var quiet = PrometheusText()
        HostMetrics(hosts: hosts.filter { $0.key.hasSuffix("d") || $0.value.inFlight == 0 }).write(to: &quiet)
        let shown = try PrometheusParser(quiet.text)
        #expect(shown.value("orbweaver_host_held_seconds", ["host": "held"]) == 9)
        #expect(shown.value("orbweaver_host_breaker_open", ["host": "dead"]) == 1)
        #expect(shown.metrics["orbweaver_host_in_flight"]?.samples.count == 2)
    }

    @Test(arguments: [
        ("/api/batch/scrape", "/api/batch/scrape"),
        ("/api/batch/scrape/9d1c/retry", "/api/batch/scrape/{id}/retry"),
        ("/api/usage-stats", "/api/usage-stats"), ("/api/account/usage", "/api/account/usage"),
        ("//health/", "/health"), ("/a/b/c/d/e/f/g", "none"), ("/api/%00", "/api/{id}"),
    ])
    func aRouteHasNoIds(_ path: String, _ route: String) {
        #expect(RequestRoute(path[...]).description == route)
    }

    private struct Answers: ItemProcessor {
        func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem> { .ended(attempt(item)) }
        func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem> {
            .ended(attempt(item))
        }
        func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt { attempt(item) }

        private func attempt(_ item: ClaimedItem) -> ItemAttempt {
            var attempt = ItemAttempt(ending: .completed(result: Array("1".utf8)))
            if item.url.hasSuffix("0") { attempt.ending = .failed(.clientError, message: "404") }
            if item.url.hasSuffix("1") { attempt.ending = .failed(.serverError, message: "503") }
            attempt.fetchTime = .milliseconds(30)
            attempt.readingTime = .milliseconds(3)
            attempt.inputTokens = 5
            return attempt
        }
    }

    @Test func allOfAWorkingServersFiguresAreWellFormedAndRight() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/orbweaver-metrics-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(SQLiteStore.Configuration(folder: folder))
        let key = try await store.addKey(
            NewKey(name: "k", hash: [UInt8](repeating: 1, count: 32), prefix: "k"))
        let scheduler = Scheduler(
            store: store, processor: Answers(), configuration: SchedulerConfiguration(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { await scheduler.run() }
        let urls = (0..<20).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
        _ = try await store.add(NewBatch(owner: key.id, urls: urls), pendingLimit: 100)
        scheduler.wake()
        // All but the two that are put off.
        while await scheduler.statistics().completed < 16 { await Task.yield() }
        let requests = RequestMetrics()
        let handler = requests.measuring { HTTPResponse(status: $0.target == "/health" ? 200 : 404) }
        for target in ["/health", "/x\"y", "/health"] {
            _ = await handler(HTTPRequest(method: .get, target: target))
        }
        let text = await ServerMetrics(store: store, scheduler: scheduler, requests: requests).text()
        let parser = try PrometheusParser(text)
        #expect(parser.value("orbweaver_items_total", ["outcome": "completed", "reason": ""]) == 16)
        let health = ["route": "/health", "method": "GET", "status": "200"]
        #expect(parser.value("orbweaver_http_requests_total", health) == 2)
        #expect(parser.value("orbweaver_http_request_seconds_count", ["route": "none"]) == 1)
        #expect(parser.value("orbweaver_fetch_seconds_bucket", ["le": "0.025"]) == 0)
        #expect(parser.value("orbweaver_database_up") == 1)
        for name in [
            "orbweaver_items_pending", "orbweaver_oldest_due_seconds", "orbweaver_items_in_flight",
            "orbweaver_item_queue_seconds", "orbweaver_extraction_seconds", "orbweaver_model_tokens_total",
            "orbweaver_database_busy_seconds_total", "orbweaver_database_wal_bytes",
            "orbweaver_resident_memory_bytes",
            "orbweaver_open_descriptors", "orbweaver_hosts_known", "orbweaver_host_delay_seconds",
        ] { #expect(parser.metrics[name] != nil, "\(name)") }
        await scheduler.drain(grace: .zero)
        await running.value
        await store.close()
        // What cannot be read is left out; the rest is still there.
        let closed = await ServerMetrics(store: store, scheduler: scheduler, requests: requests).text()
        #expect(try PrometheusParser(closed).value("orbweaver_database_up") == 0)
    }
}

extension String {
    fileprivate var filterControls: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" }))
    }
}
