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
        if type.kind == .html { return readHTML(page, charset: type.charset, options: item.options) }
        let body = PlainText.utf8(of: page.body, transportEncoding: type.charset)
        if let schema = item.options.schema.flatMap({ Schema.check($0).schema }) {
            // Data that is no page is fitted as it is; text has no fields.
            let value = type.kind == .json ? LenientJSON.parse(body) : nil
            let fitted = SchemaFitter(schema: schema, baseURL: page.finalURL).fit(value ?? .null)
            return PageReading(ending: .result(JSONWriter.bytes(of: fitted)))
        }
        let content = String(decoding: body, as: UTF8.self)
        return PageReading(
            ending: .result(text(type.kind == .json ? "```json\n\(content)\n```" : content)))
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
        case .json, .table: return structured(reading, document, page, options)
        case .markdown, .text:
            // Only a model can follow a prompt in prose; without one the contract's answer is the raw Markdown.
            return markdown(of: reading, isFallback: options.prompt.map { !$0.isEmpty } ?? false)
        }
    }

    /// The page's data by schema or prompt; its Markdown, marked as such, where a prompt without a schema finds
    /// nothing.
    private func structured(
        _ reading: Reading, _ document: Document, _ page: FetchedPage, _ options: BatchOptions
    ) -> PageReading {
        // Submission has checked the schema; one that fails now was stored by another version.
        let schema = options.schema.flatMap { Schema.check($0).schema }
        if options.schema != nil, schema == nil { return markdown(of: reading, isFallback: true) }
        let result = Structurer().fill(
            schema: schema, prompt: options.prompt, document: document, url: page.finalURL,
            markdown: reading.markdown)
        if result.isEmpty, schema == nil { return markdown(of: reading, isFallback: true) }
        let value =
            options.effectiveOutput == .table
            ? text(MarkdownGrid.table(of: result.value)) : JSONWriter.bytes(of: result.value)
        let facts: JSON = [
            "provenance": result.provenance, "extraction_empty": .bool(result.isEmpty),
            "missing": .array(result.missing.prefix(200).map(JSON.string)),
        ]
        return PageReading(ending: .result(value), title: reading.title, extra: JSONWriter.bytes(of: facts))
    }

    private func markdown(of reading: Reading, isFallback: Bool) -> PageReading {
        PageReading(
            ending: .result(text(String(decoding: reading.markdown, as: UTF8.self))), title: reading.title,
            extra: isFallback ? JSONWriter.bytes(of: ["ai_extraction_failed": true]) : nil)
    }

    /// The failure that a verdict stands for, with its evidence; nil for a page.
    private static func refusal(_ verdict: PageVerdict) -> (FailureReason, String)? {
        let (reason, words): (FailureReason, String)
        switch verdict.verdict {
        case .page: return nil
        case .softNotFound: (reason, words) = (.softNotFound, "the page says that there is no such page")
        case .loginWall: (reason, words) = (.loginWall, "the page is only a form to sign in")
        case .challenge: (reason, words) = (.challenge, "the page is a check for robots")
        case .parked: (reason, words) = (.parkedDomain, "the domain is parked")
        case .cookieWall: (reason, words) = (.cookieWall, "the page is only a question about cookies")
        case .needsBrowser:
            (reason, words) = (.needsBrowser, "the page is drawn by scripts and needs a browser")
        case .empty: (reason, words) = (.emptyPage, "the page is empty")
        }
        return (
            reason, verdict.evidence.isEmpty ? words : "\(words): \(verdict.evidence.joined(separator: "; "))"
        )
    }

    /// `text` as a JSON string.
    private func text(_ text: String) -> [UInt8] {
        var writer = JSONWriter(reserving: text.utf8.count + 64)
        writer.string(text)
        return writer.bytes
    }
}
