import Batches
import JSON

/// The answers that are one small object (contract sections 2.1, 2.3 to 2.5).
enum BatchAnswers {
    static func submitted(_ batch: Batch) -> [UInt8] {
        object {
            $0.member("status", "queued")
            $0.member("batchId", batch.id.rawValue)
            $0.member("total", batch.totalURLs)
            if !batch.schemaWarnings.isEmpty {
                $0.name("schema_warnings")
                $0.array { for warning in batch.schemaWarnings { $0.string(warning) } }
            }
        }
    }

    static func cancelled(items: Int, creditsRefunded: Int) -> [UInt8] {
        object {
            $0.member("status", "cancelled")
            $0.member("cancelledItems", items)
            $0.member("creditsRefunded", creditsRefunded)
        }
    }

    static func retried(items: Int) -> [UInt8] {
        object {
            $0.member("status", "queued")
            $0.member("retriedCount", items)
        }
    }

    static func list(_ page: BatchPage, _ query: ListQuery) -> [UInt8] {
        object {
            $0.name("jobs")
            $0.array { for batch in page.batches { entry(batch, &$0) } }
            $0.name("pagination")
            $0.object {
                $0.member("page", query.page)
                $0.member("limit", query.limit)
                $0.member("total", page.total)
                $0.member("totalPages", (page.total + query.limit - 1) / query.limit)
            }
        }
    }

    private static func entry(_ batch: Batch, _ writer: inout JSONWriter) {
        writer.object {
            $0.member("uuid", batch.id.rawValue)
            $0.member("status", batch.status.rawValue)
            $0.member("totalUrls", batch.totalURLs)
            $0.member("completedCount", batch.completedCount)
            $0.member("failedCount", batch.failedCount)
            $0.member("outputFormat", batch.options.effectiveOutput == .json ? "json" : "markdown")
            $0.member("scrapingChannel", "api")
            $0.member("creditsUsed", batch.creditsUsed)
            $0.member("createdAt", batch.createdAt.iso8601)
            $0.member("finishedAt", batch.finishedAt?.iso8601)
        }
    }

    private static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes
    }
}
