import Batches
import JSON

/// Writes a status answer (contract section 2.2) piece by piece: the batch, any number of items, the end.
/// Between pieces the text so far can be taken away, so that a long answer never is in memory as a whole.
struct StatusWriter {
    private var writer: JSONWriter
    private let query: StatusQuery
    /// Nothing was asked of the pages but their Markdown.
    private let isRaw: Bool

    init(_ batch: Batch, query: StatusQuery, reserving capacity: Int = 1024) {
        writer = JSONWriter(reserving: capacity)
        self.query = query
        isRaw =
            batch.options.effectiveOutput == .markdown && batch.options.prompt.map(\.isEmpty) ?? true
        writer.beginObject()
        writer.member("status", batch.status.rawValue)
        writer.member("batchId", batch.id.rawValue)
        writer.member("totalUrls", batch.totalURLs)
        writer.member("completedCount", batch.completedCount)
        writer.member("failedCount", batch.failedCount)
        writer.member("cancelledCount", batch.cancelledCount)
        writer.member("creditsUsed", batch.creditsUsed)
        writer.member("createdAt", batch.createdAt.iso8601)
        writer.member("finishedAt", batch.finishedAt?.iso8601)
        if !batch.schemaWarnings.isEmpty {
            writer.name("schema_warnings")
            writer.array { for warning in batch.schemaWarnings { $0.string(warning) } }
        }
        writer.name("items")
        writer.beginArray()
    }

    mutating func add(_ item: Item) {
        writer.beginObject()
        writer.member("uuid", item.id.rawValue)
        writer.member("url", item.url)
        writer.member("jobId", item.jobID)
        writer.member("status", item.status.rawValue)
        writer.name("result")
        addResult(of: item)
        writer.member("error", item.error)
        writer.member("errorCode", item.errorCode?.rawValue)
        writer.member("creditsUsed", item.creditsUsed)
        writer.member("startedAt", item.startedAt?.iso8601)
        writer.member("finishedAt", item.finishedAt?.iso8601)
        writer.name("screenshotUrl")
        writer.null()
        writer.member("attempts", item.attempts)
        writer.memberOrNull("statusCode", item.statusCode)
        writer.member("finalUrl", item.finalURL)
        writer.member("title", item.title)
        writer.name("timings")
        add(item.timings)
        if item.extra != nil || query.includesProvenance { addExtra(ItemExtra(item.extra)) }
        writer.endObject()
    }

    /// What the contract says of a whole scrape's result, where it is true of this item; and where each field of
    /// the result came from, for those who asked.
    private mutating func addExtra(_ extra: ItemExtra) {
        for flag in ["ai_extraction_failed", "extraction_empty"] where extra[flag] == .bool(true) {
            writer.member(flag, .bool(true))
        }
        // Why the model did not give all that was asked of it; the result then holds what there is.
        if let error = extra["modelError"] { writer.member("modelError", error) }
        for count in ["inputTokens", "outputTokens"] {
            if let tokens = extra[count] { writer.member(count, tokens) }
        }
        // Which country's proxy the page came through; null where none was configured that fits.
        if let proxy = extra["proxy"] { writer.member("proxy", proxy) }
        if query.includesProvenance { writer.member("provenance", extra["provenance"] ?? .null) }
    }

    /// `next` is the position to go on behind, nil when no more items match.
    mutating func end(next: Int?) {
        writer.endArray()
        writer.name("hasMore")
        writer.bool(next != nil)
        writer.member("nextCursor", next.map(String.init))
        writer.endObject()
    }

    mutating func reserve(_ count: Int) { writer.reserve(count) }

    mutating func take() -> [UInt8] { writer.take() }

    private mutating func addResult(of item: Item) {
        guard item.status == .completed, let result = item.result else { return writer.null() }
        switch query.shape {
        case .bare: writer.raw(result)
        case .wrapped: addWrapped(result, of: item)
        }
    }

    /// The shape of a single scrape's result (contract section 3.2).
    private mutating func addWrapped(_ result: [UInt8], of item: Item) {
        let extra = ItemExtra(item.extra)
        let hasFailed = extra["ai_extraction_failed"] == .bool(true)
        writer.beginObject()
        writer.member("content", raw: result)
        writer.name("data")
        writer.array {
            $0.object {
                $0.member("url", item.url)
                $0.member("title", item.title)
                $0.name("markdownContent")
                // The page's Markdown is not kept beside another result.
                if isRaw || hasFailed { $0.raw(result) } else { $0.null() }
                $0.name("success")
                $0.bool(true)
                $0.name("screenshotUrl")
                $0.null()
            }
        }
        writer.name("screenshots")
        writer.array { _ in }
        writer.member("ai_extraction_failed", .bool(hasFailed))
        writer.member("extraction_empty", .bool(extra["extraction_empty"] == .bool(true)))
        writer.name("stats")
        writer.object {
            let input = extra["inputTokens"]?.integerValue ?? 0
            let output = extra["outputTokens"]?.integerValue ?? 0
            $0.member("durationMs", item.timings.total ?? 0)
            $0.member("captchaSolvedCount", 0)
            $0.member("inputTokens", .integer(input))
            $0.member("outputTokens", .integer(output))
            $0.member("totalTokens", .integer(input.addingReportingOverflow(output).partialValue))
        }
        writer.endObject()
    }

    private mutating func add(_ timings: ItemTimings) {
        writer.object {
            $0.memberOrNull("queue", timings.queue)
            $0.memberOrNull("dns", timings.dns)
            $0.memberOrNull("connect", timings.connect)
            $0.memberOrNull("tls", timings.tls)
            $0.memberOrNull("firstByte", timings.firstByte)
            $0.memberOrNull("download", timings.download)
            $0.memberOrNull("extract", timings.extract)
            $0.memberOrNull("total", timings.total)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func memberOrNull(_ name: String, _ number: Int?) {
        self.name(name)
        if let number { integer(Int64(number)) } else { null() }
    }
}
