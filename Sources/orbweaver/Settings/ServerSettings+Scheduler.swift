import Batches
import Fetch
import Logging
import Models
import Store
import Workers

extension ServerSettings {
    /// The client of the configured model; nil without one.
    func makeModel() -> ModelClient? {
        model?.makeClient(certificateFile: fetch.certificateFile)
    }

    /// The scheduler with the real fetcher and reader behind it.
    func makeScheduler(store: SQLiteStore, cookies: CookieVault, model: ModelClient?, logger: Logger)
        -> Scheduler
    {
        let fetcher = CurlFetcher(fetch)
        let pipeline = ItemPipeline(
            fetcher: fetch.asksRobots ? RobotsFetcher(fetcher, agent: fetch.robotsAgent) : fetcher,
            pool: ReadingPool(threads: extractionThreads),
            reader: HTMLPageReader(modelMode: model?.configuration.mode), cookies: cookies,
            model: model.map { stage(of: $0, store: store, logger: logger) })
        var scheduler = scheduler
        // As many as the endpoint takes at once, and as many as workers can bring meanwhile.
        scheduler.modelItems = model.map { scheduler.workers + $0.configuration.maxConcurrent }
        return Scheduler(store: store, processor: pipeline, configuration: scheduler, logger: logger)
    }

    private func stage(of client: ModelClient, store: SQLiteStore, logger: Logger) -> ModelStage {
        ModelStage(client: client) { item, month in
            do throws(StoreError) {
                return try await store.tokens(of: item.batch, and: item.owner, since: month)
            } catch {
                // The budget then counts from here on.
                logger.warning("spent tokens not read", metadata: ["error": "\(error)"])
                return (0, 0)
            }
        }
    }
}
