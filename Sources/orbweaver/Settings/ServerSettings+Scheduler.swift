import Batches
import Fetch
import Logging
import Workers

extension ServerSettings {
    /// The scheduler with the real fetcher and reader behind it.
    func makeScheduler(store: any Store, cookies: CookieVault, logger: Logger) throws -> Scheduler {
        let fetcher = CurlFetcher(fetch)
        let pipeline = ItemPipeline(
            fetcher: fetch.asksRobots ? RobotsFetcher(fetcher, agent: fetch.robotsAgent) : fetcher,
            pool: ReadingPool(threads: extractionThreads),
            reader: HTMLPageReader(), cookies: cookies)
        return Scheduler(store: store, processor: pipeline, configuration: scheduler, logger: logger)
    }
}
