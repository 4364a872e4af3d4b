import Batches
import Extraction
import HTML
import JSON
import Models
import Structuring

/// Reads HTML into Markdown or into the shape asked for (contract section 15); plain text, JSON and XML pass through.
package struct HTMLPageReader: PageReader {
    private let limits: ParseLimits
    /// When a model is asked for what the page's own data leaves open; nil without a model.
    private let modelMode: ModelConfiguration.Mode?

    package init(limits: ParseLimits = ParseLimits(), modelMode: ModelConfiguration.Mode? = nil) {
        self.limits = limits
        self.modelMode = modelMode
    }

    package func read(_ page: FetchedPage, for item: ClaimedItem) -> PageReading {
        let type = MediaType(page.contentType)
        let isHTML = type.kind == .html || type.kind == .xml && Self.holdsHTML(page.body)
        if isHTML { return readHTML(page, charset: type.charset, options: item.options) }
        let text = PlainText.utf8(of: page.body, transportEncoding: type.charset)
        return readText(text, type.kind, page, item.options)
    }

    /// Some sites call their pages XML.
    private static func holdsHTML(_ body: [UInt8]) -> Bool {
        let beginning = String(decoding: body.prefix(1024), as: UTF8.self).lowercased()
        return beginning.contains("<html") || beginning.contains("<!doctype html")
    }

    /// Text as a block of code, in a fence that is longer than any in it.
    private static func fenced(_ content: String, as language: String) -> String {
        var longest = 2
        var length = 0
        for byte in content.utf8 {
            length = byte == UInt8(ascii: "`") ? length + 1 : 0
            longest = max(longest, length)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)\(language)\n\(content)\n\(fence)"
    }

    /// What is no page: data is fitted to a schema as it is, text has fields for a model only.
    private func readText(
        _ body: [UInt8], _ kind: MediaType.Kind, _ page: FetchedPage, _ options: BatchOptions
    ) -> PageReading {
        let content = String(decoding: body, as: UTF8.self)
        let markdown =
            switch kind {
            case .json: Self.fenced(content, as: "json")
            case .xml: Self.fenced(content, as: "xml")
            case .html, .plain: content
            }
        guard let schema = options.schema.flatMap({ Schema.check($0).schema }) else {
            let asked = options.prompt.map { !$0.isEmpty } ?? false
            guard asked else { return .text(markdown, title: nil) }
            let empty = StructuredResult(value: .null, provenance: [:], missing: [])
            return prompted(markdown: Array(markdown.utf8), title: nil, empty, page, options)
        }
        let value = kind == .json ? LenientJSON.parse(body) : nil
        let fitted = SchemaFitter(schema: schema, baseURL: page.finalURL).fit(value ?? .null)
        var reading = PageReading(ending: .result(JSONWriter.bytes(of: fitted)))
        if let modelMode {
            let result = StructuredResult(value: fitted, provenance: [:], missing: [])
            reading.draft = .structured(
                result, schema: schema, options: options, mode: modelMode, page: Array(markdown.utf8),
                title: nil,
                url: page.finalURL)
        }
        return reading
    }

    private func readHTML(_ page: FetchedPage, charset: String?, options: BatchOptions) -> PageReading {
        let document = HTMLParser.parse(page.body, transportEncoding: charset, limits: limits)
        // Half a page would pass for the whole. Elements that are nested too deep are only flattened.
        if document.isTruncated {
            return PageReading(
                ending: .refused(.pageTooComplex, message: "the page is too large to be read to its end"))
        }
        let verdict = PageVerdict(of: document)
        if verdict.isSure, let (reason, message) = Self.refusal(verdict) {
            return PageReading(ending: .refused(reason, message: message))
        }
        let reading = Reader().read(
            document, url: page.finalURL, mode: options.extractContentOnly ? .article : .full)
        if let limit = reading.exceededLimit {
            return PageReading(
                ending: .refused(
                    .pageTooComplex, message: "the page's Markdown would take more than \(limit) bytes"))
        }
        let blank = Self.blank(reading, verdict)
        switch options.effectiveOutput {
        case .json, .table: return structured(reading, document, page, options, whenEmpty: blank)
        case .markdown, .text:
            if let blank { return blank }
            let asked = options.prompt.map { !$0.isEmpty } ?? false
            guard asked else {
                return .text(String(decoding: reading.markdown, as: UTF8.self), title: reading.title)
            }
            let empty = StructuredResult(value: .null, provenance: [:], missing: [])
            return prompted(markdown: reading.markdown, title: reading.title, empty, page, options)
        }
    }

    /// The failure of a page without anything to read, however unsure the verdict; nil for others.
    private static func blank(_ reading: Reading, _ verdict: PageVerdict) -> PageReading? {
        guard reading.markdown.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else { return nil }
        let (reason, message) = refusal(verdict) ?? (.emptyPage, "the page has nothing to read")
        return PageReading(ending: .refused(reason, message: message))
    }

    /// The page's data by schema or prompt; its Markdown, marked as such, where a prompt without a schema finds
    /// nothing.
    private func structured(
        _ reading: Reading, _ document: Document, _ page: FetchedPage, _ options: BatchOptions,
        whenEmpty blank: PageReading?
    ) -> PageReading {
        // Submission has checked the schema; one that fails now was stored by another version.
        let schema = options.schema.flatMap { Schema.check($0).schema }
        if options.schema != nil, schema == nil { return .fallback(reading.markdown, title: reading.title) }
        let result = Structurer().fill(
            schema: schema, prompt: options.prompt, document: document, url: page.finalURL,
            markdown: reading.markdown)
        if result.isEmpty, let blank { return blank }
        if result.isEmpty, schema == nil {
            return prompted(markdown: reading.markdown, title: reading.title, result, page, options)
        }
        var structured = PageReading.structured(result, as: options.effectiveOutput, title: reading.title)
        if let modelMode {
            structured.draft = .structured(
                result, schema: schema, options: options, mode: modelMode, page: reading.markdown,
                title: reading.title, url: page.finalURL)
        }
        return structured
    }

    /// A prompt that only a model can follow. Without one the contract's answer is the raw Markdown.
    private func prompted(
        markdown: [UInt8], title: String?, _ result: StructuredResult, _ page: FetchedPage,
        _ options: BatchOptions
    ) -> PageReading {
        var reading = PageReading.fallback(markdown, title: title)
        guard let modelMode else { return reading }
        switch options.effectiveOutput {
        case .json, .table:
            reading.draft = .structured(
                result, schema: nil, options: options, mode: modelMode, page: markdown, title: title,
                url: page.finalURL)
        case .markdown, .text:
            reading.draft = .prose(
                options.prompt ?? "", output: options.effectiveOutput, page: markdown, title: title,
                url: page.finalURL)
        }
        return reading
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
}
