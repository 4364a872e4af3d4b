import HTML
import JSON

/// Answers the requests of the extraction benchmark: one JSON object a line in, one out.
///
/// A request names a `path`, a `mode` (`article`, `full`) and may give the page's `url`; the answer has
/// `markdown` and `title`, or `error`. It reads no files itself.
package struct NDJSONEngine {
    private let load: (String) -> [UInt8]?

    /// `load` gives the bytes of a file; nil when it cannot be read.
    package init(load: @escaping (String) -> [UInt8]?) {
        self.load = load
    }

    /// The answer to one request line, without a line feed.
    package func answer(_ line: [UInt8]) -> [UInt8] {
        guard let request = try? JSONParser.parse(line) else { return failure("bad request", id: nil) }
        let id = request["id"]
        guard let path = request["path"]?.stringValue, let bytes = load(path) else {
            return failure("no such file", id: id)
        }
        let mode: Reader.Mode
        switch request["mode"]?.stringValue {
        case "article": mode = .article
        case "full": mode = .full
        default: return failure("mode not offered", id: id)
        }
        let document = HTMLParser.parse(bytes)
        let reading = Reader().read(document, url: request["url"]?.stringValue, mode: mode)
        var writer = JSONWriter(reserving: reading.markdown.count + reading.markdown.count / 8 + 256)
        writer.object { writer in
            writer.member("id", id ?? .null)
            writer.member("markdown", String(decoding: reading.markdown, as: UTF8.self))
            writer.member("title", reading.title)
            writer.member("author", reading.metadata.authors.joined(separator: "; "))
            writer.member("date", reading.metadata.published)
        }
        return writer.bytes
    }

    private func failure(_ message: String, id: JSON?) -> [UInt8] {
        JSONWriter.bytes(of: ["id": id ?? .null, "error": .string(message)])
    }
}
