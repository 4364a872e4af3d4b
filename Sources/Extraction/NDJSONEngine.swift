import HTML
import JSON

/// Answers the requests of the extraction benchmark: one JSON object a line in, one out.
///
/// A request names a `path` and a `mode`, and may give the page's `url`. `article` and `full` are answered with
/// `markdown`, `title`, `author` and `date`; `schema` with `json`, filled by what the request's `schema` asks for.
/// An answer to anything else has `error`. It reads no files itself.
package struct NDJSONEngine {
    /// Fills a schema from a page at a URL; nil when that is no schema.
    package typealias Filling = (_ page: [UInt8], _ url: String?, _ schema: JSON) async -> JSON?

    private let load: (String) -> [UInt8]?
    private let fill: Filling?

    /// `load` gives the bytes of a file; nil when it cannot be read. Without `fill` the mode `schema` is not offered.
    package init(load: @escaping (String) -> [UInt8]?, fill: Filling? = nil) {
        self.load = load
        self.fill = fill
    }

    /// The answer to one request line, without a line feed.
    package func answer(_ line: [UInt8]) async -> [UInt8] {
        guard let request = try? JSONParser.parse(line) else { return failure("bad request", id: nil) }
        let id = request["id"] ?? .null
        guard let path = request["path"]?.stringValue, let bytes = load(path) else {
            return failure("no such file", id: id)
        }
        let url = request["url"]?.stringValue
        switch request["mode"]?.stringValue {
        case "article": return answer(bytes, id, url, .article)
        case "full": return answer(bytes, id, url, .full)
        case "schema":
            guard let fill, let schema = request["schema"] else { return failure("mode not offered", id: id) }
            let json = await fill(bytes, url, schema) ?? .null
            return JSONWriter.bytes(of: ["id": id, "json": json])
        default: return failure("mode not offered", id: id)
        }
    }

    private func answer(_ bytes: [UInt8], _ id: JSON, _ url: String?, _ mode: Reader.Mode) -> [UInt8] {
        let reading = Reader().read(HTMLParser.parse(bytes), url: url, mode: mode)
        if let limit = reading.exceededLimit {
            return failure("the Markdown would take more than \(limit) bytes", id: id)
        }
        var writer = JSONWriter(reserving: reading.markdown.count + reading.markdown.count / 8 + 256)
        writer.object { writer in
            writer.member("id", id)
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
