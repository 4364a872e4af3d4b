import ArgumentParser
import Batches
import Fetch
import FoundationEssentials
import Glibc
import JSON
import Logging
import Store
import Workers

struct Scrape: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch URLs here and now and print their Markdown, through the server's own pipeline.",
        discussion: """
            Exit status: 0 when every URL gave a page, 1 when some failed, 64 when the command line is wrong. A signal \
            ends it with what has finished until then, a second one at once; nothing of either is kept.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case markdown, ndjson
    }

    @Argument(help: "The URLs; - reads one a line from standard input.") var urls: [String]
    @Option(help: "markdown, or ndjson: one object a line with url, status, result and error.")
    var format = Format.markdown
    @Flag(help: "Only the main content: no navigation, header, footer or sidebars.") var contentOnly = false
    @OptionGroup var shape: ShapeOptions
    @Option(help: "File with ORBWEAVER_... lines, for what the environment does not set.") var config: String?

    func run() async throws {
        let settings = try ServerSettings(try SettingsReader(file: config))
        let entries = try entries(settings.fetch.addressPolicy)
        var options = try shape.batchOptions()
        options.extractContentOnly = contentOnly
        let folder = FileManager.default.temporaryDirectory.path + "/orbweaver-scrape-" + randomUUID()
        let log = settings.logging.makeWriter()
        // What reads the output may have enough of it; the folder must not stay then.
        EndSignals.outliveReaders()
        try await Interruption.cleaningUp(isAwaited: true) {
            try? FileManager.default.removeItem(atPath: folder)
            log.flush(for: .seconds(1))
        } after: { [options] interruption in
            try await naming(folder) {
                var storage = SQLiteStore.Configuration(folder: folder)
                // It is given up only when there is no room at all.
                storage.reserveBytes = 0
                let store = try await SQLiteStore.open(storage)
                try await scrape(entries, options, store, settings, log, interruption)
                await store.close()
            }
        }
    }

    /// The URLs with their hosts. Throws when one may not be fetched.
    private func entries(_ policy: AddressPolicy) throws -> [NewBatch.Entry] {
        var lines = urls
        if urls == ["-"] {
            lines = []
            while let line = readLine() { if !line.isEmpty { lines.append(line) } }
        }
        guard !lines.isEmpty else { throw ValidationError("no URLs given") }
        return try lines.map { url in
            do throws(URLProblem) {
                return NewBatch.Entry(url: url, host: try SubmittedURL.validate(url, policy).politenessHost)
            } catch {
                throw ValidationError("\(url): \(error.message)")
            }
        }
    }

    private func scrape(
        _ entries: [NewBatch.Entry], _ options: BatchOptions, _ store: SQLiteStore,
        _ settings: ServerSettings,
        _ log: LogWriter, _ interruption: Interruption
    ) async throws {
        let scheduler = settings.makeScheduler(
            store: store, cookies: CookieVault(), model: settings.makeModel(),
            logger: settings.logging.logger(label: "scrape", to: log))
        let key = try await store.addKey(
            NewKey(name: "scrape", hash: KeyText.random().hash, prefix: "spd_"))
        let batch = NewBatch(owner: key.id, urls: entries, options: options)
        _ = try await store.add(batch, pendingLimit: entries.count)
        let working = Task { await scheduler.run() }
        let isComplete = try await follow(batch.id, of: key.id, in: store, interruption)
        await scheduler.drain(grace: .zero)
        await working.value
        let failures = try await printItems(of: batch.id, of: key.id, in: store)
        if !isComplete {
            // Asked for the reason only; a signal needs none.
            if interruption.signal == nil { try await store.probe() }
            let folder = FileManager.default.temporaryDirectory.path
            throw Refusal("not all URLs were scraped: \(folder) takes no more results, is its disk full?")
        }
        if failures > 0 { throw ExitCode(1) }
    }

    /// Waits for the end, with a progress line on a terminal. False when it is not worth waiting for: a signal came, or
    /// nothing can be stored.
    private func follow(
        _ batch: BatchID, of owner: KeyID, in store: SQLiteStore, _ interruption: Interruption
    ) async throws -> Bool {
        let showsProgress = isatty(STDERR_FILENO) == 1
        defer { if showsProgress { writeToStandardError("\r\u{1B}[K") } }
        var stalled = StalledStore()
        var looks = 0
        while let state = try await store.batch(batch, of: owner) {
            let finished = state.completedCount + state.failedCount
            if showsProgress {
                writeToStandardError(
                    "\r\(finished)/\(state.totalURLs) done, \(state.failedCount) failed, \(state.runningCount) running "
                )
            }
            if state.status.isTerminal { break }
            if interruption.signal != nil { return false }
            if looks.isMultiple(of: 50) {
                let failures = try await store.statistics().writes.failures
                if stalled.isStalled(finished: finished, failures: failures, at: .now) { return false }
            }
            looks += 1
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    /// Prints what has finished, and returns how many of that failed.
    private func printItems(of batch: BatchID, of owner: KeyID, in store: SQLiteStore) async throws -> Int {
        var failures = 0
        var after: Int?
        while let snapshot = try await store.items(of: batch, of: owner, ItemQuery(after: after, limit: 100))
        {
            for item in snapshot.items where item.status.isTerminal {
                if item.status != .completed { failures += 1 }
                switch format {
                case .ndjson: try printLine(item)
                case .markdown: try printMarkdown(item, isOnly: snapshot.batch.totalURLs == 1)
                }
            }
            after = snapshot.items.last?.position
            if !snapshot.hasMore { break }
        }
        return failures
    }

    private func printLine(_ item: Item) throws {
        var writer = JSONWriter()
        writer.object { line in
            line.member("url", item.url)
            line.member("status", item.status.rawValue)
            line.member("statusCode", item.statusCode.map { JSON.integer(Int64($0)) } ?? .null)
            line.member("title", item.title)
            line.member("error", item.error)
            line.member("errorCode", item.errorCode?.rawValue)
            line.member("result", raw: item.result ?? Array("null".utf8))
            if let extra = item.extra { line.member("extra", raw: extra) }
        }
        try say(writer.bytes)
    }

    private func printMarkdown(_ item: Item, isOnly: Bool) throws {
        guard item.status == .completed, let result = item.result else {
            writeToStandardError("\(item.url): \(item.error ?? item.status.rawValue)\n")
            return
        }
        if !isOnly { try say("Content from: \(item.url)\n") }
        let value = try? JSONParser.parse(result, depthLimit: 512)
        try say(value?.stringValue ?? String(decoding: result, as: UTF8.self))
        if !isOnly { try say("\n---\n") }
    }
}
