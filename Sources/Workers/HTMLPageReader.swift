import Batches
import Extraction
import HTML
import JSON
import Structuring

/// Reads HTML into Markdown or into the shape asked for (contract section 15); plain text and JSON pass through.
package struct HTMLPageReader: PageReader {
    private let limits: ParseLimits

    package init(limits: ParseLimits = ParseLimits()) { self.limits = limits }

    package func read(_ page: FetchedPage, for item: ClaimedItem) -> PageReading {
        let type = MediaType(page.contentType)
        switch type.kind {
        case .html: return readHTML(page, charset: type.charset, options: item.options)
        case .plain: return PageReading(ending: .result(text(String(decoding: page.body, as: UTF8.self))))
        case .json:
            let fenced = "```json\n\(String(decoding: page.body, as: UTF8.self))\n```"
            return PageReading(ending: .result(text(fenced)))
        }
    }

    private func readHTML(_ page: FetchedPage, charset: String?, options: BatchOptions) -> PageReading {
        let document = HTMLParser.parse(page.body, transportEncoding: charset, limits: limits)
        let verdict = PageVerdict(of: document)
        if verdict.isSure, let (reason, message) = Self.refusal(verdict) {
            return PageReading(ending: .refused(reason, message: message))
        }
        let reading = Reader().read(
            document, url: page.finalURL, mode: options.extractContentOnly ? .article : .full)
        switch options.effectiveOutput {
        case .json: return structured(reading, document, page, options)
        case .markdown, .text, .table:
            // Only a model can follow a prompt in prose; without one the contract's answer is the raw Markdown.
            let asksForModel = options.prompt.map { !$0.isEmpty } ?? false
            return PageReading(
                ending: .result(text(String(decoding: reading.markdown, as: UTF8.self))),
                title: reading.title,
                extra: asksForModel ? extra(JSONObject([("ai_extraction_failed", true)])) : nil)
        }
    }

    private func structured(
        _ reading: Reading, _ document: Document, _ page: FetchedPage, _ options: BatchOptions
    ) -> PageReading {
        let schema = options.schema.flatMap { Schema.check($0).schema }
        let result = Structurer().fill(
            schema: schema, prompt: options.prompt, document: document, url: page.finalURL,
            markdown: reading.markdown)
        var facts = JSONObject([("provenance", result.provenance)])
        if result.isEmpty { facts["extraction_empty"] = true }
        return PageReading(
            ending: .result(JSONWriter.bytes(of: result.value)), title: reading.title, extra: extra(facts))
    }

    /// The failure that a verdict stands for, with its evidence; nil for a page.
    private static func refusal(_ verdict: PageVerdict) -> (FailureReason, String)? {
        let (reason, words): (FailureReason, String)
        switch verdict.verdict {
        case .page: return nil
        case .softNotFound: (reason, words) = (.softNotFound, "The page says that there is no such page")
        case .loginWall: (reason, words) = (.loginWall, "The page is only a form to sign in")
        case .challenge: (reason, words) = (.challenge, "The page is a check for robots")
        case .parked: (reason, words) = (.parkedDomain, "The domain is parked")
        case .cookieWall: (reason, words) = (.cookieWall, "The page is only a question about cookies")
        case .needsBrowser:
            (reason, words) = (.needsBrowser, "The page is drawn by scripts and needs a browser")
        case .empty: (reason, words) = (.emptyPage, "The page is empty")
        }
        return (
            reason,
            verdict.evidence.isEmpty ? words + "." : "\(words): \(verdict.evidence.joined(separator: "; "))."
        )
    }

    /// `text` as a JSON string.
    private func text(_ text: String) -> [UInt8] {
        var writer = JSONWriter(reserving: text.utf8.count + 64)
        writer.string(text)
        return writer.bytes
    }

    private func extra(_ facts: JSONObject) -> [UInt8] { JSONWriter.bytes(of: .object(facts)) }
}
