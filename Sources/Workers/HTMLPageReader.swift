import Batches
import Extraction
import HTML
import JSON

/// Reads HTML into Markdown; plain text and JSON pass through.
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
        let reading = Reader().read(
            document, url: page.finalURL, mode: options.extractContentOnly ? .article : .full)
        return PageReading(
            ending: .result(text(String(decoding: reading.markdown, as: UTF8.self))), title: reading.title)
    }

    /// `text` as a JSON string.
    private func text(_ text: String) -> [UInt8] {
        var writer = JSONWriter(reserving: text.utf8.count + 64)
        writer.string(text)
        return writer.bytes
    }
}
