import API
import Batches
import CLinux
import Fetch
import HTTPServer
import Logging
import ServiceLifecycle
import Store
import Structuring
import Workers

/// The whole server: opens the store, puts the modules together, serves until it is told to stop, drains.
struct ServerService: Service {
    let settings: ServerSettings
    let logger: Logger
    /// What `logger` writes through.
    let log: LogWriter

    func run() async throws {
        var storage = SQLiteStore.Configuration(folder: settings.data)
        storage.longestDelay = settings.scheduler.retry.longestDelay
        let (batches, cookies) = (BatchMetrics(), CookieVault())
        let log = BatchLog(logger: logger, requests: BatchRequests())
        let advice = "; `orbweaver doctor` with the same settings says how to mend it"
        let keys = StartKeys(
            text: settings.environmentKey, monthlyCredits: settings.environmentKeyCredits, logger: logger)
        let (store, reclaimed) = try await naming(settings.data, advice: advice) {
            let store = try await SQLiteStore.open(storage) { end in
                batches.add(end)
                cookies.forget(after: end)
                log.ended(end)
            }
            try await keys.settle(in: store)
            // This process holds the folder's lock: whatever runs there belongs to a dead one.
            return (store, try await store.reclaim(all: true))
        }
        if reclaimed > 0 { logger.info("items taken up again", metadata: ["items": "\(reclaimed)"]) }

        let model = settings.makeModel()
        let scheduler = settings.makeScheduler(store: store, cookies: cookies, model: model, logger: logger)
        let requests = RequestMetrics(logger: logger)
        let api = API(
            configuration: settings.api,
            dependencies: dependencies(
                store, cookies, log.requests, scheduler,
                ServerMetrics(
                    store: store, scheduler: scheduler, requests: requests, batches: batches,
                    model: ModelMetrics(client: model), log: self.log)))
        let server = HTTPServer(
            configuration: settings.http, logger: logger, errorBody: API.errorBody,
            handler: requests.measuring(api.respond))

        let address = try await server.start()
        try await announce(address, keys, store)
        let working = Task { await scheduler.run() }
        let expiring = settings.retention.map { age in
            Task {
                await Retention(store: store, age: age, cookies: cookies, metrics: batches, logger: logger)
                    .run()
            }
        }
        // Starting looks up Swift types all over the program; a server that then waits for work needs few of
        // those pages.
        clinux_release_code_pages()

        try? await gracefulShutdown()
        EndSignals.endAtOnce()
        expiring?.cancel()
        logger.info("stopping")
        async let drained: Void = scheduler.drain(grace: settings.shutdownGrace)
        await server.shutdown(grace: settings.shutdownGrace)
        await drained
        await working.value
        await expiring?.value
        await store.close()
        logger.info("stopped")
    }

    private func dependencies(
        _ store: SQLiteStore, _ cookies: CookieVault, _ requests: BatchRequests, _ scheduler: Scheduler,
        _ metrics: ServerMetrics
    ) -> APIDependencies {
        let policy = settings.fetch.addressPolicy
        return APIDependencies(
            store: store, cookies: cookies, requests: requests, logger: logger, hashKey: KeyText.hash,
            checkURL: URLCheck.checker(policy),
            checkCookies: { text in
                do throws(BoundCookies.Problem) {
                    try BoundCookies.validate(text)
                    return nil
                } catch {
                    switch error {
                    case .controlCharacter: return "holds a control character"
                    case .malformed:
                        return "holds no cookie: give name=value pairs, or rows with tabs between columns"
                    case .tooLong(let limit): return "is longer than \(limit) bytes"
                    }
                }
            },
            checkSchema: { schema in
                let check = Schema.check(schema)
                return SchemaVerdict(errors: check.errors, warnings: check.warnings)
            },
            onQueued: { scheduler.wake() },
            whyNotReady: {
                do throws(StoreError) {
                    try await store.probe()
                    return nil
                } catch {
                    return "the data folder cannot be written: \(error)"
                }
            },
            metrics: { await metrics.text() })
    }

    /// Says where it listens, and the text of a first key where there is none yet. Only now: a key that nobody gets to
    /// see would be in the way of another one.
    private func announce(_ address: SocketAddress, _ keys: StartKeys, _ store: SQLiteStore) async throws {
        var problem: OutputError?
        do throws(OutputError) {
            try say("orbweaver \(Orbweaver.version) listens on http://\(address)")
        } catch {
            problem = error
        }
        try await naming(settings.data) {
            guard try await keys.lacksFirst(in: store) else { return }
            if let problem {
                throw Refusal(
                    "\(problem), where the first key is shown: "
                        + "set \(Setting.apiKey.environmentName), or make one with `orbweaver keys create`")
            }
            let line = "the first key, shown this once: \(try await keys.makeFirst(in: store).text)"
            do throws(OutputError) { try say(line) } catch { writeToStandardError(line + "\n") }
        }
    }
}
